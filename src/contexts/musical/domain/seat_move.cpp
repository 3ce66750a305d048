#include "contexts/musical/domain/seat_move.hpp"

#include "base/invariant.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace boxoffice::musical {
namespace {

const Seat* find(std::span<const Seat> seats, SeatId id) {
    const auto found = std::ranges::find(seats, id, &Seat::id);
    return found == seats.end() ? nullptr : &*found;
}

bool is_sold_to(const Seat& seat, ReservationId reservation) {
    return seat.status == SeatStatus::sold && seat.owner == reservation;
}

std::int64_t highest_epoch(std::span<const Seat> own) {
    std::int64_t highest = 0;
    for (const auto& seat : own) highest = std::max(highest, seat.epoch);
    return highest;
}

bool is_done(std::span<const Seat> own, const MoveRequest& ask) {
    return std::ranges::all_of(ask.exchanges, [&](const Exchange& exchange) {
        return is_sold_to(exchange.to, ask.reservation) && !find(own, exchange.from);
    });
}

/// Seats that the reservation no longer has under this epoch.
Conflicts conflicts_of_fence(std::span<const Seat> own, const MoveRequest& ask) {
    Conflicts conflicts;
    for (const auto& exchange : ask.exchanges) {
        const auto* seat = find(own, exchange.from);
        const bool is_its = seat && is_sold_to(*seat, ask.reservation) && seat->epoch == ask.epoch;
        if (is_its) continue;
        conflicts.push_back(
            {exchange.from, std::string{reason_of(SeatRejection::not_held_by_you)}});
    }
    return conflicts;
}

void add_conflicts_of_wanted(const MoveRequest& ask, Instant now, Conflicts& conflicts) {
    for (const auto& exchange : ask.exchanges) {
        const auto& seat = exchange.to;
        const bool is_blocked = seat.status == SeatStatus::blocked;
        if (is_blocked ? exchange.may_be_blocked : is_free(seat, now)) continue;
        const bool is_known =
            std::ranges::count(conflicts, seat.id, &contracts::SeatConflict::seat_id) > 0;
        if (is_known) continue;
        const auto reason = is_blocked ? SeatRejection::blocked : SeatRejection::taken;
        conflicts.push_back({seat.id, std::string{reason_of(reason)}});
    }
}

Seat available(Seat seat) {
    seat.status = SeatStatus::available;
    seat.owner = {};
    seat.until = {};
    seat.party_size = 0;
    return seat;
}

/// The seats of the reservation that stay, all under the new epoch.
void fence(std::span<const Seat> own, const MoveRequest& ask, bool is_moved, Moved& moved) {
    for (auto seat : own) {
        const bool is_left =
            is_moved && std::ranges::count(ask.exchanges, seat.id, &Exchange::from) > 0;
        if (is_left || !is_sold_to(seat, ask.reservation)) continue;
        seat.epoch = moved.epoch;
        moved.fenced.push_back(seat);
    }
}

void take(std::span<const Seat> own, const MoveRequest& ask, Moved& moved) {
    for (const auto& exchange : ask.exchanges) {
        if (const auto* left = find(own, exchange.from)) moved.freed.push_back(available(*left));
        auto seat = exchange.to;
        seat.status = SeatStatus::sold;
        seat.owner = ask.reservation;
        seat.epoch = moved.epoch;
        seat.until = {};
        seat.party_size = static_cast<int>(own.size());
        moved.taken.push_back(seat);
    }
}

}  // namespace

Moved move_seats(std::span<const Seat> own, const MoveRequest& ask, Conflicts conflicts,
                 Instant now, SeededBug bug) {
    BOXOFFICE_INVARIANT(!ask.exchanges.empty());
    if (is_done(own, ask)) return {.epoch = highest_epoch(own)};
    if (auto stale = conflicts_of_fence(own, ask); !stale.empty()) {
        return {.conflicts = std::move(stale), .epoch = std::max(highest_epoch(own), ask.epoch)};
    }
    if (bug != SeededBug::move_without_looking) add_conflicts_of_wanted(ask, now, conflicts);
    Moved moved{.conflicts = std::move(conflicts), .epoch = highest_epoch(own) + 1};
    for (const auto& exchange : ask.exchanges) {
        moved.epoch = std::max(moved.epoch, exchange.to.epoch + 1);
    }
    const bool is_moved = moved.conflicts.empty();
    if (is_moved) take(own, ask, moved);
    fence(own, ask, is_moved, moved);
    return moved;
}

}  // namespace boxoffice::musical
