// Goal: a policy that would cheat somebody, or nobody could understand, is refused with the path to
// what is wrong.
#include "contexts/musical/domain/refund_policy.hpp"

#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using contracts::RefundTable;
using Errors = std::vector<contracts::FieldError>;

RefundTable good() {
    return {.code = "ours",
            .name = "자체 취소 규정",
            .tiers = {{7, 0}, {3, 10}, {0, 10}},
            .free_withdrawal = contracts::FreeWithdrawal{24, 1}};
}

TEST(RefundPolicy, OfShippedTablesAndOneOfItsOwnIsGood) {
    EXPECT_EQ(validate({}), Errors{});
    EXPECT_EQ(validate({{"house-table", "korean-standard"}, good()}), Errors{});
    for (const auto& table : contracts::shipped_refund_tables()) {
        auto copy = table;
        copy.code = "copy";
        EXPECT_EQ(validate({{}, copy}), Errors{}) << "what is shipped obeys its own rules";
    }
}

TEST(RefundPolicy, NamesWhatIsWrongWithItsTables) {
    const Errors expected{{"tables[1]", "unknown"}, {"tables[2]", "duplicate"}};
    EXPECT_EQ(validate({{"house-table", "no-such", "house-table"}, {}}), expected);
    const RefundPolicy many{std::vector<std::string>(6, "house-table"), {}};
    EXPECT_EQ(validate(many).front(), (contracts::FieldError{"tables", "too_many"}));
}

TEST(RefundPolicy, NamesWhatIsWrongWithItsOwnTable) {
    auto table = good();
    table.tiers = {{400, -1}, {5, 30}, {5, 20}, {1, 101}};
    table.code = "korean-standard";
    table.name = "";
    table.text_en = std::string(2'001, 'x');
    table.free_withdrawal = contracts::FreeWithdrawal{0, 366};
    const Errors expected{
        {"own.code", "duplicate"},
        {"own.name", "missing"},
        {"own.textEn", "too_long"},
        {"own.tiers[0].daysBefore", "out_of_range"},
        {"own.tiers[0].feePercent", "out_of_range"},
        {"own.tiers[2].daysBefore", "not_descending"},
        {"own.tiers[2].feePercent", "falling"},
        {"own.tiers[3].feePercent", "out_of_range"},
        {"own.tiers", "not_to_the_end"},
        {"own.freeWithdrawal.withinHours", "out_of_range"},
        {"own.freeWithdrawal.daysBefore", "out_of_range"},
    };
    EXPECT_EQ(validate({{}, table}), expected);

    table = good();
    table.tiers.clear();
    table.code = "Our Table";
    EXPECT_EQ(validate({{}, table}),
              (Errors{{"own.code", "not_a_code"}, {"own.tiers", "missing"}}));
    table.tiers.resize(21);
    table.code = std::string(41, 'a');
    EXPECT_EQ(validate({{}, table}), (Errors{{"own.code", "too_long"}, {"own.tiers", "too_many"}}));
}

TEST(RefundPolicy, GivesItsTablesInFull) {
    EXPECT_EQ(tables_of(std::nullopt).front().code, "korean-standard");
    EXPECT_TRUE(tables_of(RefundPolicy{}).empty());
    const auto tables = tables_of(RefundPolicy{{"house-table"}, good()});
    ASSERT_EQ(tables.size(), 2U);
    EXPECT_EQ(tables[0].tiers.back().fee_percent, 100);
    EXPECT_EQ(tables[1], good());
}

}  // namespace
}  // namespace boxoffice::musical
