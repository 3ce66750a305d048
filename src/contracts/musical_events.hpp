// What the musical context publishes: the catalogue, and what became of each seat.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contracts/english_names.hpp"
#include "contracts/ids.hpp"
#include "contracts/refund_tables.hpp"
#include "contracts/seats.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::contracts {

/// A musical came into the catalogue. Key: item-<musicalId>. Dates are local dates, YYYY-MM-DD.
struct ItemCreated {
    MusicalId musical_id;
    std::string name;
    std::string start_date;
    std::string end_date;
};
BOOST_DESCRIBE_STRUCT(ItemCreated, (), (musical_id, name, start_date, end_date))

/// Name or dates of a musical changed; they are repeated whole.
struct ItemEdited {
    MusicalId musical_id;
    std::string name;
    std::string start_date;
    std::string end_date;
};
BOOST_DESCRIBE_STRUCT(ItemEdited, (), (musical_id, name, start_date, end_date))

/// The musical left the catalogue, with its performances and seats.
struct ItemDeleted {
    MusicalId musical_id;
};
BOOST_DESCRIBE_STRUCT(ItemDeleted, (), (musical_id))

/// One showing of a musical, with all that a reservation needs to know of it. Repeated whole when
/// edited. `hold_seconds` is how long a hold lasts; `seat_limit_per_person` 0 = none. Tickets
/// bought from now on are given back by the best for the buyer of `refund_tables`; absent = without
/// a fee. `is_default` = it was made for seats that named no performance: `starts_at` is nothing
/// that the house has stated, and nobody is told of it.
struct PerformanceScheduled {
    PerformanceId performance_id;
    MusicalId musical_id;
    std::string musical_name;
    std::string venue_name;
    base::Instant starts_at{};
    std::string time_zone;
    std::optional<base::Instant> sales_open_at;
    std::optional<base::Instant> sales_close_at;
    int seat_limit_per_person = 0;
    std::int64_t hold_seconds = 600;
    bool single_seat_gap_rule = false;
    std::optional<std::vector<RefundTable>> refund_tables;
    std::optional<EnglishNames> english_names;
    std::optional<bool> is_default;
};
BOOST_DESCRIBE_STRUCT(PerformanceScheduled, (),
                      (performance_id, musical_id, musical_name, venue_name, starts_at, time_zone,
                       sales_open_at, sales_close_at, seat_limit_per_person, hold_seconds,
                       single_seat_gap_rule, refund_tables, english_names, is_default))

/// The performance will not take place: whatever was sold for it is given back.
struct PerformanceCanceled {
    PerformanceId performance_id;
    MusicalId musical_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(PerformanceCanceled, (), (performance_id, musical_id, reason))

/// Seats that can be reserved from now on, at most seats_per_event_max at a time.
struct SeatsOpened {
    PerformanceId performance_id;
    MusicalId musical_id;
    std::string musical_name;
    std::optional<base::Instant> sales_open_at;
    std::optional<base::Instant> sales_close_at;
    std::vector<SeatDetails> seats;
};
BOOST_DESCRIBE_STRUCT(SeatsOpened, (),
                      (performance_id, musical_id, musical_name, sales_open_at, sales_close_at,
                       seats))

/// Seats whose price, grade, labels or availability staff changed. `change`: edited, blocked,
/// unblocked, deleted.
struct SeatsChanged {
    PerformanceId performance_id;
    MusicalId musical_id;
    std::string change;
    std::string reason;
    std::vector<SeatDetails> seats;
};
BOOST_DESCRIBE_STRUCT(SeatsChanged, (), (performance_id, musical_id, change, reason, seats))

/// Every named seat is held for the reservation until `until` (exclusive). `epoch` fences later
/// commands.
struct SeatHeld {
    ReservationId reservation_id;
    PerformanceId performance_id;
    SeatId seat_id;
    std::vector<SeatReference> seats;
    std::int64_t epoch = 0;
    base::Instant until{};
};
BOOST_DESCRIBE_STRUCT(SeatHeld, (), (reservation_id, performance_id, seat_id, seats, epoch, until))

/// At least one seat could not be had, so nothing was held. `alternatives` are sets of seats that
/// the single-seat-gap rule would allow the same party.
struct SeatAlreadySold {
    ReservationId reservation_id;
    PerformanceId performance_id;
    SeatId seat_id;
    std::vector<SeatConflict> conflicts;
    std::vector<std::vector<SeatId>> alternatives;
};
BOOST_DESCRIBE_STRUCT(SeatAlreadySold, (),
                      (reservation_id, performance_id, seat_id, conflicts, alternatives))

/// From here no timer frees the seats: their buyer is being charged as `payment_id`.
struct SeatLocked {
    ReservationId reservation_id;
    PerformanceId performance_id;
    PaymentId payment_id;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(SeatLocked, (), (reservation_id, performance_id, payment_id, epoch))

/// The hold no longer stands, so the buyer must not be charged as `payment_id`.
struct SeatLockRefused {
    ReservationId reservation_id;
    PerformanceId performance_id;
    PaymentId payment_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SeatLockRefused, (), (reservation_id, performance_id, payment_id, reason))

/// Locked seats are held again, with the same epoch and until.
struct SeatUnlocked {
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::int64_t epoch = 0;
    base::Instant until{};
};
BOOST_DESCRIBE_STRUCT(SeatUnlocked, (), (reservation_id, performance_id, epoch, until))

/// The seats belong to the reservation. `epoch` differs from the hold's when they were acquired
/// anew.
struct SeatSold {
    ReservationId reservation_id;
    PerformanceId performance_id;
    SeatId seat_id;
    std::vector<SeatReference> seats;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(SeatSold, (), (reservation_id, performance_id, seat_id, seats, epoch))

/// The seats are not the reservation's any more: what `payment_id` captured goes back.
struct SeatSaleRefused {
    ReservationId reservation_id;
    PerformanceId performance_id;
    PaymentId payment_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SeatSaleRefused, (), (reservation_id, performance_id, payment_id, reason))

/// The seats are available again without having been sold. `reason`: released, hold_expired.
struct SeatReleased {
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::vector<SeatReference> seats;
    std::int64_t epoch = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SeatReleased, (), (reservation_id, performance_id, seats, epoch, reason))

/// Sold seats of a canceled reservation are available again.
struct SeatRefunded {
    ReservationId reservation_id;
    PerformanceId performance_id;
    SeatId seat_id;
    std::vector<SeatReference> seats;
};
BOOST_DESCRIBE_STRUCT(SeatRefunded, (), (reservation_id, performance_id, seat_id, seats))

/// Sold seats of the reservation were exchanged for others, all of them in one step: each
/// `to_seat_id` is sold to it, each `seat_id` is available again, or blocked when `kept_off_sale`.
/// `epoch` is that of all its seats from now on.
struct SeatMoved {
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::int64_t move_number = 0;
    SeatId seat_id;
    std::vector<SeatMove> moves;
    bool kept_off_sale = false;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(SeatMoved, (),
                      (reservation_id, performance_id, move_number, seat_id, moves, kept_off_sale,
                       epoch))

/// At least one of the seats could not be had, so the reservation keeps those that it has. `epoch`
/// is theirs from now on: the request is used up, and is refused however often it comes again.
struct SeatMoveRefused {
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::int64_t move_number = 0;
    std::vector<SeatConflict> conflicts;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(SeatMoveRefused, (),
                      (reservation_id, performance_id, move_number, conflicts, epoch))

/// The largest house travels in chunks, so that no event outgrows what a consumer decodes in one
/// go.
inline constexpr std::size_t seats_per_event_max = 500;

}  // namespace boxoffice::contracts
