// The desk at which reservations ask for seats: hold, lock, unlock, sell, release, give back, and
// the sweep of holds that ran out. Every answer is an event; nothing here is ever refused without
// one.
#pragma once

#include "base/seeded_bug.hpp"
#include "contexts/musical/domain/seat.hpp"
#include "contexts/musical/due_kinds.hpp"
#include "contexts/musical/store.hpp"
#include "contracts/musical_events.hpp"
#include "eventing/unit_of_work.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical {

using contracts::PaymentId;

/// All of `seats`, or none. `asked_at` is when the buyer asked: that is what the sales window is
/// held against, however long the event travelled.
struct HoldSeats {
    ReservationId reservation;
    PerformanceId performance;
    std::vector<SeatId> seats;
    Instant asked_at{};
};

struct LockSeats {
    ReservationId reservation;
    PerformanceId performance;
    PaymentId payment;
    std::int64_t epoch = 0;
};

struct UnlockSeats {
    ReservationId reservation;
    PerformanceId performance;
    std::int64_t epoch = 0;
};

struct SellSeats {
    Sale sale;
    PerformanceId performance;
    PaymentId payment;
    std::vector<SeatId> seats;
};

struct ReleaseSeats {
    ReservationId reservation;
    PerformanceId performance;
    std::optional<std::int64_t> epoch;
};

/// Sold seats come back from a canceled reservation.
struct TakeBackSeats {
    ReservationId reservation;
    PerformanceId performance;
    std::vector<SeatId> seats;
};

/// Frees the holds of one performance that ran out by `now`.
struct SweepHolds {
    PerformanceId performance;
    Instant now{};
};

/// A performance is swept at most this often, however many holds run out.
inline constexpr base::Duration sweep_interval_min{1'000};

class SeatDesk {
  public:
    SeatDesk(Store& store, base::SeededBug bug) : store_(store), bug_(bug) {}

    void declare(const HoldSeats& command);
    void declare(const LockSeats& command) { store_.want_seats_of(command.reservation); }
    void declare(const UnlockSeats& command);
    void declare(const SellSeats& command);
    void declare(const ReleaseSeats& command) { store_.want_seats_of(command.reservation); }
    void declare(const TakeBackSeats& command);
    void declare(const SweepHolds& command);

    /// Publishes SeatHeld or SeatAlreadySold.
    void decide(const HoldSeats& command, eventing::UnitOfWork& work);
    /// Publishes SeatLocked or SeatLockRefused.
    void decide(const LockSeats& command, eventing::UnitOfWork& work);
    /// Publishes SeatUnlocked; nothing when the hold is no longer there.
    void decide(const UnlockSeats& command, eventing::UnitOfWork& work);
    /// Publishes SeatSold or SeatSaleRefused.
    void decide(const SellSeats& command, eventing::UnitOfWork& work);
    /// Publishes SeatReleased; nothing when the reservation has no seats.
    void decide(const ReleaseSeats& command, eventing::UnitOfWork& work);
    /// Publishes SeatRefunded, always: the saga waits for it.
    void decide(const TakeBackSeats& command, eventing::UnitOfWork& work);
    /// Publishes one SeatReleased per reservation whose hold ran out.
    void decide(const SweepHolds& command, eventing::UnitOfWork& work);

  private:
    [[nodiscard]] std::vector<contracts::SeatConflict> conflicts_of_sale(
        const HoldSeats& command) const;
    void refuse(const HoldSeats& command, std::vector<contracts::SeatConflict> conflicts,
                std::vector<std::vector<SeatId>> alternatives, eventing::UnitOfWork& work);
    [[nodiscard]] std::vector<Seat> loaded(const std::vector<SeatId>& ids) const;
    void move_all(const std::vector<Seat>& seats, Instant now, const char* reason);
    /// Makes sure that somebody looks when a hold until `until` has run out.
    void ensure_sweep(PerformanceId performance, Instant until, eventing::UnitOfWork& work);

    Store& store_;
    base::SeededBug bug_;
};

}  // namespace boxoffice::musical
