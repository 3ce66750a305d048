// A hall's seats as they stand: sections, rows, places. The JSON of /venues is this, member by
// member.
//
// `seat_row` and `seat_col` are physical: two seats are neighbours if and only if they share
// section and seat_row and their seat_col differ by one. A missing number is an aisle. Labels are
// only what is printed on the chair; nothing is ever derived from them.
#pragma once

#include "contracts/codec.hpp"

#include <boost/describe/class.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// Centimetres from the hall's upper left corner as drawn, the stage usually being at the top.
struct PlanPoint {
    int x = 0;
    int y = 0;
    friend bool operator==(const PlanPoint&, const PlanPoint&) = default;
};
BOOST_DESCRIBE_STRUCT(PlanPoint, (), (x, y))

struct PlanSize {
    int width = 0;
    int height = 0;
    friend bool operator==(const PlanSize&, const PlanSize&) = default;
};
BOOST_DESCRIBE_STRUCT(PlanSize, (), (width, height))

/// `seat_guid` is unique in the plan. `category` names one of the plan's categories. `attributes`:
/// wheelchair, companion, restricted_view.
struct PlanSeat {
    std::string seat_guid;
    std::string seat_label;
    int seat_col = 0;
    PlanPoint position;
    std::optional<std::string> category;
    std::vector<std::string> attributes;
    friend bool operator==(const PlanSeat&, const PlanSeat&) = default;
};
BOOST_DESCRIBE_STRUCT(PlanSeat, (),
                      (seat_guid, seat_label, seat_col, position, category, attributes))

struct PlanRow {
    int seat_row = 0;
    std::string row_label;
    std::vector<PlanSeat> seats;
    friend bool operator==(const PlanRow&, const PlanRow&) = default;
};
BOOST_DESCRIBE_STRUCT(PlanRow, (), (seat_row, row_label, seats))

/// `zone` groups sections of one level, such as "Balcony".
struct PlanSection {
    std::string name;
    std::optional<std::string> name_en;
    std::optional<std::string> zone;
    std::vector<PlanRow> rows;
    friend bool operator==(const PlanSection&, const PlanSection&) = default;
};
BOOST_DESCRIBE_STRUCT(PlanSection, (), (name, name_en, zone, rows))

/// A kind of seat, and the price grade that it usually has.
struct PlanCategory {
    std::string name;
    std::optional<std::string> color;
    std::optional<std::string> grade;
    friend bool operator==(const PlanCategory&, const PlanCategory&) = default;
};
BOOST_DESCRIBE_STRUCT(PlanCategory, (), (name, color, grade))

/// `focal_point` is where everybody looks: best-available prefers seats near it.
struct SeatingPlan {
    std::string name;
    std::optional<std::string> name_en;
    std::optional<PlanSize> size;
    PlanPoint focal_point;
    std::vector<PlanCategory> categories;
    std::vector<PlanSection> sections;
    friend bool operator==(const SeatingPlan&, const SeatingPlan&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatingPlan, (), (name, name_en, size, focal_point, categories, sections))

/// Larger than any theatre; an arena has less.
inline constexpr std::size_t plan_seats_max = 100'000;
inline constexpr std::size_t plan_sections_max = 1'000;
inline constexpr std::size_t plan_text_length_max = 100;
/// Physical row and column numbers are 0..this.
inline constexpr int plan_index_max = 100'000;
inline constexpr int plan_coordinate_max = 10'000'000;
/// After so many complaints the rest is not looked at.
inline constexpr std::size_t plan_errors_max = 50;

[[nodiscard]] std::size_t count_seats(const SeatingPlan& plan);

/// Everything that is wrong with the plan, by path; empty = good. Reasons: missing, too_long,
/// too_many, duplicate, unknown_category, unknown_attribute, out_of_range.
[[nodiscard]] std::vector<contracts::FieldError> validate(const SeatingPlan& plan);

/// The grade that the plan suggests for a seat: that of its category, else the category's name,
/// else `other`.
[[nodiscard]] std::string suggested_grade(const SeatingPlan& plan, const PlanSeat& seat,
                                          const std::string& other);

}  // namespace boxoffice::musical
