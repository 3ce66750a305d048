// The seating-plan JSON that pretix publishes, and what it becomes here.
//
// Members are named as there (seat_guid, row_number, ...); the JSON has the same names in
// snake_case, so the codec of the musical context rewrites its keys, and rounds its positions,
// before it decodes. Source: pretix, src/pretix/static/seating/seating-plan.schema.json.
#pragma once

#include "base/result.hpp"
#include "contexts/musical/domain/seating_plan.hpp"
#include "contracts/codec.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical::pretix {

struct Seat {
    std::string seat_guid;
    std::string seat_number;
    PlanPoint position;
    std::string category;
};
BOOST_DESCRIBE_STRUCT(Seat, (), (seat_guid, seat_number, position, category))

struct Row {
    std::string row_number;
    std::optional<PlanPoint> position;
    std::vector<Seat> seats;
};
BOOST_DESCRIBE_STRUCT(Row, (), (row_number, position, seats))

/// Areas (stage, bars, tables) are drawn only; they are not read.
struct Zone {
    std::optional<std::string> name;
    std::optional<PlanPoint> position;
    std::vector<Row> rows;
};
BOOST_DESCRIBE_STRUCT(Zone, (), (name, position, rows))

struct Category {
    std::string name;
    std::optional<std::string> color;
};
BOOST_DESCRIBE_STRUCT(Category, (), (name, color))

struct Plan {
    std::string name;
    std::vector<Zone> zones;
    std::vector<Category> categories;
    std::optional<PlanSize> size;
};
BOOST_DESCRIBE_STRUCT(Plan, (), (name, zones, categories, size))

/// Each zone becomes a section, each category a suggested grade. Positions add up zone + row +
/// seat. The physical order follows the positions along the row; a distance well above the row's
/// usual one is an aisle. A category whose name says wheelchair, companion or restricted marks its
/// seats so. pretix knows no focal point: the middle of the upper edge is taken.
/// @return the plan, or what validate() says of it.
[[nodiscard]] base::Result<SeatingPlan, std::vector<contracts::FieldError>> to_seating_plan(
    const Plan& plan);

}  // namespace boxoffice::musical::pretix
