// Goal: the sample season is one that the house itself would accept, and as large as it says.
#include "contexts/musical/domain/sample_season.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant today{1'780'000'000'000ms};

int count_attribute(const SeatingPlan& plan, const std::string& attribute) {
    int count = 0;
    for (const auto& section : plan.sections) {
        for (const auto& row : section.rows) {
            for (const auto& seat : row.seats) {
                count += static_cast<int>(
                    std::count(seat.attributes.begin(), seat.attributes.end(), attribute));
            }
        }
    }
    return count;
}

TEST(SampleHalls, HaveTheirSeatsAndAreValid) {
    for (const auto& [plan, seats, wheelchairs] :
         {std::tuple{sample_theatre_plan(), 800U, 8},
          std::tuple{sample_grand_hall_plan(), 1'800U, 18}}) {
        SCOPED_TRACE(plan.name);
        const auto errors = validate(plan);
        EXPECT_TRUE(errors.empty()) << errors.front().field << ' ' << errors.front().reason;
        EXPECT_EQ(count_seats(plan), seats);
        EXPECT_EQ(plan.sections.size(), 9U);
        EXPECT_EQ(count_attribute(plan, "wheelchair"), wheelchairs) << "one in a hundred";
        EXPECT_EQ(count_attribute(plan, "companion"), wheelchairs);
        EXPECT_GT(count_attribute(plan, "restricted_view"), 20);
    }
}

TEST(SampleHalls, NobodySitsOnSomebodyElse) {
    for (const auto& plan : {sample_theatre_plan(), sample_grand_hall_plan()}) {
        std::set<std::pair<int, int>> positions;
        for (const auto& section : plan.sections) {
            for (const auto& row : section.rows) {
                for (std::size_t i = 0; i < row.seats.size(); ++i) {
                    const auto& at = row.seats[i].position;
                    EXPECT_TRUE(positions.emplace(at.x, at.y).second);
                    EXPECT_TRUE(at.x > 0 && at.x < plan.size->width) << at.x;
                    EXPECT_TRUE(at.y > 0 && at.y < plan.size->height) << at.y;
                    if (i == 0) continue;
                    EXPECT_GT(at.x, row.seats[i - 1].position.x);
                }
            }
        }
    }
}

TEST(SampleSeason, IsValidAndOnSale) {
    const auto season = sample_season(today);
    ASSERT_EQ(season.venues.size(), 2U);
    ASSERT_EQ(season.musicals.size(), 6U);
    std::size_t performances = 0;
    for (const auto& venue : season.venues) EXPECT_TRUE(validate(venue).empty());
    for (const auto& musical : season.musicals) {
        SCOPED_TRACE(musical.details.name);
        EXPECT_TRUE(validate(musical.details).empty());
        EXPECT_TRUE(musical.details.name_en && musical.details.description_en);
        ASSERT_LT(musical.venue, season.venues.size());
        for (const auto& run : musical.runs) {
            const auto starts = expand(run);
            ASSERT_TRUE(starts);
            performances += starts->size();
            for (const auto start : *starts) {
                EXPECT_TRUE(validate(musical.terms, start).empty());
                EXPECT_TRUE(is_on_sale({.starts_at = start, .terms = musical.terms}, today));
            }
        }
        for (const auto& category : season.venues[musical.venue].plan.categories) {
            EXPECT_TRUE(price_of(*category.grade, musical.terms, musical.details));
        }
    }
    EXPECT_GE(performances, 36U);
    EXPECT_LE(performances, 60U) << "small enough for a laptop";
}

TEST(SampleSeason, IsTheSameOnTheSameDay) {
    EXPECT_EQ(sample_season(today).musicals[0].runs, sample_season(today + 1s).musicals[0].runs);
}

}  // namespace
}  // namespace boxoffice::musical
