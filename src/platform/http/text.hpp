// Small comparisons of header text: ASCII only, as RFC 9110 has it, whatever the locale.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace boxoffice::platform::http {

[[nodiscard]] inline char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

/// Without the blanks and tabs around it.
[[nodiscard]] inline std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// What a method or a header's name consists of (RFC 9110 section 5.6.2).
inline constexpr auto token_characters = [] {
    std::array<bool, 256> table{};
    for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
    for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = true;
    for (unsigned c = 'A'; c <= 'Z'; ++c) table[c] = true;
    for (const unsigned char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[c] = true;
    return table;
}();

[[nodiscard]] inline bool is_token_character(char c) {
    return token_characters[static_cast<unsigned char>(c)];
}

[[nodiscard]] inline bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

/// Whether `text` may stand behind a header's colon: no control character but the tab.
[[nodiscard]] inline bool is_header_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

}  // namespace boxoffice::platform::http
