// Where tickets and money stand, by grade and method of payment; what moved is the difference of
// two such positions.
#pragma once

#include "base/money.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <string>

namespace boxoffice::sales {

/// The method under which a refund stands that staff paid by other means than the payment's own.
inline constexpr const char* method_by_hand = "by_hand";
/// The method of a payment of which nothing more is known yet.
inline constexpr const char* method_unknown = "unknown";

struct Cell {
    std::string grade;
    std::string method;
    base::Currency currency;
    friend auto operator<=>(const Cell&, const Cell&) = default;
};

/// Tickets in number; money in minor units. `fees` are a part of captured - refunded, not beside
/// it.
struct Amounts {
    std::int64_t tickets = 0;
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
    std::int64_t fees = 0;

    [[nodiscard]] bool is_nothing() const { return *this == Amounts{}; }
    friend bool operator==(const Amounts&, const Amounts&) = default;
};
Amounts& operator+=(Amounts& amounts, const Amounts& more);
[[nodiscard]] Amounts operator-(const Amounts& after, const Amounts& before);

using Position = std::map<Cell, Amounts>;

/// What has to be added to `before` to come to `after`; cells that did not move are left out.
[[nodiscard]] Position difference(const Position& after, const Position& before);

}  // namespace boxoffice::sales
