// One seat of one performance, and who may move it: the place where "no seat is sold twice" is
// decided.
//
// Available -> Held -> Locked -> Sold, fenced by (reservation, epoch). The fence decides, never the
// clock: a lock succeeds if and only if the hold that it names is still the seat's hold. A repeated
// command is answered as the first time before anything is refused.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/seeded_bug.hpp"
#include "contracts/ids.hpp"
#include "contracts/seats.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace boxoffice::musical {

using base::Instant;
using base::SeededBug;
using contracts::ReservationId;
using contracts::SeatId;

enum class SeatStatus : std::uint8_t { available, held, locked, sold, blocked };

/// `owner`, `until` and `party_size` mean something while the seat is held, locked or sold. `epoch`
/// is that of the latest hold and never falls, so that no command meant for an earlier hold fits a
/// later one.
struct Seat {
    SeatId id;
    SeatStatus status = SeatStatus::available;
    ReservationId owner{};
    std::int64_t epoch = 0;
    Instant until{};     ///< exclusive: at this instant the hold may be claimed by somebody else
    int party_size = 0;  ///< how many seats the hold took; fewer left = part of it was claimed away
    friend bool operator==(const Seat&, const Seat&) = default;
};

/// Why a seat says no. Expected, not an error.
enum class SeatRejection : std::uint8_t { taken, blocked, not_held_by_you, not_blocked };

template <class T>
using SeatResult = base::Result<T, SeatRejection>;

/// "taken", "blocked", ...: the reasons as SeatAlreadySold.conflicts and problems carry them.
[[nodiscard]] std::string_view reason_of(SeatRejection rejection);

/// The status that everybody sees: Available, Held, Sold or Blocked. A hold that ran out shows
/// Available, because whoever asks next gets it.
[[nodiscard]] std::string_view public_status(const Seat& seat, Instant now);

/// Whether a new reservation could hold the seat at `now`.
[[nodiscard]] bool is_free(const Seat& seat, Instant now);

// ---- one seat

/// What one reservation asks of each of its seats.
struct Hold {
    ReservationId reservation;
    std::int64_t epoch = 0;  ///< 1 + the highest among its seats
    Instant until{};
    int party_size = 1;
};

/// Holds the seat. A hold that ran out is claimed in place, so that nobody waits for a sweeper.
/// @return the seat as it then is, or `taken` / `blocked`.
[[nodiscard]] SeatResult<Seat> hold(Seat seat, const Hold& ask, Instant now);

/// Fixes a held seat while its buyer is charged: from here no timer frees it.
/// @return the seat, or `not_held_by_you` when (reservation, epoch) is not its present hold.
[[nodiscard]] SeatResult<Seat> lock(Seat seat, ReservationId reservation, std::int64_t epoch);

/// Back from Locked to Held, with the same epoch and until. A hold that is over meanwhile stays
/// claimable.
/// @return the seat, or `not_held_by_you`.
[[nodiscard]] SeatResult<Seat> unlock(Seat seat, ReservationId reservation, std::int64_t epoch);

/// The locked seat becomes the reservation's own. `bug` is for the simulator alone.
/// @return the seat, or `not_held_by_you`.
[[nodiscard]] SeatResult<Seat> sell(Seat seat, ReservationId reservation, std::int64_t epoch,
                                    SeededBug bug = SeededBug::none);

/// The owner gives up a held or locked seat, or one that was sold to it and is to be given back by
/// the saga. No `epoch` = whichever hold it has.
/// @return the free seat, or `not_held_by_you`, which is also what a repeated release meets.
[[nodiscard]] SeatResult<Seat> release(Seat seat, ReservationId reservation,
                                       std::optional<std::int64_t> epoch,
                                       SeededBug bug = SeededBug::none);

/// A sold seat of a canceled reservation is free again.
/// @return the free seat, or `not_held_by_you`.
[[nodiscard]] SeatResult<Seat> refund(Seat seat, ReservationId reservation);

/// What the timer does: frees a hold that ran out; everything else, above all Locked, stays as it
/// is.
[[nodiscard]] Seat expire(Seat seat, Instant now);

/// Staff take a free seat off sale. @return the seat, or `taken` while somebody has it.
[[nodiscard]] SeatResult<Seat> block(Seat seat, Instant now);

/// @return the seat, available again, or `not_blocked` when somebody has it.
[[nodiscard]] SeatResult<Seat> unblock(Seat seat);

// ---- all seats of one reservation: all or none

struct HoldRequest {
    ReservationId reservation;
    Instant until{};
};

using Conflicts = std::vector<contracts::SeatConflict>;

/// Holds every seat under one epoch, or none of them.
/// @return the seats as they then are, or each seat that says no with its reason.
[[nodiscard]] base::Result<std::vector<Seat>, Conflicts> hold_all(std::span<const Seat> seats,
                                                                  const HoldRequest& ask,
                                                                  Instant now);

/// `seats` are all that `reservation` has of the performance. Refused too when part of its hold was
/// claimed away after it ran out: a party is charged for all of its seats or not at all.
[[nodiscard]] SeatResult<std::vector<Seat>> lock_all(std::span<const Seat> seats,
                                                     ReservationId reservation, std::int64_t epoch);
[[nodiscard]] SeatResult<std::vector<Seat>> unlock_all(std::span<const Seat> seats,
                                                       ReservationId reservation,
                                                       std::int64_t epoch);

struct Sale {
    ReservationId reservation;
    std::int64_t epoch = 0;
    /// The hold was given up before the money came: take the same seats again if all of them are
    /// free.
    bool reacquire = false;
};

/// `seats` are the seats that were paid for, whoever has them now. When they had to be acquired
/// anew they carry a new epoch.
/// @return the sold seats, or `not_held_by_you` when at least one is lost.
[[nodiscard]] SeatResult<std::vector<Seat>> sell_all(std::span<const Seat> seats, const Sale& sale,
                                                     Instant now, SeededBug bug = SeededBug::none);

/// Frees whichever of `seats` the reservation has. Never refused: the result may be empty.
[[nodiscard]] std::vector<Seat> release_all(std::span<const Seat> seats, ReservationId reservation,
                                            std::optional<std::int64_t> epoch,
                                            SeededBug bug = SeededBug::none);

/// Frees whichever of `seats` were sold to the reservation. Never refused: the result may be empty.
[[nodiscard]] std::vector<Seat> refund_all(std::span<const Seat> seats, ReservationId reservation);

}  // namespace boxoffice::musical
