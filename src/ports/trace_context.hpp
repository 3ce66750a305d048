// W3C Trace Context: on whose behalf something is done, carried through processes and events.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::ports {

/// Of a traceparent: "00-<32 hex>-<16 hex>-<2 hex>".
inline constexpr std::size_t traceparent_bytes = 55;
/// A longer tracestate is cut behind its last whole member that fits. Source: W3C Trace Context,
/// section 3.3.1.5.
inline constexpr std::size_t tracestate_bytes_max = 512;
inline constexpr std::size_t tracestate_members_max = 32;

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::array<std::uint8_t, 8>;

/// One span of one trace, as those who act on its behalf name it. Without a trace all is zero.
struct TraceContext {
    TraceId trace_id{};
    SpanId span_id{};
    bool is_sampled = false;  ///< whoever began the trace wants it recorded
    std::string state;        ///< what other vendors pass along, unread; mostly empty

    [[nodiscard]] bool is_known() const { return trace_id != TraceId{}; }
    friend bool operator==(const TraceContext&, const TraceContext&) = default;
};

/// Reads both headers. Unknown when `traceparent` is not one: no version, wrong length, an id of
/// zeros, upper case. A later version is read as far as version 00 goes.
[[nodiscard]] TraceContext read_trace(std::string_view traceparent, std::string_view tracestate);

/// Empty when the context is unknown.
[[nodiscard]] std::string to_traceparent(const TraceContext& context);

/// One text for rows and records: the traceparent, and behind a blank the tracestate if there is
/// one. Empty when the context is unknown.
[[nodiscard]] std::string to_text(const TraceContext& context);
[[nodiscard]] TraceContext read_trace_text(std::string_view text);
/// The two headers of such a text.
[[nodiscard]] std::pair<std::string_view, std::string_view> split_trace_text(std::string_view text);

/// Lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(const TraceId& id);
[[nodiscard]] std::string to_hex(const SpanId& id);

/// What this thread works for at the moment. Unknown outside of every scope.
[[nodiscard]] const TraceContext& current_trace();
/// The id of the HTTP request that this thread's handler was called for; empty elsewhere.
[[nodiscard]] std::string_view current_request_id();

/// While it lives, this thread works for `context`, which must outlive it. Scopes nest; they live
/// on the stack of one function and never stand across a co_await.
class TraceScope {
  public:
    explicit TraceScope(const TraceContext& context, std::string_view request_id = {});
    ~TraceScope();
    TraceScope(const TraceScope&) = delete;
    TraceScope& operator=(const TraceScope&) = delete;

  private:
    const TraceContext* outer_trace_;
    std::string_view outer_request_id_;
};

/// `call`, which takes the present context along to whichever thread it runs on.
template <class Call>
[[nodiscard]] auto keep_trace(Call call) {
    return [trace = current_trace(), call = std::move(call)](auto&&... arguments) mutable {
        const TraceScope scope{trace};
        return call(std::forward<decltype(arguments)>(arguments)...);
    };
}

}  // namespace boxoffice::ports
