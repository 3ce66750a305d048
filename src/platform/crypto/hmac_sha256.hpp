// HMAC-SHA256 (RFC 2104) by libsodium: checks what somebody with the same secret signed.
#pragma once

#include <string>
#include <string_view>

namespace boxoffice::platform {

/// 64 hexadecimal digits.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view secret, std::string_view message);

/// Whether `hex` is the code of `message`, in lower-case digits; takes the same time wherever the
/// first difference is.
[[nodiscard]] bool is_hmac_sha256(std::string_view secret, std::string_view message,
                                  std::string_view hex);

}  // namespace boxoffice::platform
