// Goal: wrong requests are refused field by field; a run of performances starts when the clock on
// the theatre's wall says so.
#include "contexts/musical/domain/catalogue.hpp"

#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using contracts::FieldError;

using base::Instant;

Instant at(const char* text) {
    return *base::parse_rfc3339(text);
}

MusicalDetails musical() {
    return {.name = "종이 왕국",
            .start_date = "2026-12-01",
            .end_date = "2026-12-31",
            .grades = {{"R", {90'000}}}};
}

TEST(Musical, IsRefusedFieldByField) {
    EXPECT_TRUE(validate(musical()).empty());
    auto wrong = musical();
    wrong.name.clear();
    wrong.start_date = "2026-13-01";
    wrong.end_date = "2026-02-29";
    wrong.poster_url = "javascript:alert(1)";
    wrong.age_limit = -1;
    wrong.grades = {{"R", {1}}, {"R", {-1, {{'U', 'S', 'D'}}}}};
    const FieldErrors expected{{"name", "missing"},
                               {"posterUrl", "not_a_url"},
                               {"startDate", "not_a_date"},
                               {"endDate", "not_a_date"},
                               {"ageLimit", "out_of_range"},
                               {"grades[1].grade", "duplicate"},
                               {"grades[1].price.amount", "out_of_range"},
                               {"grades[1].price.currency", "mixed_currencies"}};
    EXPECT_EQ(validate(wrong), expected);
    wrong = musical();
    wrong.end_date = "2026-11-30";
    EXPECT_EQ(validate(wrong), (FieldErrors{{"endDate", "before_start"}}));
}

TEST(Performance, TermsAreRefusedFieldByField) {
    const auto starts = at("2026-12-01T10:30:00Z");
    EXPECT_TRUE(validate(PerformanceTerms{}, starts).empty());
    const PerformanceTerms wrong{.time_zone = "Mars/Olympus",
                                 .sales_open_at = starts,
                                 .sales_close_at = starts - 1h,
                                 .seat_limit_per_person = -1,
                                 .hold_seconds = 5,
                                 .cast = {{"", "한서율"}}};
    const FieldErrors expected{
        {"timeZone", "not_a_time_zone"},  {"salesOpenAt", "after_start"},
        {"salesCloseAt", "before_start"}, {"seatLimitPerPerson", "out_of_range"},
        {"holdSeconds", "out_of_range"},  {"cast[0].role", "missing"}};
    EXPECT_EQ(validate(wrong, starts), expected);
}

TEST(Performance, IsOnSaleInItsWindowOnly) {
    Performance performance{.starts_at = at("2026-12-01T10:30:00Z")};
    const auto reason = [&](const char* when) {
        const auto answer = is_on_sale(performance, at(when));
        return answer ? std::string{} : answer.error();
    };
    EXPECT_EQ(reason("2026-11-01T00:00:00Z"), "");
    EXPECT_EQ(reason("2026-12-01T10:30:00Z"), "sales_closed") << "it has started";
    performance.terms.sales_open_at = at("2026-11-02T00:00:00Z");
    performance.terms.sales_close_at = at("2026-11-30T08:00:00Z");
    EXPECT_EQ(reason("2026-11-01T23:59:59Z"), "sales_not_open");
    EXPECT_EQ(reason("2026-11-02T00:00:00Z"), "");
    EXPECT_EQ(reason("2026-11-30T08:00:00Z"), "sales_closed");
    performance.status = PerformanceStatus::canceled;
    EXPECT_EQ(reason("2026-11-02T00:00:00Z"), "performance_canceled");
    const Performance without_time{.is_default = true};
    EXPECT_TRUE(is_on_sale(without_time, at("2026-11-02T00:00:00Z")));
}

TEST(Performance, HasItsOwnPricesOrTheMusicals) {
    EXPECT_EQ(price_of("R", {}, musical()), base::Money{90'000});
    EXPECT_FALSE(price_of("VIP", {}, musical()));
    const PerformanceTerms gala{.grades = {{"R", {120'000}}}};
    EXPECT_EQ(price_of("R", gala, musical()), base::Money{120'000});
}

// ---- runs

TEST(Run, PlaysOnItsWeekdaysAtItsTimesOnTheTheatresClock) {
    const auto starts = expand({.from = "2026-12-01",  // a Tuesday
                                .to = "2026-12-06",
                                .weekdays = {"sat", "tue"},
                                .times = {"19:30", "14:00", "14:00"},
                                .except = {},
                                .time_zone = "Asia/Seoul"});
    ASSERT_TRUE(starts);
    const std::vector<Instant> expected{
        at("2026-12-01T14:00:00+09:00"), at("2026-12-01T19:30:00+09:00"),
        at("2026-12-05T14:00:00+09:00"), at("2026-12-05T19:30:00+09:00")};
    EXPECT_EQ(*starts, expected);
}

TEST(Run, TwoHundredPerformancesInOneAct) {
    const auto starts = expand({.from = "2026-01-01", .to = "2026-07-19", .times = {"19:30"}});
    ASSERT_TRUE(starts);
    EXPECT_EQ(starts->size(), 200U);
    const auto with_holiday = expand(
        {.from = "2026-01-01", .to = "2026-07-19", .times = {"19:30"}, .except = {"2026-02-17"}});
    EXPECT_EQ(with_holiday->size(), 199U);
}

TEST(Run, IsRefusedFieldByFieldAndBeyondItsLimit) {
    const auto wrong = expand({.from = "2026-12-02",
                               .to = "2026-12-01",
                               .weekdays = {"tue", "someday"},
                               .times = {"25:00"},
                               .except = {"soon"},
                               .time_zone = "KST"});
    ASSERT_FALSE(wrong);
    const FieldErrors expected{{"to", "before_start"},
                               {"times[0]", "not_a_time_of_day"},
                               {"except[0]", "not_a_date"},
                               {"weekdays[1]", "not_a_weekday"},
                               {"timeZone", "not_a_time_zone"}};
    EXPECT_EQ(wrong.error(), expected);
    const auto too_many =
        expand({.from = "2026-01-01", .to = "2026-12-31", .times = {"14:00", "19:30"}});
    ASSERT_FALSE(too_many);
    EXPECT_EQ(too_many.error(), (FieldErrors{{"to", "too_many_performances"}}));
    const auto none =
        expand({.from = "2026-12-01", .to = "2026-12-01", .weekdays = {"sun"}, .times = {"14:00"}});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error(), (FieldErrors{{"weekdays", "no_performances"}}));
}

}  // namespace
}  // namespace boxoffice::musical
