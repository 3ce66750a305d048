#include "ports/trace_context.hpp"

#include <algorithm>
#include <optional>

namespace boxoffice::ports {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t trace_id_at = 3;
constexpr std::size_t span_id_at = 36;
constexpr std::size_t flags_at = 53;
constexpr unsigned sampled_flag = 1;

std::optional<unsigned> read_byte(std::string_view text) {
    const auto high = digits.find(text[0]);
    const auto low = digits.find(text[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    return static_cast<unsigned>(high * 16 + low);
}

template <std::size_t size>
bool read_bytes(std::string_view text, std::array<std::uint8_t, size>& bytes) {
    for (std::size_t i = 0; i < size; ++i) {
        const auto byte = read_byte(text.substr(2 * i, 2));
        if (!byte) return false;
        bytes[i] = static_cast<std::uint8_t>(*byte);
    }
    return bytes != std::array<std::uint8_t, size>{};
}

template <std::size_t size>
void append_bytes(std::string& out, const std::array<std::uint8_t, size>& bytes) {
    for (const auto byte : bytes) {
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
}

/// Printable ASCII: safe in headers, rows and logs.
bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// As many whole members from the front as may be passed on: the front is what was written last.
std::string_view within_limits(std::string_view state) {
    std::size_t end = 0;
    std::size_t members = 0;
    for (std::size_t from = 0; from <= state.size() && members < tracestate_members_max;) {
        const auto comma = std::min(state.find(',', from), state.size());
        if (comma > tracestate_bytes_max) break;
        end = comma;
        ++members;
        from = comma + 1;
    }
    return state.substr(0, end);
}

thread_local const TraceContext* trace_of_thread = nullptr;
thread_local std::string_view request_id_of_thread;

}  // namespace

TraceContext read_trace(std::string_view traceparent, std::string_view tracestate) {
    if (traceparent.size() < traceparent_bytes) return {};
    const auto version = read_byte(traceparent.substr(0, 2));
    constexpr unsigned no_version = 0xff;
    if (!version || *version == no_version) return {};
    const bool is_longer = traceparent.size() > traceparent_bytes;
    if (is_longer && (*version == 0 || traceparent[traceparent_bytes] != '-')) return {};
    if (traceparent[2] != '-' || traceparent[span_id_at - 1] != '-' ||
        traceparent[flags_at - 1] != '-') {
        return {};
    }
    TraceContext context;
    const auto flags = read_byte(traceparent.substr(flags_at, 2));
    if (!flags || !read_bytes(traceparent.substr(trace_id_at), context.trace_id) ||
        !read_bytes(traceparent.substr(span_id_at), context.span_id)) {
        return {};
    }
    context.is_sampled = (*flags & sampled_flag) != 0;
    if (is_printable(tracestate)) context.state = within_limits(tracestate);
    return context;
}

std::string to_traceparent(const TraceContext& context) {
    std::string out;
    if (!context.is_known()) return out;
    out.reserve(traceparent_bytes);
    out += "00-";
    append_bytes(out, context.trace_id);
    out += '-';
    append_bytes(out, context.span_id);
    out += context.is_sampled ? "-01" : "-00";
    return out;
}

std::string to_text(const TraceContext& context) {
    auto out = to_traceparent(context);
    if (!out.empty() && !context.state.empty()) out.append(" ").append(context.state);
    return out;
}

std::pair<std::string_view, std::string_view> split_trace_text(std::string_view text) {
    const auto blank = std::min(text.find(' '), text.size());
    return {text.substr(0, blank), text.substr(std::min(blank + 1, text.size()))};
}

TraceContext read_trace_text(std::string_view text) {
    if (text.empty()) return {};
    const auto [traceparent, tracestate] = split_trace_text(text);
    return read_trace(traceparent, tracestate);
}

std::string to_hex(const TraceId& id) {
    std::string out;
    append_bytes(out, id);
    return out;
}

std::string to_hex(const SpanId& id) {
    std::string out;
    append_bytes(out, id);
    return out;
}

const TraceContext& current_trace() {
    static const TraceContext unknown;
    return trace_of_thread ? *trace_of_thread : unknown;
}

std::string_view current_request_id() {
    return request_id_of_thread;
}

TraceScope::TraceScope(const TraceContext& context, std::string_view request_id)
    : outer_trace_(trace_of_thread), outer_request_id_(request_id_of_thread) {
    trace_of_thread = &context;
    request_id_of_thread = request_id;
}

TraceScope::~TraceScope() {
    trace_of_thread = outer_trace_;
    request_id_of_thread = outer_request_id_;
}

}  // namespace boxoffice::ports
