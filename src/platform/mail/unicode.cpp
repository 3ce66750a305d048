#include "platform/mail/unicode.hpp"

#include "base/invariant.hpp"

#include <algorithm>
#include <cstdint>

namespace boxoffice::platform {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// How many bytes the character at the front of `text` has; 0 when none is valid there.
/// Source: RFC 3629 section 4: shortest form only, no surrogates, nothing above U+10FFFF.
std::size_t character_bytes(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return 1;
    const std::size_t size = first < 0xC2   ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size == 0 || text.size() < size) return 0;
    if (!std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(size),
                     is_continuation)) {
        return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool too_long = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    return too_long || beyond ? 0 : size;
}

/// Whether the character is a control of C0, DEL, C1, or ends a line in Unicode's eyes.
bool is_control(std::string_view character) {
    const auto first = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return first < 0x20 || first == 0x7F;
    const bool is_c1 = first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
    return is_c1 || character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9";
}

/// Copies `text`; `control` says what stands in for each control character.
template <class Control>
std::string sanitise(std::string_view text, Control control) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto size = character_bytes(text);
        const auto character = text.substr(0, std::max<std::size_t>(size, 1));
        if (size == 0) {
            out += replacement;
        } else if (is_control(character)) {
            out += control(character, text.substr(size));
        } else {
            out += character;
        }
        text.remove_prefix(character.size());
    }
    return out;
}

}  // namespace

std::string one_line(std::string_view text) {
    return sanitise(text, [](std::string_view, std::string_view) { return std::string_view{" "}; });
}

std::string plain_text(std::string_view text) {
    return sanitise(
        text, [](std::string_view character, std::string_view after) -> std::string_view {
            if (character == "\t") return "\t";
            if (character == "\n") return "\n";
            const bool is_pair = character == "\r" && !after.empty() && after.front() == '\n';
            return character == "\r" && !is_pair ? "\n" : "";
        });
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max) {
    BOXOFFICE_INVARIANT(bytes_max >= 4);
    if (text.size() <= bytes_max) return text;
    auto end = bytes_max;
    while (end > 0 && is_continuation(text[end])) --end;
    return text.substr(0, end);
}

}  // namespace boxoffice::platform
