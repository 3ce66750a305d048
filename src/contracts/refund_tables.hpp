// What giving a ticket back costs, as data: published with a performance, applied by reservation.
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::contracts {

/// Until `days_before` calendar days before the performance, that day included, `fee_percent` of a
/// seat's price is kept. Days are those of the performance's own time zone; its day is 0 days
/// before.
struct RefundTier {
    int days_before = 0;
    int fee_percent = 0;
    friend bool operator==(const RefundTier&, const RefundTier&) = default;
};
BOOST_DESCRIBE_STRUCT(RefundTier, (), (days_before, fee_percent))

/// Within so many hours of booking nothing is kept, if it was booked at least `days_before`
/// calendar days before the performance.
struct FreeWithdrawal {
    int within_hours = 0;
    int days_before = 0;
    friend bool operator==(const FreeWithdrawal&, const FreeWithdrawal&) = default;
};
BOOST_DESCRIBE_STRUCT(FreeWithdrawal, (), (within_hours, days_before))

/// One table of fees. Tiers go from many days before to the day itself, and fees never fall on the
/// way. `name` and `text` are in the house's language, the `_en` members in English.
struct RefundTable {
    std::string code;
    std::string name;
    std::optional<std::string> name_en;
    std::optional<std::string> text;
    std::optional<std::string> text_en;
    std::vector<RefundTier> tiers;
    std::optional<FreeWithdrawal> free_withdrawal;
    friend bool operator==(const RefundTable&, const RefundTable&) = default;
};
BOOST_DESCRIBE_STRUCT(RefundTable, (), (code, name, name_en, text, text_en, tiers, free_withdrawal))

/// The tables that come with the program, under their codes: `korean-standard`, which every new
/// musical has (Source: Korea Fair Trade Commission, consumer dispute settlement standard,
/// performances), and `house-table`, an example of what a theatre may promise beside it.
[[nodiscard]] std::span<const RefundTable> shipped_refund_tables();
/// @return nothing when no table of that code is shipped.
[[nodiscard]] const RefundTable* find_shipped_refund_table(std::string_view code);

inline constexpr std::string_view refund_table_default = "korean-standard";

}  // namespace boxoffice::contracts
