#include "contexts/musical/domain/seat.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace boxoffice::musical {
namespace {

bool has_run_out(const Seat& seat, Instant now) {
    return seat.status == SeatStatus::held && seat.until <= now;
}

bool belongs_to(const Seat& seat, ReservationId reservation) {
    const bool owned = seat.status == SeatStatus::held || seat.status == SeatStatus::locked ||
                       seat.status == SeatStatus::sold;
    return owned && seat.owner == reservation;
}

bool is_fenced(const Seat& seat, ReservationId reservation, std::int64_t epoch) {
    return belongs_to(seat, reservation) && seat.epoch == epoch;
}

/// The epoch stays, so that the next hold is above it.
Seat freed(Seat seat) {
    seat.status = SeatStatus::available;
    seat.owner = {};
    seat.until = {};
    seat.party_size = 0;
    return seat;
}

std::int64_t next_epoch(std::span<const Seat> seats) {
    std::int64_t highest = 0;
    for (const auto& seat : seats) highest = std::max(highest, seat.epoch);
    return highest + 1;
}

/// Whether nothing of the hold was claimed away. Every seat of a hold carries the same party size.
bool is_whole_party(std::span<const Seat> seats) {
    return !seats.empty() && static_cast<int>(seats.size()) == seats.front().party_size;
}

/// Applies `move` to every seat; the first refusal is the answer for all of them.
template <class Move>
SeatResult<std::vector<Seat>> move_all(std::span<const Seat> seats, Move move) {
    std::vector<Seat> moved;
    moved.reserve(seats.size());
    for (const auto& seat : seats) {
        auto result = move(seat);
        if (!result) return base::unexpected(result.error());
        moved.push_back(*result);
    }
    return moved;
}

/// Applies `move` to every seat and keeps those that it changed.
template <class Move>
std::vector<Seat> move_some(std::span<const Seat> seats, Move move) {
    std::vector<Seat> moved;
    for (const auto& seat : seats) {
        const auto result = move(seat);
        if (result) moved.push_back(*result);
    }
    return moved;
}

/// Takes every seat for a sale whose hold is gone; refused when anybody else has one of them.
SeatResult<std::vector<Seat>> reacquire_all(std::span<const Seat> seats, ReservationId reservation,
                                            Instant now) {
    const auto epoch = next_epoch(seats);
    return move_all(seats, [&](Seat seat) -> SeatResult<Seat> {
        if (!is_free(seat, now) && !belongs_to(seat, reservation)) {
            return base::unexpected(SeatRejection::not_held_by_you);
        }
        seat.status = SeatStatus::sold;
        seat.owner = reservation;
        seat.epoch = epoch;
        seat.party_size = static_cast<int>(seats.size());
        return seat;
    });
}

}  // namespace

std::string_view reason_of(SeatRejection rejection) {
    switch (rejection) {
        case SeatRejection::taken:
            return "taken";
        case SeatRejection::blocked:
            return "blocked";
        case SeatRejection::not_held_by_you:
            return "not_held_by_you";
        case SeatRejection::not_blocked:
            return "not_blocked";
    }
    return "taken";
}

bool is_free(const Seat& seat, Instant now) {
    return seat.status == SeatStatus::available || has_run_out(seat, now);
}

std::string_view public_status(const Seat& seat, Instant now) {
    if (is_free(seat, now)) return "Available";
    if (seat.status == SeatStatus::sold) return "Sold";
    if (seat.status == SeatStatus::blocked) return "Blocked";
    return "Held";
}

SeatResult<Seat> hold(Seat seat, const Hold& ask, Instant now) {
    if (is_fenced(seat, ask.reservation, ask.epoch)) return seat;  // the same request again
    if (seat.status == SeatStatus::blocked) return base::unexpected(SeatRejection::blocked);

    const bool held_by_asker = seat.status == SeatStatus::held && seat.owner == ask.reservation;
    if (!is_free(seat, now) && !held_by_asker) return base::unexpected(SeatRejection::taken);

    seat.status = SeatStatus::held;
    seat.owner = ask.reservation;
    seat.epoch = ask.epoch;
    seat.until = ask.until;
    seat.party_size = ask.party_size;
    return seat;
}

SeatResult<Seat> lock(Seat seat, ReservationId reservation, std::int64_t epoch) {
    const bool fits = is_fenced(seat, reservation, epoch);
    if (fits && seat.status == SeatStatus::locked) return seat;
    if (!fits || seat.status != SeatStatus::held) {
        return base::unexpected(SeatRejection::not_held_by_you);
    }
    seat.status = SeatStatus::locked;
    return seat;
}

SeatResult<Seat> unlock(Seat seat, ReservationId reservation, std::int64_t epoch) {
    const bool fits = is_fenced(seat, reservation, epoch);
    if (fits && seat.status == SeatStatus::held) return seat;
    if (!fits || seat.status != SeatStatus::locked) {
        return base::unexpected(SeatRejection::not_held_by_you);
    }
    seat.status = SeatStatus::held;
    return seat;
}

SeatResult<Seat> sell(Seat seat, ReservationId reservation, std::int64_t epoch, SeededBug bug) {
    const bool fits =
        is_fenced(seat, reservation, epoch) || bug == SeededBug::sale_without_the_fence;
    if (fits && seat.status == SeatStatus::sold && seat.owner == reservation) return seat;
    if (!fits || (seat.status != SeatStatus::locked && bug != SeededBug::sale_without_the_fence)) {
        return base::unexpected(SeatRejection::not_held_by_you);
    }
    seat.status = SeatStatus::sold;
    seat.owner = reservation;
    return seat;
}

SeatResult<Seat> release(Seat seat, ReservationId reservation, std::optional<std::int64_t> epoch,
                         SeededBug bug) {
    const bool fits = belongs_to(seat, reservation) && (!epoch || seat.epoch == *epoch);
    if (!fits && bug != SeededBug::sale_without_the_fence) {
        return base::unexpected(SeatRejection::not_held_by_you);
    }
    return freed(seat);
}

SeatResult<Seat> refund(Seat seat, ReservationId reservation) {
    if (seat.status != SeatStatus::sold || seat.owner != reservation) {
        return base::unexpected(SeatRejection::not_held_by_you);
    }
    return freed(seat);
}

Seat expire(Seat seat, Instant now) {
    return has_run_out(seat, now) ? freed(seat) : seat;
}

SeatResult<Seat> block(Seat seat, Instant now) {
    if (seat.status == SeatStatus::blocked) return seat;
    if (!is_free(seat, now)) return base::unexpected(SeatRejection::taken);
    seat = freed(seat);
    seat.status = SeatStatus::blocked;
    return seat;
}

SeatResult<Seat> unblock(Seat seat) {
    if (seat.status == SeatStatus::available) return seat;
    if (seat.status != SeatStatus::blocked) return base::unexpected(SeatRejection::not_blocked);
    return freed(seat);
}

base::Result<std::vector<Seat>, Conflicts> hold_all(std::span<const Seat> seats,
                                                    const HoldRequest& ask, Instant now) {
    const bool is_repeat =
        is_whole_party(seats) && std::all_of(seats.begin(), seats.end(), [&](const Seat& seat) {
            return is_fenced(seat, ask.reservation, seats.front().epoch);
        });
    if (is_repeat) return std::vector<Seat>(seats.begin(), seats.end());

    const Hold each{.reservation = ask.reservation,
                    .epoch = next_epoch(seats),
                    .until = ask.until,
                    .party_size = static_cast<int>(seats.size())};
    std::vector<Seat> held;
    held.reserve(seats.size());
    Conflicts conflicts;
    for (const auto& seat : seats) {
        const auto result = hold(seat, each, now);
        if (result) {
            held.push_back(*result);
        } else {
            conflicts.push_back({seat.id, std::string{reason_of(result.error())}});
        }
    }
    if (!conflicts.empty()) return base::unexpected(std::move(conflicts));
    return held;
}

SeatResult<std::vector<Seat>> lock_all(std::span<const Seat> seats, ReservationId reservation,
                                       std::int64_t epoch) {
    if (!is_whole_party(seats)) return base::unexpected(SeatRejection::not_held_by_you);
    return move_all(seats, [&](const Seat& seat) { return lock(seat, reservation, epoch); });
}

SeatResult<std::vector<Seat>> unlock_all(std::span<const Seat> seats, ReservationId reservation,
                                         std::int64_t epoch) {
    if (!is_whole_party(seats)) return base::unexpected(SeatRejection::not_held_by_you);
    return move_all(seats, [&](const Seat& seat) { return unlock(seat, reservation, epoch); });
}

SeatResult<std::vector<Seat>> sell_all(std::span<const Seat> seats, const Sale& sale, Instant now,
                                       SeededBug bug) {
    const bool is_repeat =
        !seats.empty() && std::all_of(seats.begin(), seats.end(), [&](const Seat& seat) {
            return seat.status == SeatStatus::sold && seat.owner == sale.reservation;
        });
    if (is_repeat) return std::vector<Seat>(seats.begin(), seats.end());
    if (!is_whole_party(seats) && !sale.reacquire && bug != SeededBug::sale_without_the_fence) {
        return base::unexpected(SeatRejection::not_held_by_you);
    }
    auto sold = move_all(
        seats, [&](const Seat& seat) { return sell(seat, sale.reservation, sale.epoch, bug); });
    if (sold || !sale.reacquire || seats.empty()) return sold;
    return reacquire_all(seats, sale.reservation, now);
}

std::vector<Seat> release_all(std::span<const Seat> seats, ReservationId reservation,
                              std::optional<std::int64_t> epoch, SeededBug bug) {
    return move_some(seats,
                     [&](const Seat& seat) { return release(seat, reservation, epoch, bug); });
}

std::vector<Seat> refund_all(std::span<const Seat> seats, ReservationId reservation) {
    return move_some(seats, [&](const Seat& seat) { return refund(seat, reservation); });
}

}  // namespace boxoffice::musical
