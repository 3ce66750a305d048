// Request targets and URLs: strict percent-decoding, nothing ambiguous passes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::platform::http {

/// A request may carry this many query parameters.
inline constexpr std::size_t query_parameters_max = 100;

struct Target {
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
};

/// Splits and decodes a request target in origin form ("/path?query").
/// @return nothing when it is malformed or could be read in two ways: broken percent-encoding,
/// bytes that are not UTF-8, control characters, encoded slashes, backslashes, dot segments, too
/// many query parameters.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

struct Url {
    bool is_tls = false;
    std::string host;  ///< without the brackets of an IPv6 address
    std::uint16_t port = 80;
    std::string authority;  ///< for the Host header
    std::string target;     ///< path and query as written, at least "/"
};

/// Reads an absolute http:// or https:// URL without user information or fragment.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

}  // namespace boxoffice::platform::http
