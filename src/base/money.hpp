// Money is an integer number of minor units; nothing here ever rounds.
#pragma once

#include "base/invariant.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

namespace boxoffice::base {

/// An ISO 4217 code.
struct Currency {
    std::array<char, 3> code{'K', 'R', 'W'};

    [[nodiscard]] std::string_view text() const { return {code.data(), code.size()}; }
    friend auto operator<=>(const Currency&, const Currency&) = default;
};

/// `amount` counts minor units: won for KRW, cents for USD.
struct Money {
    std::int64_t amount = 0;
    Currency currency{};

    friend bool operator==(const Money&, const Money&) = default;
};

/// Adding different currencies is a bug, not a request.
[[nodiscard]] inline Money operator+(const Money& left, const Money& right) {
    BOXOFFICE_INVARIANT(left.currency == right.currency);
    return {left.amount + right.amount, left.currency};
}
[[nodiscard]] inline Money operator-(const Money& left, const Money& right) {
    BOXOFFICE_INVARIANT(left.currency == right.currency);
    return {left.amount - right.amount, left.currency};
}

}  // namespace boxoffice::base
