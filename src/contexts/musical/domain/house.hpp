// One performance's seats in memory, in physical order: what best-available and the single-seat-gap
// rule look at. Sections, rows and columns are compact numbers, so that many houses fit into
// memory.
#pragma once

#include "base/clock.hpp"
#include "contexts/musical/domain/attributes.hpp"
#include "contexts/musical/domain/seat.hpp"
#include "contexts/musical/domain/seating_plan.hpp"
#include "contracts/seats.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::musical {

/// A seat as it enters the house.
struct HouseEntry {
    contracts::SeatDetails details;
    PlanPoint position;
    Attributes attributes;
    SeatStatus status = SeatStatus::available;
    Instant until{};
};

/// A seat inside the house. `section` and `grade` are indexes of House::sections() and
/// House::grades().
struct HouseSeat {
    SeatId id;
    std::int64_t price = 0;  ///< minor units; all seats of a performance share one currency
    Instant until{};
    PlanPoint position;
    int row = 0;
    int column = 0;
    std::uint16_t section = 0;
    std::uint16_t grade = 0;
    Attributes attributes;
    SeatStatus status = SeatStatus::available;

    [[nodiscard]] bool is_free(Instant now) const {
        return status == SeatStatus::available || (status == SeatStatus::held && until <= now);
    }
};

/// A range of seats of the house: [begin, end).
struct Run {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::size_t size() const { return end - begin; }
    friend bool operator==(const Run&, const Run&) = default;
};

class House {
  public:
    House() = default;
    House(std::span<const HouseEntry> entries, PlanPoint focal_point);

    /// Takes over what became of a seat; one that the house does not have is ignored.
    void update(const Seat& seat);

    /// Sorted by section, row and column: neighbours in a row are neighbours here.
    [[nodiscard]] std::span<const HouseSeat> seats() const { return seats_; }
    [[nodiscard]] const std::vector<std::string>& sections() const { return sections_; }
    [[nodiscard]] const std::vector<std::string>& grades() const { return grades_; }
    [[nodiscard]] PlanPoint focal_point() const { return focal_point_; }

    [[nodiscard]] std::optional<std::size_t> find(SeatId id) const;
    /// Whether two seats touch: same row, adjacent columns, nothing between them.
    [[nodiscard]] bool are_neighbours(std::size_t left, std::size_t right) const;
    /// The physical row piece that `seat` is in, from wall or aisle to wall or aisle.
    [[nodiscard]] Run bench_of(std::size_t seat) const;

  private:
    std::vector<HouseSeat> seats_;
    std::vector<std::pair<std::int64_t, std::uint32_t>> index_by_id_;  ///< sorted by id
    std::vector<std::string> sections_;
    std::vector<std::string> grades_;
    PlanPoint focal_point_;
};

/// The longest stretches of touching seats of which every one satisfies `accept`. Aisles end a run.
template <class Accept>
[[nodiscard]] std::vector<Run> runs_where(const House& house, Accept accept) {
    std::vector<Run> runs;
    const auto count = house.seats().size();
    for (std::size_t i = 0; i < count; ++i) {
        if (!accept(i)) continue;
        const bool continues =
            !runs.empty() && runs.back().end == i && house.are_neighbours(i - 1, i);
        if (continues) {
            runs.back().end = i + 1;
        } else {
            runs.push_back({i, i + 1});
        }
    }
    return runs;
}

/// Straight-line distance in the plan's unit.
[[nodiscard]] double distance(PlanPoint a, PlanPoint b);
/// The middle of the seats' positions. `seats` is not empty.
[[nodiscard]] PlanPoint middle_of(const House& house, std::span<const std::size_t> seats);

}  // namespace boxoffice::musical
