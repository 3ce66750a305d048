#include "contexts/musical/domain/pretix_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace boxoffice::musical::pretix {
namespace {

/// Neighbours further apart than this many usual distances have an aisle between them.
constexpr double aisle_distance_factor = 1.6;

/// A coordinate far outside is kept far outside, for validation to refuse; it never overflows.
int bounded(std::int64_t coordinate) {
    constexpr std::int64_t limit = std::int64_t{plan_coordinate_max} + 1;
    return static_cast<int>(std::clamp(coordinate, -limit, limit));
}

PlanPoint sum(const PlanPoint& a, const PlanPoint& b) {
    return {bounded(std::int64_t{a.x} + b.x), bounded(std::int64_t{a.y} + b.y)};
}

std::vector<std::string> attributes_of(std::string_view category) {
    std::string lower{category};
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    constexpr std::array<std::pair<const char*, const char*>, 3> meanings{
        {{"wheelchair", "wheelchair"},
         {"companion", "companion"},
         {"restricted", "restricted_view"}}};
    for (const auto& [word, attribute] : meanings) {
        if (lower.find(word) != std::string::npos) return {attribute};
    }
    return {};
}

double distance(const PlanPoint& a, const PlanPoint& b) {
    return std::hypot(static_cast<double>(a.x) - b.x, static_cast<double>(a.y) - b.y);
}

/// The farthest seat from the first is one end of the row; sorting by the distance from the end
/// that lies left (or above, when the row runs downwards) gives the order in which people sit.
void sort_along_row(std::vector<PlanSeat>& seats) {
    if (seats.size() < 2) return;
    const auto farthest_from = [&](const PlanPoint& from) {
        return std::max_element(seats.begin(), seats.end(),
                                [&](const PlanSeat& a, const PlanSeat& b) {
                                    return distance(from, a.position) < distance(from, b.position);
                                })
            ->position;
    };
    const auto one_end = farthest_from(seats.front().position);
    const auto other_end = farthest_from(one_end);
    const bool runs_across = std::abs(one_end.x - other_end.x) >= std::abs(one_end.y - other_end.y);
    const bool one_is_first = runs_across ? one_end.x <= other_end.x : one_end.y <= other_end.y;
    const auto origin = one_is_first ? one_end : other_end;
    std::stable_sort(seats.begin(), seats.end(), [&](const PlanSeat& a, const PlanSeat& b) {
        return distance(origin, a.position) < distance(origin, b.position);
    });
}

/// Numbers the sorted seats from 1 and leaves one number out for each aisle.
void number_columns(std::vector<PlanSeat>& seats) {
    if (seats.empty()) return;
    std::vector<double> steps;
    for (std::size_t i = 1; i < seats.size(); ++i) {
        steps.push_back(distance(seats[i - 1].position, seats[i].position));
    }
    auto sorted = steps;
    std::sort(sorted.begin(), sorted.end());
    const double usual = sorted.empty() ? 0 : sorted[(sorted.size() - 1) / 2];
    int column = 1;
    seats.front().seat_col = column;
    for (std::size_t i = 1; i < seats.size(); ++i) {
        const bool aisle = usual > 0 && steps[i - 1] > usual * aisle_distance_factor;
        column += aisle ? 2 : 1;
        seats[i].seat_col = column;
    }
}

PlanRow to_row(const Row& row, int number, const PlanPoint& zone_position) {
    const auto origin = sum(zone_position, row.position.value_or(PlanPoint{}));
    PlanRow out{.seat_row = number, .row_label = row.row_number};
    if (out.row_label.empty()) out.row_label = std::to_string(number);
    for (const auto& seat : row.seats) {
        out.seats.push_back({.seat_guid = seat.seat_guid,
                             .seat_label = seat.seat_number,
                             .position = sum(origin, seat.position),
                             .category = seat.category,
                             .attributes = attributes_of(seat.category)});
    }
    sort_along_row(out.seats);
    number_columns(out.seats);
    return out;
}

/// Zones may be nameless, or share a name; sections may not.
std::string section_name(const Zone& zone, std::size_t index,
                         std::unordered_set<std::string>& taken) {
    auto name = zone.name.value_or("");
    if (name.empty()) name = "Zone " + std::to_string(index + 1);
    const auto base_name = name;
    for (int suffix = 2; !taken.insert(name).second; ++suffix) {
        name = base_name + ' ' + std::to_string(suffix);
    }
    return name;
}

/// The middle of the upper edge: of the plan when it says its size, else of its seats.
PlanPoint focal_point_of(const SeatingPlan& plan) {
    if (plan.size) return {plan.size->width / 2, 0};
    std::optional<PlanPoint> low;
    int x_max = -plan_coordinate_max;
    for (const auto& section : plan.sections) {
        for (const auto& row : section.rows) {
            for (const auto& seat : row.seats) {
                if (!low) low = seat.position;
                x_max = std::max(x_max, seat.position.x);
                low =
                    PlanPoint{std::min(low->x, seat.position.x), std::min(low->y, seat.position.y)};
            }
        }
    }
    if (!low) return {};
    return {low->x + (x_max - low->x) / 2, low->y};
}

}  // namespace

base::Result<SeatingPlan, std::vector<contracts::FieldError>> to_seating_plan(const Plan& plan) {
    SeatingPlan out{.name = plan.name, .size = plan.size};
    for (const auto& category : plan.categories) {
        out.categories.push_back({.name = category.name, .color = category.color});
    }
    std::unordered_set<std::string> names;
    for (std::size_t i = 0; i < plan.zones.size(); ++i) {
        const auto& zone = plan.zones[i];
        PlanSection section{.name = section_name(zone, i, names)};
        int number = 0;
        for (const auto& row : zone.rows) {
            if (row.seats.empty()) continue;
            section.rows.push_back(to_row(row, ++number, zone.position.value_or(PlanPoint{})));
        }
        if (!section.rows.empty()) out.sections.push_back(std::move(section));
    }
    out.focal_point = focal_point_of(out);
    auto errors = validate(out);
    if (!errors.empty()) return base::unexpected(std::move(errors));
    return out;
}

}  // namespace boxoffice::musical::pretix
