// Goal: whoever prints a showing hears what it, its hall and its sections are called in English,
// and hears it anew when the house changes that; of a showing without a stated time he hears so.
#include "contexts/musical/domain/sample_season.hpp"
#include "contexts/musical/tests/theatre.hpp"

#include <gtest/gtest.h>

namespace boxoffice::musical::tests {
namespace {

using contracts::PerformanceScheduled;
using Method = ports::HttpMethod;

struct NamesTest : ::testing::Test {
    Theatre theatre;
    std::int64_t musical = Theatre::id_of(theatre.post("/items", R"({"name":"종이 왕국",
        "nameEn":"Kingdom of Paper","startDate":"2026-12-01","endDate":"2026-12-31"})"));
    std::string musical_path = "/items/" + std::to_string(musical);

    static std::string hall(const std::string& section_en) {
        auto plan = sample_theatre_plan();
        for (auto& section : plan.sections) section.name_en.reset();
        plan.sections[0].name = "1층 A구역";
        plan.sections[0].name_en = section_en;
        return R"({"name":"극장","nameEn":"Dawn Ferry","plan":)" + contracts::encode(plan) + '}';
    }
    std::int64_t schedule(std::int64_t venue) {
        const auto made = theatre.post(
            musical_path + "/performances",
            R"({"venueId":)" + std::to_string(venue) + R"(,"startsAt":"2030-01-01T10:30:00Z"})");
        EXPECT_EQ(made.status, 201) << made.body;
        return Theatre::id_of(made);
    }
    PerformanceScheduled heard() { return theatre.heard<PerformanceScheduled>().back(); }
};

TEST_F(NamesTest, AreToldWithThePerformance) {
    const auto venue = Theatre::id_of(theatre.post("/venues", hall("Stalls A")));
    const auto performance = schedule(venue);
    const auto names = heard().english_names;
    ASSERT_TRUE(names);
    EXPECT_EQ(names->musical_name, "Kingdom of Paper");
    EXPECT_EQ(names->venue_name, "Dawn Ferry");
    ASSERT_EQ(names->sections.size(), 1U) << "those alone that have one";
    EXPECT_EQ(contracts::section_name(*names, "1층 A구역"), "Stalls A");
    EXPECT_FALSE(contracts::section_name(*names, "2층"));
    EXPECT_FALSE(heard().is_default);

    EXPECT_EQ(theatre.call(Method::patch, musical_path, R"({"nameEn":"Paper"})").status, 200);
    EXPECT_EQ(heard().english_names->musical_name, "Paper");
    EXPECT_EQ(heard().english_names->venue_name, "Dawn Ferry");

    const auto told = theatre.heard<PerformanceScheduled>().size();
    const auto venue_path = "/venues/" + std::to_string(venue);
    EXPECT_EQ(theatre.call(Method::put, venue_path, hall("Stalls A")).status, 200);
    theatre.bench().run_for(std::chrono::seconds{5});
    EXPECT_EQ(theatre.heard<PerformanceScheduled>().size(), told) << "no news";
    EXPECT_EQ(theatre.call(Method::put, venue_path, hall("Front")).status, 200);
    theatre.bench().run_for(std::chrono::seconds{5});
    ASSERT_EQ(theatre.heard<PerformanceScheduled>().size(), told + 1);
    EXPECT_EQ(heard().performance_id.value, performance);
    EXPECT_EQ(contracts::section_name(*heard().english_names, "1층 A구역"), "Front");
}

TEST_F(NamesTest, AreLeftOutWhereTheHouseHasNone) {
    const auto plain = Theatre::id_of(
        theatre.post("/items", R"({"name":"m","startDate":"2026-12-01","endDate":"2026-12-31"})"));
    EXPECT_EQ(theatre
                  .post("/items/" + std::to_string(plain) + "/performances",
                        R"({"startsAt":"2026-12-24T10:30:00Z"})")
                  .status,
              201);
    EXPECT_FALSE(heard().english_names);
}

TEST_F(NamesTest, ADefaultPerformanceIsToldToHaveNoStatedTime) {
    theatre.add_seat(theatre.add_musical(), 1, 1);
    EXPECT_EQ(heard().is_default, true);
    ASSERT_TRUE(heard().english_names);
    EXPECT_EQ(heard().english_names->musical_name, "Kingdom of Paper");
    EXPECT_FALSE(heard().english_names->venue_name);
}

}  // namespace
}  // namespace boxoffice::musical::tests
