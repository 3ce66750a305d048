// Ids that clients may bring along; what does not look like one is not taken over.
#pragma once

#include <string_view>

namespace boxoffice::platform::http {

/// X-Request-Id: 1 to 64 characters of [A-Za-z0-9._-], safe in logs and headers.
[[nodiscard]] bool is_request_id(std::string_view text);

/// traceparent: "00-<32 hex>-<16 hex>-<2 hex>". Source: W3C Trace Context, section 3.2.
[[nodiscard]] bool is_traceparent(std::string_view text);

}  // namespace boxoffice::platform::http
