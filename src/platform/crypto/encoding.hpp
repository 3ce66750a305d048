// Text forms of bytes: unpadded base64url (RFC 4648 section 5) and hexadecimal digits.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform {

using ByteView = std::span<const unsigned char>;

/// The bytes of a text.
[[nodiscard]] ByteView bytes_of(std::string_view text);

[[nodiscard]] std::string to_base64url(ByteView bytes);
/// Only the canonical form: no padding, no white space, no stray bits in the last character. Two
/// different texts never give the same bytes.
/// @return nothing when `text` is anything else or longer than `size_max` bytes when decoded.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text,
                                                        std::size_t size_max);

[[nodiscard]] std::string to_hex(ByteView bytes);

}  // namespace boxoffice::platform
