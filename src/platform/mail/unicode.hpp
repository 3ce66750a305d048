// Texts that people wrote, made safe to put into mails: valid UTF-8, no control characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace boxoffice::platform {

/// Every control character and line end becomes a space, every invalid byte U+FFFD.
[[nodiscard]] std::string one_line(std::string_view text);

/// Line ends become LF; tabs stay; other control characters vanish; every invalid byte becomes
/// U+FFFD.
[[nodiscard]] std::string plain_text(std::string_view text);

/// The longest beginning of valid UTF-8 `text` that has at most `bytes_max` bytes and cuts no
/// character.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max);

}  // namespace boxoffice::platform
