// Spans as the house sees them: what was done on whose behalf, and how long it took. Beside Log and
// Metrics (ports/telemetry.hpp); who records them is an adapter's business.
#pragma once

#include "ports/trace_context.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::ports {

enum class SpanKind { internal, server, client, producer, consumer };

/// `key` is a literal. Values hold no personal data: no address, no token, no query string.
struct SpanAttribute {
    std::string_view key;
    std::string text{};
    std::int64_t number = 0;
    bool is_number = false;
};

/// A span as it is recorded.
struct SpanRecord {
    TraceContext context;
    SpanId parent_id{};  ///< zeros: it begins the trace
    SpanKind kind = SpanKind::internal;
    std::string name;
    std::vector<SpanAttribute> attributes;
    bool has_failed = false;
    std::int64_t began_at = 0;  ///< nanoseconds since 1970, UTC
    std::int64_t began = 0;     ///< nanoseconds of a clock that never jumps
    std::int64_t ended_at = 0;  ///< nanoseconds since 1970, UTC
};

class Tracer;

/// What is being done, from its making to its end. One that is not recorded costs nothing and
/// passes its context on. Used by one thread at a time.
class Span {
  public:
    Span() = default;
    /// Not recorded: whoever acts within it acts for `passed`.
    explicit Span(TraceContext passed) : context_(std::move(passed)) {}
    /// Recorded; `tracer` outlives it.
    Span(Tracer& tracer, std::unique_ptr<SpanRecord> record)
        : context_(record->context), tracer_(&tracer), record_(std::move(record)) {}
    ~Span() { end(); }
    Span(Span&& other) noexcept = default;
    Span& operator=(Span&& other) noexcept;
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

    [[nodiscard]] const TraceContext& context() const { return context_; }
    [[nodiscard]] bool is_recorded() const { return record_ != nullptr; }

    // What follows does nothing when it is not recorded.

    void rename(std::string name);
    void set(std::string_view key, std::string value);
    void set(std::string_view key, std::int64_t value);
    /// It did not do what it should; `type` says why in a word or two, never with anybody's data.
    void fail(std::string_view type);
    /// Ends it now rather than with its life. The context stays.
    void end();

  private:
    TraceContext context_;
    Tracer* tracer_ = nullptr;
    std::unique_ptr<SpanRecord> record_;
};

/// Makes and takes spans. Safe from any thread.
class Tracer {
  public:
    virtual ~Tracer() = default;
    /// False: nothing is ever recorded, and contexts only pass through.
    [[nodiscard]] virtual bool is_on() const = 0;
    /// Under `parent`, recorded if that is sampled. When it is unknown a trace begins here, and
    /// whether it is sampled is decided here.
    [[nodiscard]] virtual Span begin(SpanKind kind, std::string_view name,
                                     const TraceContext& parent) = 0;
    /// A span that has ended. Called by spans.
    virtual void take(std::unique_ptr<SpanRecord> record) = 0;
};

/// Records nothing.
[[nodiscard]] Tracer& no_tracer();

}  // namespace boxoffice::ports
