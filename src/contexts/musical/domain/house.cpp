#include "contexts/musical/domain/house.hpp"

#include "base/invariant.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace boxoffice::musical {
namespace {

/// Gives each text the next number, in the order in which they first appear.
class Numbering {
  public:
    explicit Numbering(std::vector<std::string>& texts) : texts_(texts) {}

    std::uint16_t number_of(const std::string& text) {
        const auto [found, is_new] = numbers_.try_emplace(text, texts_.size());
        if (is_new) texts_.push_back(text);
        BOXOFFICE_INVARIANT(found->second <= std::numeric_limits<std::uint16_t>::max());
        return static_cast<std::uint16_t>(found->second);
    }

  private:
    std::vector<std::string>& texts_;
    std::unordered_map<std::string, std::size_t> numbers_;
};

}  // namespace

House::House(std::span<const HouseEntry> entries, PlanPoint focal_point)
    : focal_point_(focal_point) {
    Numbering sections{sections_};
    Numbering grades{grades_};
    seats_.reserve(entries.size());
    for (const auto& entry : entries) {
        seats_.push_back({.id = entry.details.seat_id,
                          .price = entry.details.price.amount,
                          .until = entry.until,
                          .position = entry.position,
                          .row = entry.details.seat_row,
                          .column = entry.details.seat_col,
                          .section = sections.number_of(entry.details.section),
                          .grade = grades.number_of(entry.details.grade),
                          .attributes = entry.attributes,
                          .status = entry.status});
    }
    std::sort(seats_.begin(), seats_.end(), [](const HouseSeat& a, const HouseSeat& b) {
        return std::tie(a.section, a.row, a.column, a.id) <
               std::tie(b.section, b.row, b.column, b.id);
    });
    index_by_id_.reserve(seats_.size());
    for (std::size_t i = 0; i < seats_.size(); ++i) {
        index_by_id_.emplace_back(seats_[i].id.value, static_cast<std::uint32_t>(i));
    }
    std::sort(index_by_id_.begin(), index_by_id_.end());
}

void House::update(const Seat& seat) {
    const auto index = find(seat.id);
    if (!index) return;
    seats_[*index].status = seat.status;
    seats_[*index].until = seat.until;
}

std::optional<std::size_t> House::find(SeatId id) const {
    const auto found = std::lower_bound(
        index_by_id_.begin(), index_by_id_.end(), id.value,
        [](const auto& entry, std::int64_t wanted) { return entry.first < wanted; });
    if (found == index_by_id_.end() || found->first != id.value) return std::nullopt;
    return found->second;
}

bool House::are_neighbours(std::size_t left, std::size_t right) const {
    const auto& a = seats_[left];
    const auto& b = seats_[right];
    const bool same_row = a.section == b.section && a.row == b.row;
    return same_row && (a.column + 1 == b.column || b.column + 1 == a.column);
}

Run House::bench_of(std::size_t seat) const {
    Run bench{seat, seat + 1};
    while (bench.begin > 0 && are_neighbours(bench.begin - 1, bench.begin)) --bench.begin;
    while (bench.end < seats_.size() && are_neighbours(bench.end - 1, bench.end)) ++bench.end;
    return bench;
}

double distance(PlanPoint a, PlanPoint b) {
    const double dx = static_cast<double>(a.x) - b.x;
    const double dy = static_cast<double>(a.y) - b.y;
    return std::sqrt(dx * dx + dy * dy);
}

PlanPoint middle_of(const House& house, std::span<const std::size_t> seats) {
    BOXOFFICE_INVARIANT(!seats.empty());
    std::int64_t x = 0;
    std::int64_t y = 0;
    for (const auto index : seats) {
        x += house.seats()[index].position.x;
        y += house.seats()[index].position.y;
    }
    const auto count = static_cast<std::int64_t>(seats.size());
    return {static_cast<int>(x / count), static_cast<int>(y / count)};
}

}  // namespace boxoffice::musical
