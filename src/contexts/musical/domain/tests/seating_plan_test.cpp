// Goal: a wrong plan is refused with the path of every mistake; a pretix plan keeps its physical
// order.
#include "contexts/musical/domain/seating_plan.hpp"

#include "contexts/musical/domain/attributes.hpp"
#include "contexts/musical/domain/pretix_plan.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace boxoffice::musical {
namespace {

using contracts::FieldError;

PlanSeat seat(const std::string& guid, int column) {
    return {.seat_guid = guid,
            .seat_label = std::to_string(column),
            .seat_col = column,
            .position = {column * 50, 100},
            .category = "R"};
}

SeatingPlan small_plan() {
    return {
        .name = "작은 극장",
        .focal_point = {100, 0},
        .categories = {{.name = "R", .grade = "R"}},
        .sections = {
            {.name = "1층",
             .rows = {{.seat_row = 1, .row_label = "A", .seats = {seat("1", 1), seat("2", 2)}}}}}};
}

TEST(SeatingPlan, AGoodOneHasNoErrors) {
    EXPECT_TRUE(validate(small_plan()).empty());
    EXPECT_EQ(count_seats(small_plan()), 2U);
}

TEST(SeatingPlan, NamesEveryMistakeByItsPath) {
    auto plan = small_plan();
    auto& row = plan.sections[0].rows[0];
    row.seats[1] = {.seat_guid = "1",
                    .seat_label = "1",
                    .seat_col = 1,
                    .category = "Z",
                    .attributes = {"sofa"}};
    plan.sections[0].rows.push_back({.seat_row = 1, .row_label = ""});
    plan.sections.push_back({.name = "1층"});
    const std::vector<FieldError> expected{
        {"sections[0].rows[0].seats[1].seatGuid", "duplicate"},
        {"sections[0].rows[0].seats[1].category", "unknown_category"},
        {"sections[0].rows[0].seats[1].attributes[0]", "unknown_attribute"},
        {"sections[0].rows[0].seats[1].seatCol", "duplicate"},
        {"sections[0].rows[0].seats[1].seatLabel", "duplicate"},
        {"sections[0].rows[1].rowLabel", "missing"},
        {"sections[0].rows[1].seatRow", "duplicate"},
        {"sections[1].name", "duplicate"}};
    EXPECT_EQ(validate(plan), expected);
}

TEST(SeatingPlan, RefusesNothingAtAllAndFarTooMuch) {
    const std::vector<FieldError> nothing{
        {"name", "missing"}, {"sections", "missing"}, {"sections", "no_seats"}};
    EXPECT_EQ(validate(SeatingPlan{}), nothing);

    auto huge = small_plan();
    huge.sections[0].rows[0].seats.resize(plan_seats_max + 1);
    const std::vector<FieldError> too_many{{"sections", "too_many_seats"}};
    EXPECT_EQ(validate(huge), too_many);
}

TEST(SeatingPlan, LimitsWhateverIsStored) {
    auto plan = small_plan();
    const std::string longest(plan_text_length_max + 1, 'x');
    plan.name_en = longest;
    plan.size = PlanSize{.width = plan_coordinate_max + 1, .height = -1};
    plan.focal_point.x = std::numeric_limits<int>::min();
    plan.categories.push_back({.name = "New", .color = longest, .grade = longest});
    const auto path = "categories[" + std::to_string(plan.categories.size() - 1) + "]";
    const std::vector<FieldError> expected{
        {"nameEn", "too_long"},         {"focalPoint", "out_of_range"},
        {"size.width", "out_of_range"}, {"size.height", "out_of_range"},
        {path + ".color", "too_long"},  {path + ".grade", "too_long"}};
    EXPECT_EQ(validate(plan), expected);

    plan = small_plan();
    plan.sections[0].name_en = longest;
    plan.sections[0].zone = longest;
    const std::vector<FieldError> in_section{{"sections[0].nameEn", "too_long"},
                                             {"sections[0].zone", "too_long"}};
    EXPECT_EQ(validate(plan), in_section);
}

TEST(SeatingPlan, StopsComplainingAtItsLimit) {
    auto plan = small_plan();
    plan.sections[0].rows[0].seats.assign(1'000, seat("same", 1));
    EXPECT_EQ(validate(plan).size(), plan_errors_max);
}

TEST(SeatingPlan, SuggestsTheGradeOfTheCategory) {
    auto plan = small_plan();
    plan.categories[0].grade = "VIP";
    EXPECT_EQ(suggested_grade(plan, seat("1", 1), "S"), "VIP");
    plan.categories[0].grade.reset();
    EXPECT_EQ(suggested_grade(plan, seat("1", 1), "S"), "R");
    EXPECT_EQ(suggested_grade(plan, PlanSeat{}, "S"), "S");
}

TEST(Attributes, SurviveTheirNamesAndTheirColumn) {
    const auto both = attributes_from({"companion", "restricted_view", "sofa"});
    EXPECT_EQ(names_of(both), (std::vector<std::string>{"companion", "restricted_view"}));
    EXPECT_TRUE(both.is_accessible());
    EXPECT_EQ(Attributes{both.bits()}, both);
    EXPECT_FALSE(attributes_from({"restricted_view"}).is_accessible());
}

// ---- pretix

/// A hall whose printed numbers run from the middle outwards (odd left, even right), with an aisle
/// in the middle of its first row and a side row that runs downwards.
pretix::Plan pretix_plan() {
    const auto place = [](const char* guid, const char* number, int x, int y,
                          const char* category) {
        return pretix::Seat{
            .seat_guid = guid, .seat_number = number, .position = {x, y}, .category = category};
    };
    pretix::Row front{
        .row_number = "A",
        .position = PlanPoint{100, 50},
        .seats = {place("a-2", "2", 100, 0, "Parkett"), place("a-1", "1", 25, 2, "Parkett"),
                  place("a-3", "3", 0, 0, "Parkett"), place("a-4", "4", 125, 0, "Parkett"),
                  place("a-6", "6", 150, 0, "Wheelchair space")}};
    pretix::Row side{
        .row_number = "",
        .seats = {place("s-2", "2", 400, 90, "Rang"), place("s-1", "1", 400, 60, "Rang")}};
    return {.name = "Stadttheater",
            .zones = {{.name = "Parkett", .position = PlanPoint{10, 20}, .rows = {front}},
                      {.position = PlanPoint{0, 0}, .rows = {side, pretix::Row{.row_number = "Z"}}},
                      {.name = "Parkett", .rows = {}}},
            .categories = {{.name = "Parkett", .color = "#ff0000"},
                           {.name = "Rang"},
                           {.name = "Wheelchair space"}},
            .size = PlanSize{600, 400}};
}

TEST(PretixPlan, KeepsPhysicalOrderAislesAndPositions) {
    const auto plan = pretix::to_seating_plan(pretix_plan());
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->focal_point, (PlanPoint{300, 0}));
    ASSERT_EQ(plan->sections.size(), 2U);
    EXPECT_EQ(plan->sections[1].name, "Zone 2");

    const auto& front = plan->sections[0].rows[0];
    std::vector<std::pair<std::string, int>> order;
    for (const auto& each : front.seats) order.emplace_back(each.seat_guid, each.seat_col);
    const std::vector<std::pair<std::string, int>> expected{
        {"a-3", 1}, {"a-1", 2}, {"a-2", 4}, {"a-4", 5}, {"a-6", 6}};
    EXPECT_EQ(order, expected) << "from left to right, one number left out for the aisle";
    EXPECT_EQ(front.seats[0].position, (PlanPoint{110, 70})) << "zone + row + seat";
    EXPECT_EQ(front.seats[4].attributes, (std::vector<std::string>{"wheelchair"}));

    const auto& side = plan->sections[1].rows[0];
    EXPECT_EQ(side.row_label, "1") << "pretix allows rows without a name";
    EXPECT_EQ(side.seats[0].seat_guid, "s-1") << "a row that runs downwards starts at the top";
}

TEST(PretixPlan, ReportsWhatTheResultLacks) {
    auto source = pretix_plan();
    source.zones[0].rows[0].seats[1].seat_guid = "a-2";
    source.zones[1].rows[0].seats[0].category = "Loge";
    const auto plan = pretix::to_seating_plan(source);
    ASSERT_FALSE(plan);
    ASSERT_EQ(plan.error().size(), 2U);
    EXPECT_EQ(plan.error()[0].reason, "duplicate");
    EXPECT_EQ(plan.error()[1].reason, "unknown_category");
    EXPECT_FALSE(pretix::to_seating_plan({}));
}

TEST(PretixPlan, CoordinatesThatCannotBeAddedAreRefused) {
    auto source = pretix_plan();
    source.zones[0].position = PlanPoint{2'000'000'000, 0};
    source.zones[0].rows[0].position = PlanPoint{2'000'000'000, 0};
    const auto plan = pretix::to_seating_plan(source);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error()[0].reason, "out_of_range");
}

}  // namespace
}  // namespace boxoffice::musical
