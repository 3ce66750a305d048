#include "platform/http/trace_ids.hpp"

#include "platform/http/text.hpp"

#include <algorithm>

namespace boxoffice::platform::http {

bool is_request_id(std::string_view text) {
    constexpr std::size_t length_max = 64;
    return !text.empty() && text.size() <= length_max &&
           std::all_of(text.begin(), text.end(), [](char c) {
               const char small = lower(c);
               return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
                      c == '_' || c == '-';
           });
}

ports::TraceContext trace_of(const ports::HttpRequest& request) {
    const std::string* traceparent = nullptr;
    std::string tracestate;
    for (const auto& [name, value] : request.headers) {
        if (equal_ignoring_case(name, "traceparent")) {
            if (traceparent) return {};
            traceparent = &value;
        } else if (equal_ignoring_case(name, "tracestate")) {
            if (!tracestate.empty()) tracestate += ',';
            tracestate += value;
        }
    }
    return traceparent ? ports::read_trace(*traceparent, tracestate) : ports::TraceContext{};
}

}  // namespace boxoffice::platform::http
