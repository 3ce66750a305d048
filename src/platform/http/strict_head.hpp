// What a request's head must look like before the parser sees it. Beast accepts some things that
// another server in front of us could read differently; request smuggling lives in that difference,
// so they are refused here. Source: RFC 9112 sections 2.2, 3, 5, 6 and 11.2.
#pragma once

#include <cstddef>
#include <string_view>

namespace boxoffice::platform::http {

enum class HeadFault { none, malformed, url_too_long, headers_too_large };

struct HeadLimits {
    std::size_t url_bytes_max;
    std::size_t header_bytes_max;
    std::size_t headers_max;
};

/// Finds the end of a head while it arrives piece by piece.
class HeadScanner {
  public:
    /// Looks on through `bytes`, which begin at the request line and may have grown since the last
    /// call.
    /// @return the head's length with its empty line; 0 when it is not complete, or `fault()` says
    /// why not.
    [[nodiscard]] std::size_t find_end(std::string_view bytes, const HeadLimits& limits);
    [[nodiscard]] HeadFault fault() const { return fault_; }

  private:
    std::size_t scanned_ = 0;
    std::size_t line_start_ = 0;
    HeadFault fault_ = HeadFault::none;
};

/// Checks a complete head, from the request line through the empty line.
[[nodiscard]] HeadFault check_head(std::string_view head, const HeadLimits& limits);

}  // namespace boxoffice::platform::http
