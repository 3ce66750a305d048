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

bool is_traceparent(std::string_view text) {
    constexpr std::size_t length = 55;
    if (text.size() != length) return false;
    for (std::size_t i = 0; i < length; ++i) {
        const bool is_dash = i == 2 || i == 35 || i == 52;
        const bool is_hex =
            (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (is_dash ? text[i] != '-' : !is_hex) return false;
    }
    return true;
}

}  // namespace boxoffice::platform::http
