// The best seats that a party can get without looking at the map.
//
// Step by step, until one succeeds: touching seats of one row that leave nobody's neighbour seat
// alone, nearest the focal point; touching seats that do; pieces in neighbouring rows, as near
// together as can be. The focal point is the hall's, or the middle of the seats that the party
// wants to be near. Seats with a restricted view come after all others. Accessible places are
// never given to a party that did not ask for them.
#pragma once

#include "contexts/musical/domain/house.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::musical {

struct BestAvailableRequest {
    int count = 1;
    std::optional<std::string> grade;
    std::optional<std::string> section;
    std::optional<std::int64_t> price_max;  ///< minor units, per seat
    bool accessible = false;                ///< at least one wheelchair space, companions beside it
    std::vector<SeatId> near;               ///< as near these as can be; empty = the focal point
    Instant now{};
};

struct BestAvailable {
    std::vector<SeatId> seats;  ///< empty = none; `reason` says why
    bool together = false;      ///< all in one row, touching
    bool leaves_single_seat = false;
    /// count_out_of_range, unknown_grade, unknown_section, no_seats_left, no_matching_seats,
    /// not_enough_seats, no_accessible_seats, unknown_seat (in `near`); empty when there are seats.
    std::string_view reason;
};

/// Larger parties are served by staff.
inline constexpr int best_available_count_max = 50;

[[nodiscard]] BestAvailable best_available(const House& house, const BestAvailableRequest& request);

}  // namespace boxoffice::musical
