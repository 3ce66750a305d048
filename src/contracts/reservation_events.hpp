// What the reservation context publishes: the steps of one purchase.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contracts/ids.hpp"
#include "contracts/seats.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::contracts {

/// A person wants these seats, all or none; whether they can be had is not known yet. `seat_id`,
/// `seat_row` and `seat_col` repeat the first seat.
struct ReservationPlaced {
    ReservationId reservation_id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    SeatId seat_id;
    int seat_row = 0;
    int seat_col = 0;
    std::vector<SeatDetails> seats;
    base::Money total;
    base::Instant reserved_dt{};
};
BOOST_DESCRIBE_STRUCT(ReservationPlaced, (),
                      (reservation_id, user_id, musical_id, musical_name, performance_id, seat_id,
                       seat_row, seat_col, seats, total, reserved_dt))

/// The seats are held until `until`; the buyer may pay `total`.
struct ReservationHeld {
    ReservationId reservation_id;
    UserId user_id;
    PerformanceId performance_id;
    base::Money total;
    base::Instant until{};
};
BOOST_DESCRIBE_STRUCT(ReservationHeld, (), (reservation_id, user_id, performance_id, total, until))

/// The buyer pays: fix the held seats while he is charged as `payment_id`.
struct SeatLockRequested {
    ReservationId reservation_id;
    PerformanceId performance_id;
    PaymentId payment_id;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(SeatLockRequested, (), (reservation_id, performance_id, payment_id, epoch))

/// The charge failed with time left: the seats are merely held again.
struct SeatUnlockRequested {
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(SeatUnlockRequested, (), (reservation_id, performance_id, epoch))

/// The seats are locked: charge the buyer. No first confirm is sent after `confirm_until`.
/// `payment_key` is set when the provider's page has already given one.
struct PaymentRequested {
    ReservationId reservation_id;
    UserId user_id;
    PerformanceId performance_id;
    PaymentId payment_id;
    base::Money amount;
    std::string method;
    std::optional<std::string> payment_key;
    std::string order_name;
    base::Instant confirm_until{};
};
BOOST_DESCRIBE_STRUCT(PaymentRequested, (),
                      (reservation_id, user_id, performance_id, payment_id, amount, method,
                       payment_key, order_name, confirm_until))

/// The money is captured: the seats become the buyer's. `reacquire`: the hold was given up
/// meanwhile, take the same seats again if all of them are free.
struct SeatSaleRequested {
    ReservationId reservation_id;
    PerformanceId performance_id;
    PaymentId payment_id;
    std::int64_t epoch = 0;
    bool reacquire = false;
    std::vector<SeatReference> seats;
};
BOOST_DESCRIBE_STRUCT(SeatSaleRequested, (),
                      (reservation_id, performance_id, payment_id, epoch, reacquire, seats))

/// Whatever the reservation has of these seats is free again. `epoch` absent = whichever it holds.
struct SeatReleaseRequested {
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::optional<std::int64_t> epoch;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SeatReleaseRequested, (), (reservation_id, performance_id, epoch, reason))

/// A ticket and the seat it opens.
struct TicketReference {
    TicketId ticket_id;
    SeatId seat_id;
    friend bool operator==(const TicketReference&, const TicketReference&) = default;
};
BOOST_DESCRIBE_STRUCT(TicketReference, (), (ticket_id, seat_id))

/// Paid and sold: the tickets exist.
struct ReservationCompleted {
    ReservationId reservation_id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    std::string venue_name;
    std::optional<base::Instant> starts_at;
    SeatId seat_id;
    std::vector<SeatDetails> seats;
    std::vector<TicketReference> tickets;
    base::Money total;
    PaymentId payment_id;
    base::Instant reserved_dt{};
};
BOOST_DESCRIBE_STRUCT(ReservationCompleted, (),
                      (reservation_id, user_id, musical_id, musical_name, performance_id,
                       venue_name, starts_at, seat_id, seats, tickets, total, payment_id,
                       reserved_dt))

/// The seats could not be had, or were lost after a late payment that has been given back.
struct ReservationImpossible {
    ReservationId reservation_id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    SeatId seat_id;
    std::string reason;
    std::vector<SeatConflict> conflicts;
    std::vector<std::vector<SeatId>> alternatives;
};
BOOST_DESCRIBE_STRUCT(ReservationImpossible, (),
                      (reservation_id, user_id, musical_id, musical_name, performance_id, seat_id,
                       reason, conflicts, alternatives))

/// Nobody paid in time. `reason`: hold_expired, placement_timeout, payment_declined, lock_refused,
/// ...
struct ReservationExpired {
    ReservationId reservation_id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReservationExpired, (),
                      (reservation_id, user_id, musical_id, musical_name, performance_id, reason))

/// A completed reservation, or some of its seats, is being given back. `fee` is what is kept of
/// their price; absent = nothing.
struct ReservationCancelPlaced {
    ReservationId reservation_id;
    UserId user_id;
    MusicalId musical_id;
    PerformanceId performance_id;
    SeatId seat_id;
    std::vector<SeatReference> seats;
    base::Money refund;
    std::string reason;
    std::optional<base::Money> fee;
};
BOOST_DESCRIBE_STRUCT(ReservationCancelPlaced, (),
                      (reservation_id, user_id, musical_id, performance_id, seat_id, seats, refund,
                       reason, fee))

/// Give back `amount` of that payment; `refund_id` names this one decision for ever. `fee` is what
/// the same decision keeps of it for good; absent = nothing.
struct RefundRequested {
    ReservationId reservation_id;
    PerformanceId performance_id;
    PaymentId payment_id;
    RefundId refund_id;
    base::Money amount;
    std::string reason;
    std::optional<base::Money> fee;
};
BOOST_DESCRIBE_STRUCT(RefundRequested, (),
                      (reservation_id, performance_id, payment_id, refund_id, amount, reason, fee))

/// The provider had refused that refund for good, and staff gave `amount` back by other means.
struct RefundRecorded {
    ReservationId reservation_id;
    PerformanceId performance_id;
    PaymentId payment_id;
    RefundId refund_id;
    base::Money amount;
};
BOOST_DESCRIBE_STRUCT(RefundRecorded, (),
                      (reservation_id, performance_id, payment_id, refund_id, amount))

/// The cancellation is done: seats free, money given back. `remaining_seats` is empty when nothing
/// is left of the reservation. With tickets there is `payment_id`, the payment that had bought
/// them, and `remaining_total`, what the tickets cost that are left; `fee` is what was kept of
/// those given back, absent = nothing.
struct ReservationCancelCompleted {
    ReservationId reservation_id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    SeatId seat_id;
    std::vector<SeatReference> seats;
    std::vector<SeatReference> remaining_seats;
    base::Money refund;
    std::string reason;
    std::optional<PaymentId> payment_id;
    std::optional<base::Money> remaining_total;
    std::optional<base::Money> fee;
};
BOOST_DESCRIBE_STRUCT(ReservationCancelCompleted, (),
                      (reservation_id, user_id, musical_id, musical_name, performance_id, seat_id,
                       seats, remaining_seats, refund, reason, payment_id, remaining_total, fee))

/// Staff move sold seats to others of the same performance: all of `moves`, or none. `move_number`
/// names this request among those of its reservation. Seats that become empty go off sale when
/// `keep_off_sale`.
struct SeatMoveRequested {
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::int64_t move_number = 0;
    std::int64_t epoch = 0;
    std::vector<SeatMove> moves;
    bool keep_off_sale = false;
    std::string reason;
    UserId moved_by;
};
BOOST_DESCRIBE_STRUCT(SeatMoveRequested, (),
                      (reservation_id, performance_id, move_number, epoch, moves, keep_off_sale,
                       reason, moved_by))

/// Where a ticket led, and where the one leads that took its place. The price is the one that was
/// paid, on both.
struct MovedSeat {
    SeatDetails from;
    SeatDetails to;
    TicketId ticket_id;
    friend bool operator==(const MovedSeat&, const MovedSeat&) = default;
};
BOOST_DESCRIBE_STRUCT(MovedSeat, (), (from, to, ticket_id))

/// Staff have moved tickets to other seats: the tickets of `moved` are new, those that they replace
/// open no door any more. `seats` and `tickets` are all that the buyer has now; no money moved.
struct ReservationReseated {
    ReservationId reservation_id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    std::string venue_name;
    std::optional<base::Instant> starts_at;
    std::int64_t move_number = 0;
    std::vector<MovedSeat> moved;
    SeatId seat_id;
    std::vector<SeatDetails> seats;
    std::vector<TicketReference> tickets;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReservationReseated, (),
                      (reservation_id, user_id, musical_id, musical_name, performance_id,
                       venue_name, starts_at, move_number, moved, seat_id, seats, tickets, reason))

/// The seats asked for could not be had: the buyer keeps his seats and his tickets.
struct ReservationReseatRefused {
    ReservationId reservation_id;
    UserId user_id;
    PerformanceId performance_id;
    std::int64_t move_number = 0;
    std::vector<SeatConflict> conflicts;
};
BOOST_DESCRIBE_STRUCT(ReservationReseatRefused, (),
                      (reservation_id, user_id, performance_id, move_number, conflicts))

/// A ticket was let in at the door.
struct TicketUsed {
    TicketId ticket_id;
    ReservationId reservation_id;
    UserId user_id;
    PerformanceId performance_id;
    SeatId seat_id;
    base::Instant used_at{};
};
BOOST_DESCRIBE_STRUCT(TicketUsed, (),
                      (ticket_id, reservation_id, user_id, performance_id, seat_id, used_at))

}  // namespace boxoffice::contracts
