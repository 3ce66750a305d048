// Which tables of fees a musical's tickets are given back by: those shipped, one of its own, or
// both.
#pragma once

#include "contracts/codec.hpp"
#include "contracts/refund_tables.hpp"

#include <boost/describe/class.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// Of all these tables the one that is best for the buyer counts. `tables` are codes of shipped
/// ones; with none at all, nothing is ever kept.
struct RefundPolicy {
    std::vector<std::string> tables;
    std::optional<contracts::RefundTable> own;
    friend bool operator==(const RefundPolicy&, const RefundPolicy&) = default;
};
BOOST_DESCRIBE_STRUCT(RefundPolicy, (), (tables, own))

inline constexpr std::size_t refund_tables_max = 5;
inline constexpr std::size_t refund_tiers_max = 20;
inline constexpr std::size_t refund_code_length_max = 40;  ///< bytes
inline constexpr std::size_t refund_text_length_max = 2'000;
inline constexpr int refund_days_max = 365;
inline constexpr int free_withdrawal_hours_max = 168;

/// What is wrong, by the path in its JSON; empty = good. Reasons: unknown, duplicate, missing,
/// too_long, too_many, out_of_range, not_a_code, not_descending (days), falling (fees) and
/// not_to_the_end (the last tier is not that of the day itself).
[[nodiscard]] std::vector<contracts::FieldError> validate(const RefundPolicy& policy);

/// The tables in full, the shipped ones first. A musical without a policy has the legal standard.
[[nodiscard]] std::vector<contracts::RefundTable> tables_of(
    const std::optional<RefundPolicy>& policy);

}  // namespace boxoffice::musical
