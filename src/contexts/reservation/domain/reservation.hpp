// The reservation: one person's wish for some seats of one performance, and how far its purchase
// has come.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contracts/ids.hpp"
#include "contracts/reservation_events.hpp"
#include "contracts/seats.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::reservation {

using namespace contracts;
using base::Duration;
using base::Instant;
using base::Money;

/// Refund rules as they are stored, once for all purchases under them.
using RefundRulesId = base::Id<struct RefundRulesTag>;

/// Where the purchase stands. The names are published (`state` of the resource) and stored as text.
/// Source: the table of the saga. `New` is a reservation that has not been placed; it is never
/// stored.
enum class State {
    New,
    Placed,           ///< musical is being asked for the seats
    Held,             ///< the seats are held; the buyer may pay
    Locking,          ///< the buyer has paid; the seats are being taken off every timer
    Paying,           ///< the provider is charging
    Selling,          ///< the money is captured; the seats are becoming the buyer's
    Completed,        ///< paid and sold
    Impossible,       ///< the seats could not be had (terminal)
    Expired,          ///< nobody paid in time (terminal)
    Canceled,         ///< canceled, and all money is back (terminal)
    CancelRequested,  ///< canceled while a charge was in flight: its outcome is awaited
    Abandoned,        ///< the charge's outcome stayed unknown too long: the seats are given up
    Refunding,        ///< money came for nothing and is being given back
    Canceling,        ///< tickets are being given back: seats and money
    NeedsAttention,   ///< the provider refused a refund for good: a human must act
    Reseating,        ///< staff move its tickets: musical is being asked for the other seats
};
BOOST_DESCRIBE_ENUM(State, New, Placed, Held, Locking, Paying, Selling, Completed, Impossible,
                    Expired, Canceled, CancelRequested, Abandoned, Refunding, Canceling,
                    NeedsAttention, Reseating)

[[nodiscard]] std::string_view to_text(State state);

/// A dead state: only a late capture leads out of it, to Refunding.
[[nodiscard]] constexpr bool is_terminal(State state) {
    return state == State::Impossible || state == State::Expired || state == State::Canceled;
}

/// Who or what ends a reservation.
enum class Cause { Buyer, Staff, Performance, Provider };
BOOST_DESCRIBE_ENUM(Cause, Buyer, Staff, Performance, Provider)

/// "buyer_canceled", "staff_canceled", "performance_canceled", "refunded_at_provider".
[[nodiscard]] std::string_view reason_text(Cause cause);

enum class RefundState { Requested, Done, Failed };
BOOST_DESCRIBE_ENUM(RefundState, Requested, Done, Failed)

/// One decision to give money back. `refund_id` names it for ever: asking again never pays twice.
struct Refund {
    RefundId refund_id;
    Money amount;
    RefundState state = RefundState::Requested;
    std::string reason;
    friend bool operator==(const Refund&, const Refund&) = default;
};
BOOST_DESCRIBE_STRUCT(Refund, (), (refund_id, amount, state, reason))

/// Open: the outcome is awaited. Declined, Abandoned and LockRefused are over; should money come
/// all the same, the attempt becomes Captured and is refunded.
enum class AttemptState { Open, Captured, Declined, Abandoned, LockRefused };
BOOST_DESCRIBE_ENUM(AttemptState, Open, Captured, Declined, Abandoned, LockRefused)

/// One attempt to charge the buyer, known to payment by its `payment_id`.
struct Attempt {
    PaymentId payment_id;
    std::string method;
    std::optional<std::string> payment_key;
    Money amount;
    AttemptState state = AttemptState::Open;
    std::optional<Money> captured;
    Money given_back_unasked;  ///< what somebody refunded at the provider's console
    std::vector<Refund> refunds;
    std::optional<Money> fees;            ///< kept of seats that were given back
    std::optional<std::string> provider;  ///< who captured it
    friend bool operator==(const Attempt&, const Attempt&) = default;
};
BOOST_DESCRIBE_STRUCT(Attempt, (),
                      (payment_id, method, payment_key, amount, state, captured, given_back_unasked,
                       refunds, fees, provider))

/// What is kept of a sale at the desk, beside its method. `reason` is for the buyer's eyes, too.
struct DeskSale {
    UserId sold_by;
    std::optional<std::string> reference;  ///< the card terminal's receipt
    std::optional<std::string> reason;     ///< why the seats were given away
    friend bool operator==(const DeskSale&, const DeskSale&) = default;
};
BOOST_DESCRIBE_STRUCT(DeskSale, (), (sold_by, reference, reason))

/// Seats on their way back. It is done when both the seats and the money are.
struct Cancellation {
    std::vector<SeatId> seats;
    Money refund;
    Cause cause = Cause::Buyer;
    bool seats_back = false;
    bool money_back = false;
    std::optional<Money> fee;  ///< what is kept of the price of these seats
    friend bool operator==(const Cancellation&, const Cancellation&) = default;
};
BOOST_DESCRIBE_STRUCT(Cancellation, (), (seats, refund, cause, seats_back, money_back, fee))

/// One seat for another. `from` costs what was paid for its ticket, `to` what it is sold for today;
/// the ticket keeps its price.
struct SeatExchange {
    SeatDetails from;
    SeatDetails to;
    friend bool operator==(const SeatExchange&, const SeatExchange&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatExchange, (), (from, to))

enum class ReseatOutcome { under_way, done, refused };
BOOST_DESCRIBE_ENUM(ReseatOutcome, under_way, done, refused)

/// Staff move tickets to other seats: all of `moves`, or none. `number` tells the answers of
/// musical apart; it is the version that the reservation had when it was decided.
struct Reseat {
    std::int64_t number = 0;
    ReseatOutcome outcome = ReseatOutcome::under_way;
    std::vector<SeatExchange> moves;
    std::string reason;  ///< for the buyer's eyes, too
    bool keep_off_sale = false;
    UserId moved_by;
    Instant at{};
    std::vector<SeatConflict> conflicts;
    friend bool operator==(const Reseat&, const Reseat&) = default;
};
BOOST_DESCRIBE_STRUCT(Reseat, (),
                      (number, outcome, moves, reason, keep_off_sale, moved_by, at, conflicts))

/// A ticket that another took the place of when its bearer was moved.
struct ReplacedTicket {
    TicketReference ticket;
    SeatDetails seat;
    TicketId replaced_by;
    friend bool operator==(const ReplacedTicket&, const ReplacedTicket&) = default;
};
BOOST_DESCRIBE_STRUCT(ReplacedTicket, (), (ticket, seat, replaced_by))

/// The aggregate. It changes by evolve() alone.
struct Reservation {
    ReservationId id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    std::string venue_name;
    std::optional<Instant> starts_at;
    RefundRulesId refund_rules;  ///< under which it was bought; none = everything comes back
    /// As reserved, never shortened; a seat moved to stands in the place of the one that was left,
    /// at the price that was paid.
    std::vector<SeatDetails> seats;
    std::vector<SeatId> live;  ///< those of them still wanted or owned; none in a dead state
    Money total;               ///< the sum of the prices, as computed here
    Instant reserved_dt{};

    State state = State::New;
    std::string reason;  ///< why it is in this state, empty when all is well
    std::int64_t version = 0;

    std::int64_t epoch = 0;  ///< fences every request about the seats, from SeatHeld on
    std::optional<Instant> hold_expires_at;
    std::optional<Instant> lock_deadline;  ///< when an unknown charge is given up
    std::optional<Instant> deadline_at;    ///< when DeadlinePassed is due in this state
    bool overdue = false;                  ///< the 24 h of a settling state have passed

    std::optional<std::string> payment_method;  ///< as chosen when placing
    std::optional<DeskSale> desk;               ///< sold by staff at the desk
    std::vector<Attempt> attempts;
    PaymentId current_payment;  ///< the attempt that counts; none before the first
    bool reacquire = false;     ///< the sale must take seats again that had been given up

    std::vector<TicketReference> tickets;  ///< of the live seats
    std::optional<Cause> canceled_by;
    std::optional<Cancellation> cancellation;  ///< the one under way
    std::optional<RefundId> awaited_refund;    ///< the one that ends Refunding or Canceling
    std::vector<Cause> notes;                  ///< what came at a bad time and is carried out later
    std::optional<State> came_from;            ///< NeedsAttention: Refunding or Canceling
    bool seat_lost = false;                    ///< captured, but the seats had gone
    std::vector<SeatConflict> conflicts;
    std::vector<std::vector<SeatId>> alternatives;
    std::optional<Reseat> reseat;  ///< the one under way, or the last
    std::vector<ReplacedTicket> replaced;

    friend bool operator==(const Reservation&, const Reservation&) = default;
};
BOOST_DESCRIBE_STRUCT(Reservation, (),
                      (id, user_id, musical_id, musical_name, performance_id, venue_name, starts_at,
                       refund_rules, seats, live, total, reserved_dt, state, reason, version, epoch,
                       hold_expires_at, lock_deadline, deadline_at, overdue, payment_method, desk,
                       attempts, current_payment, reacquire, tickets, canceled_by, cancellation,
                       awaited_refund, notes, came_from, seat_lost, conflicts, alternatives, reseat,
                       replaced))

/// @return nothing when this reservation knows no such attempt.
[[nodiscard]] const Attempt* find_attempt(const Reservation& reservation, PaymentId payment_id);
[[nodiscard]] const Attempt* current_attempt(const Reservation& reservation);

/// A refund decision with the payment it belongs to.
struct FoundRefund {
    PaymentId payment_id;
    const Refund* refund = nullptr;
    explicit operator bool() const { return refund != nullptr; }
};
[[nodiscard]] FoundRefund find_refund(const Reservation& reservation, RefundId refund_id);

/// What was captured by `attempt` and neither given back, nor decided to be, nor kept as a fee.
/// Never negative.
[[nodiscard]] Money refundable(const Attempt& attempt);

/// Whether this seat is being exchanged: its ticket opens no door until musical has answered.
[[nodiscard]] bool is_moving(const Reservation& reservation, SeatId seat);

/// "checkout" is the provider's page: the reservation waits in Held until the buyer comes back from
/// it.
inline constexpr std::string_view checkout_method = "checkout";

/// Whether the method chosen when placing needs no further step by the buyer.
[[nodiscard]] bool is_server_side(const std::optional<std::string>& method);

}  // namespace boxoffice::reservation
