// The single-seat-gap rule: nobody may leave one seat alone between neighbours, as hardly anybody
// buys it.
//
// It is only a violation when the same party could have sat elsewhere without leaving one, so that
// the end of a sale still works. Somewhere else means the same price grades, anywhere in the house:
// the party pays the same. Walls, aisles, blocked seats and accessible places end a row piece.
// Seats for wheelchairs and companions are exempt. Source: the behaviour of seats.io's
// noOrphanSeats.
#pragma once

#include "contexts/musical/domain/house.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace boxoffice::musical {

struct GapViolation {
    std::vector<SeatId> left_alone;
    /// Seats that the same party could take instead, nearest to its wish first.
    std::vector<std::vector<SeatId>> alternatives;
};

inline constexpr std::size_t gap_alternatives_max = 3;

/// Whether `seats` of `house` may be taken together. Seats that are not free are somebody else's
/// refusal and are not looked at.
/// @return nothing when they may; the violation with one to three alternatives when they may not.
[[nodiscard]] std::optional<GapViolation> single_seat_gap(const House& house,
                                                          std::span<const SeatId> seats,
                                                          Instant now);

/// Whether the general public may be offered the seat: free, and not kept for accessibility.
[[nodiscard]] inline bool is_open(const HouseSeat& seat, Instant now) {
    return seat.is_free(now) && !seat.attributes.is_accessible();
}

/// Whether taking `taken` out of `run` leaves a single seat at either side. `taken` lies inside
/// `run`.
[[nodiscard]] inline bool leaves_single_seat(const Run& run, const Run& taken) {
    return taken.begin - run.begin == 1 || run.end - taken.end == 1;
}

}  // namespace boxoffice::musical
