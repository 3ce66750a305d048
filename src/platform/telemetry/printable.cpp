#include "platform/telemetry/printable.hpp"

#include <cstddef>

namespace boxoffice::platform {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

unsigned char byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_between(unsigned char byte, unsigned char low, unsigned char high) {
    return byte >= low && byte <= high;
}

/// How many bytes the well-formed character at the front has; 0 when there is none.
/// Source: The Unicode Standard 15.0, table 3-7.
std::size_t character_size(std::string_view text) {
    const auto first = byte_at(text, 0);
    const auto second = byte_at(text, 1);
    const bool has_third = is_between(byte_at(text, 2), 0x80, 0xbf);
    const bool has_fourth = is_between(byte_at(text, 3), 0x80, 0xbf);
    if (first < 0x80) return 1;
    if (is_between(first, 0xc2, 0xdf)) return is_between(second, 0x80, 0xbf) ? 2 : 0;
    if (is_between(first, 0xe0, 0xef)) {
        const unsigned char low = first == 0xe0 ? 0xa0 : 0x80;
        const unsigned char high = first == 0xed ? 0x9f : 0xbf;
        return is_between(second, low, high) && has_third ? 3 : 0;
    }
    if (is_between(first, 0xf0, 0xf4)) {
        const unsigned char low = first == 0xf0 ? 0x90 : 0x80;
        const unsigned char high = first == 0xf4 ? 0x8f : 0xbf;
        return is_between(second, low, high) && has_third && has_fourth ? 4 : 0;
    }
    return 0;
}

bool is_control(std::string_view character) {
    if (character == "\x7f") return true;
    return character.size() == 2 && character[0] == '\xc2' && byte_at(character, 1) <= 0x9f;
}

}  // namespace

std::string printable(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto size = character_size(bytes);
        const auto character = bytes.substr(0, size);
        out += size == 0 || is_control(character) ? replacement : character;
        bytes.remove_prefix(size == 0 ? 1 : size);
    }
    return out;
}

}  // namespace boxoffice::platform
