// Records spans and delivers them in batches to whoever speaks OTLP/HTTP: Jaeger, a collector.
#pragma once

#include "base/clock.hpp"
#include "platform/telemetry/otlp_json.hpp"
#include "ports/http.hpp"
#include "ports/randomness.hpp"
#include "ports/scheduler.hpp"
#include "ports/telemetry.hpp"
#include "ports/tracing.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::platform {

struct OtlpTerms {
    std::string endpoint{};  ///< "http://host:4318", without a slash at its end
    OtlpResource resource{};
    std::string version{};  ///< of this program
    /// Of the traces that begin here, how many are recorded: 0 none, 1 all. Those that begin
    /// elsewhere are recorded if they were there.
    double sample_ratio = 1.0;
    std::size_t waiting_max = 16'384;                   ///< spans; more are dropped, and counted
    std::size_t batch_max = 512;                        ///< spans in one request
    base::Duration delay = std::chrono::seconds{1};     ///< how long a span waits for company
    base::Duration timeout = std::chrono::seconds{10};  ///< of one try
    int tries_max = 5;
    base::Duration pause = std::chrono::milliseconds{500};  ///< before the second try; then doubled
    base::Duration pause_max = std::chrono::seconds{30};    ///< also of what the receiver asks for
};

/// Nobody waits for it: spans are put into a queue, and a worker of its own sends them through
/// `client`. One request is under way at a time. 429, 502, 503 and 504, and no answer at all, are
/// tried again, not before the time that Retry-After names; any other refusal is final. What is
/// lost is counted, never waited for. Source: OTLP specification, section "OTLP/HTTP response".
class OtlpTracer final : public ports::Tracer {
  public:
    /// What is passed by reference outlives this, except that answers of `client` may still come
    /// when this is gone. `client` must not trace.
    OtlpTracer(OtlpTerms terms, ports::HttpClient& client, ports::Scheduler& scheduler,
               ports::Randomness& randomness, ports::Metrics& metrics, ports::Log& log);
    ~OtlpTracer() override;
    OtlpTracer(const OtlpTracer&) = delete;
    OtlpTracer& operator=(const OtlpTracer&) = delete;

    [[nodiscard]] bool is_on() const override { return true; }
    [[nodiscard]] ports::Span begin(ports::SpanKind kind, std::string_view name,
                                    const ports::TraceContext& parent) override;
    void take(std::unique_ptr<ports::SpanRecord> record) override;
    /// Delivers what waits, for at most `patience`, and then nothing any more: what is left is
    /// dropped. Nothing is tried twice any more, so that a receiver that is away holds up no end.
    /// Not from a task of the scheduler.
    void stop(base::Duration patience);

  private:
    class Exporter;
    [[nodiscard]] std::uint64_t draw();

    double sample_ratio_;
    std::uint64_t seed_;
    std::atomic<std::uint64_t> drawn_{0};
    std::shared_ptr<Exporter> exporter_;
};

}  // namespace boxoffice::platform
