// Goal: a change of many performances says what comes out of each, and what stands against it.
#include "contexts/musical/domain/run_edit.hpp"

#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;

const base::Instant start{std::chrono::sys_days{std::chrono::year{2027} / 1 / 15} + 10h + 30min};
const base::Instant now = start - 30 * 24h;

GradePrice price(const std::string& grade, std::int64_t won) {
    return {grade, {won, {}}};
}

Performance performance(PerformanceTerms terms = {}) {
    return {.id = {7}, .musical_id = {1}, .starts_at = start, .terms = std::move(terms)};
}

const MusicalDetails musical{.name = "Moon", .grades = {price("VIP", 150'000), price("R", 90'000)}};

FieldErrors objections(const Performance& of, const TermsChange& change) {
    return musical::objections(of, musical, change, {"VIP", "R", "S"}, now);
}

std::vector<std::string> reasons(const FieldErrors& errors) {
    std::vector<std::string> all;
    for (const auto& error : errors) all.push_back(error.field + ' ' + error.reason);
    return all;
}

TEST(RunEdit, ChangesWhatItNamesAndNothingElse) {
    const auto before = performance({.seat_limit_per_person = 4, .cast = {{"Dal", "Kim Mina"}}});
    const auto after = changed(before, musical,
                               {.sales_open_at = now,
                                .sales_close_minutes_before = 120,
                                .hold_seconds = 300,
                                .single_seat_gap_rule = true});
    EXPECT_EQ(after.sales_open_at, now);
    EXPECT_EQ(after.sales_close_at, start - 2h);
    EXPECT_EQ(after.hold_seconds, 300);
    EXPECT_EQ(after.single_seat_gap_rule, true);
    EXPECT_EQ(after.seat_limit_per_person, 4);
    EXPECT_EQ(after.cast, before.terms.cast);
    EXPECT_TRUE(after.grades.empty()) << "the musical's prices go on counting";
}

TEST(RunEdit, ReplacesThePricesOfTheGradesNamed) {
    const auto of_musical = changed(performance(), musical, {.grades = {price("R", 99'000)}});
    EXPECT_EQ(of_musical.grades,
              (std::vector<GradePrice>{price("VIP", 150'000), price("R", 99'000)}));
    const auto own = performance({.grades = {price("R", 80'000)}});
    EXPECT_EQ(changed(own, musical, {.grades = {price("S", 50'000)}}).grades,
              (std::vector<GradePrice>{price("R", 80'000), price("S", 50'000)}));
    EXPECT_EQ(changed(own, musical, {.grades = {price("R", 1)}, .clear = {"grades"}}).grades,
              (std::vector<GradePrice>{price("VIP", 150'000), price("R", 1)}));
}

TEST(RunEdit, ClearsBackToTheDefault) {
    const auto before = performance({.sales_open_at = now,
                                     .sales_close_at = start,
                                     .seat_limit_per_person = 2,
                                     .hold_seconds = 60,
                                     .single_seat_gap_rule = true,
                                     .cast = {{"Dal", "Kim Mina"}},
                                     .grades = {price("R", 1)}});
    EXPECT_EQ(changed(before, musical,
                      {.clear = {"salesOpenAt", "salesCloseAt", "seatLimitPerPerson", "holdSeconds",
                                 "singleSeatGapRule", "cast", "grades"}}),
              PerformanceTerms{});
}

TEST(RunEdit, KnowsWhatStandsAgainstIt) {
    auto canceled = performance();
    canceled.status = PerformanceStatus::canceled;
    const TermsChange limit{.seat_limit_per_person = 4};
    EXPECT_EQ(reasons(objections(canceled, limit)),
              std::vector<std::string>{"performanceId performance_canceled"});
    auto over = performance();
    over.starts_at = now;
    EXPECT_EQ(reasons(objections(over, limit)),
              std::vector<std::string>{"performanceId performance_started"});
    over.is_default = true;
    EXPECT_TRUE(objections(over, limit).empty()) << "it has no stated time";
    EXPECT_TRUE(objections(performance(), {.grades = {price("S", 1)}}).empty());
    EXPECT_EQ(reasons(objections(performance(), {.grades = {price("A", 1)}})),
              std::vector<std::string>{"grades[0].grade unknown_grade"});
    EXPECT_FALSE(objections(performance(), {.sales_open_at = start + 1h}).empty());
    EXPECT_FALSE(objections(performance(), {.seat_limit_per_person = 100'000}).empty());
    EXPECT_FALSE(objections(performance(), {.grades = {{"R", {1, {{'U', 'S', 'D'}}}}}}).empty())
        << "two currencies in one house";
}

TEST(RunEdit, ChecksTheChangeItself) {
    EXPECT_EQ(reasons(validate(TermsChange{})), std::vector<std::string>{"changes missing"});
    EXPECT_EQ(reasons(validate(TermsChange{.sales_open_at = now,
                                           .sales_close_at = start,
                                           .sales_open_minutes_before = 1,
                                           .sales_close_minutes_before = -1,
                                           .grades = {price("R", 1), price("R", 2)},
                                           .clear = {"startsAt"}})),
              (std::vector<std::string>{
                  "salesOpenAt either_this_or_minutes", "salesCloseAt either_this_or_minutes",
                  "salesCloseMinutesBefore out_of_range", "grades[1].grade duplicate",
                  "clear[0] not_a_known_value"}));
    EXPECT_TRUE(validate(TermsChange{.clear = {"cast"}}).empty());
}

}  // namespace
}  // namespace boxoffice::musical
