// Text that is one whole number, or is none.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace boxoffice::base {

/// The number that all of `text` is, in decimal digits with at most a minus before them; nothing
/// when it is anything else or does not fit 64 bits.
[[nodiscard]] inline std::optional<std::int64_t> to_integer(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

}  // namespace boxoffice::base
