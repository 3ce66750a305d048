#include "platform/http/strict_head.hpp"

#include "platform/http/text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace boxoffice::platform::http {
namespace {

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_host(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        const char small = lower(c);
        return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_' || c == ':' || c == '[' || c == ']';
    });
}

bool is_target(std::string_view method, std::string_view target) {
    if (target == "*") return method == "OPTIONS";
    // Absolute form would be a second, contradictory Host.
    return target.starts_with('/') && std::all_of(target.begin(), target.end(), [](char c) {
               return c > 0x20 && c < 0x7f && c != '#';
           });
}

/// What the framing headers have said so far.
struct Framing {
    bool is_http_1_0 = false;
    bool has_host = false;
    bool has_length = false;
    bool has_encoding = false;
    bool has_authorization = false;
    bool has_type = false;
};

/// A header that decides something must not come twice: two readers could pick different ones.
bool first_time(bool& seen) {
    return !std::exchange(seen, true);
}

bool check_header(std::string_view name, std::string_view value, Framing& framing) {
    // No sender needs more digits than a 63-bit length has.
    constexpr std::size_t length_digits_max = 18;
    if (equal_ignoring_case(name, "Host")) return first_time(framing.has_host) && is_host(value);
    if (equal_ignoring_case(name, "Content-Length")) {
        return first_time(framing.has_length) && is_digits(value) &&
               value.size() <= length_digits_max;
    }
    if (equal_ignoring_case(name, "Transfer-Encoding")) {
        return first_time(framing.has_encoding) && equal_ignoring_case(value, "chunked");
    }
    if (equal_ignoring_case(name, "Authorization")) return first_time(framing.has_authorization);
    if (equal_ignoring_case(name, "Content-Type")) return first_time(framing.has_type);
    return true;
}

bool check_header_line(std::string_view line, Framing& framing) {
    // No token begins with white space, so a folded line fails here too.
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
    const auto value = trim(line.substr(colon + 1));
    return is_header_value(value) && check_header(line.substr(0, colon), value, framing);
}

HeadFault check_request_line(std::string_view line, const HeadLimits& limits, Framing& framing) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return HeadFault::malformed;
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    framing.is_http_1_0 = version == "HTTP/1.0";
    if (version != "HTTP/1.1" && !framing.is_http_1_0) return HeadFault::malformed;
    if (!is_token(method)) return HeadFault::malformed;
    if (target.size() > limits.url_bytes_max) return HeadFault::url_too_long;
    return is_target(method, target) ? HeadFault::none : HeadFault::malformed;
}

/// The first line without its end; `rest` is moved behind it.
std::string_view take_line(std::string_view& rest) {
    const auto end = std::min(rest.find("\r\n"), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 2, rest.size()));
    return line;
}

}  // namespace

std::size_t HeadScanner::find_end(std::string_view bytes, const HeadLimits& limits) {
    // Method, two spaces and version beside the target.
    constexpr std::size_t request_line_extra_max = 32;
    // Another protocol, such as TLS, may never send the line end that is waited for.
    if (!bytes.empty() && !is_token_character(bytes.front())) {
        fault_ = HeadFault::malformed;
        return 0;
    }
    while (scanned_ < bytes.size()) {
        const auto* found = static_cast<const char*>(
            std::memchr(bytes.data() + scanned_, '\n', bytes.size() - scanned_));
        if (found == nullptr) break;
        const auto at = static_cast<std::size_t>(found - bytes.data());
        if (at == 0 || bytes[at - 1] != '\r') {
            fault_ = HeadFault::malformed;
            return 0;
        }
        const bool is_empty_line = at - 1 == line_start_;
        scanned_ = line_start_ = at + 1;
        if (is_empty_line) return at + 1;
    }
    scanned_ = bytes.size();
    if (line_start_ == 0 && bytes.size() > limits.url_bytes_max + request_line_extra_max) {
        fault_ = HeadFault::url_too_long;
    } else if (bytes.size() >= limits.header_bytes_max) {
        fault_ = HeadFault::headers_too_large;
    }
    return 0;
}

HeadFault check_head(std::string_view head, const HeadLimits& limits) {
    Framing framing;
    auto rest = head;
    const auto fault = check_request_line(take_line(rest), limits, framing);
    if (fault != HeadFault::none) return fault;
    if (head.size() > limits.header_bytes_max) return HeadFault::headers_too_large;

    std::size_t count = 0;
    for (auto line = take_line(rest); !line.empty(); line = take_line(rest)) {
        if (++count > limits.headers_max) return HeadFault::headers_too_large;
        if (!check_header_line(line, framing)) return HeadFault::malformed;
    }
    const bool lengths_agree =
        !framing.has_encoding || (!framing.has_length && !framing.is_http_1_0);
    const bool has_host = framing.has_host || framing.is_http_1_0;
    return lengths_agree && has_host ? HeadFault::none : HeadFault::malformed;
}

}  // namespace boxoffice::platform::http
