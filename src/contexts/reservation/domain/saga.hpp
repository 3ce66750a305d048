// The purchase saga: decide what an input leads to, and evolve the reservation by what was decided.
// Both are pure; the runner, the simulator and a replay use the same two functions. The rows are in
// saga_table.hpp.
#pragma once

#include "contexts/reservation/domain/commands.hpp"
#include "contexts/reservation/domain/reservation.hpp"
#include "contexts/reservation/domain/terms.hpp"
#include "contracts/events.hpp"

#include <boost/describe/class.hpp>
#include <boost/mp11/list.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace boxoffice::reservation {

/// New ids, drawn only when a decision needs them. What a discarded decision drew is lost, which is
/// harmless.
class Ids {
  public:
    virtual ~Ids() = default;
    [[nodiscard]] virtual PaymentId next_payment_id() = 0;
    [[nodiscard]] virtual RefundId next_refund_id() = 0;
    [[nodiscard]] virtual TicketId next_ticket_id() = 0;
};

struct HoldTaken {
    std::int64_t epoch = 0;
    Instant until{};
    friend bool operator==(const HoldTaken&, const HoldTaken&) = default;
};
BOOST_DESCRIBE_STRUCT(HoldTaken, (), (epoch, until))

struct SeatsRefused {
    std::vector<SeatConflict> conflicts;
    std::vector<std::vector<SeatId>> alternatives;
    friend bool operator==(const SeatsRefused&, const SeatsRefused&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatsRefused, (), (conflicts, alternatives))

struct AttemptStarted {
    PaymentId payment_id;
    std::string method;
    std::optional<std::string> payment_key;
    Money amount;
    friend bool operator==(const AttemptStarted&, const AttemptStarted&) = default;
};
BOOST_DESCRIBE_STRUCT(AttemptStarted, (), (payment_id, method, payment_key, amount))

/// `captured` is set when the outcome is Captured. An attempt that was not known becomes known by
/// it.
struct AttemptEnded {
    PaymentId payment_id;
    AttemptState state = AttemptState::Open;
    std::optional<Money> captured;
    std::optional<std::string> provider;  ///< who captured it
    friend bool operator==(const AttemptEnded&, const AttemptEnded&) = default;
};
BOOST_DESCRIBE_STRUCT(AttemptEnded, (), (payment_id, state, captured, provider))

/// `awaited`: the reservation goes on when this refund is done.
struct RefundDecided {
    PaymentId payment_id;
    RefundId refund_id;
    Money amount;
    std::string reason;
    bool awaited = false;
    friend bool operator==(const RefundDecided&, const RefundDecided&) = default;
};
BOOST_DESCRIBE_STRUCT(RefundDecided, (), (payment_id, refund_id, amount, reason, awaited))

struct RefundEnded {
    RefundId refund_id;
    RefundState state = RefundState::Done;
    std::optional<Money>
        amount;  ///< where it is less than decided: the rest came back at the console
    friend bool operator==(const RefundEnded&, const RefundEnded&) = default;
};
BOOST_DESCRIBE_STRUCT(RefundEnded, (), (refund_id, state, amount))

struct GivenBackUnasked {
    PaymentId payment_id;
    Money amount;
    friend bool operator==(const GivenBackUnasked&, const GivenBackUnasked&) = default;
};
BOOST_DESCRIBE_STRUCT(GivenBackUnasked, (), (payment_id, amount))

struct SeatsSold {
    std::int64_t epoch = 0;
    std::vector<TicketReference> tickets;
    friend bool operator==(const SeatsSold&, const SeatsSold&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatsSold, (), (epoch, tickets))

/// `tickets` are the new ones, in the order of the moves.
struct SeatsExchanged {
    std::int64_t epoch = 0;
    std::vector<TicketReference> tickets;
    friend bool operator==(const SeatsExchanged&, const SeatsExchanged&) = default;
};
BOOST_DESCRIBE_STRUCT(SeatsExchanged, (), (epoch, tickets))

struct ExchangeRefused {
    std::int64_t epoch = 0;
    std::vector<SeatConflict> conflicts;
    friend bool operator==(const ExchangeRefused&, const ExchangeRefused&) = default;
};
BOOST_DESCRIBE_STRUCT(ExchangeRefused, (), (epoch, conflicts))

/// One step of one reservation: a line of its history and all that evolve() needs. Absent =
/// unchanged. `version` is the reservation's after the step, and rises by one with every step.
struct Transition {
    ReservationId reservation_id;
    std::int64_t version = 0;
    Instant at{};
    State from = State::New;
    State to = State::New;
    Trigger trigger = Trigger::PlaceReservation;
    std::string reason;
    std::optional<Instant> deadline_at;
    std::optional<std::string> alert;  ///< set when somebody must be told; also counts as open

    std::optional<PlaceReservation> placed;
    std::optional<HoldTaken> hold_taken;
    std::optional<SeatsRefused> seats_refused;
    std::optional<AttemptStarted> attempt_started;
    std::optional<std::string> payment_key;  ///< of the attempt under way
    std::optional<Instant> lock_deadline;
    std::optional<AttemptEnded> attempt_ended;
    std::optional<bool> reacquire;
    std::optional<SeatsSold> seats_sold;
    std::optional<RefundDecided> refund_decided;
    std::optional<RefundId> refund_retried;
    std::optional<RefundEnded> refund_ended;
    std::optional<GivenBackUnasked> given_back_unasked;
    std::optional<Cause> canceled_by;
    std::optional<Cancellation> cancellation_begun;
    std::optional<bool> seats_back;
    std::optional<bool> money_back;
    std::optional<bool> cancellation_done;
    std::optional<Cause> noted;
    std::optional<bool> seat_lost;
    std::optional<Reseat> reseat_begun;
    std::optional<SeatsExchanged> seats_exchanged;
    std::optional<ExchangeRefused> exchange_refused;

    friend bool operator==(const Transition&, const Transition&) = default;
};
BOOST_DESCRIBE_STRUCT(Transition, (),
                      (reservation_id, version, at, from, to, trigger, reason, deadline_at, alert,
                       placed, hold_taken, seats_refused, attempt_started, payment_key,
                       lock_deadline, attempt_ended, reacquire, seats_sold, refund_decided,
                       refund_retried, refund_ended, given_back_unasked, canceled_by,
                       cancellation_begun, seats_back, money_back, cancellation_done, noted,
                       seat_lost, reseat_begun, seats_exchanged, exchange_refused))

/// What this context publishes.
using Event = boost::mp11::mp_rename<contracts::ReservationEvents, std::variant>;

/// The steps taken and what the same transaction sends, both in order. Usually one step; two or
/// three when a step leads on by itself. `after` is the reservation evolved by them; `rows` are
/// their places in saga_table().
struct Accepted {
    Reservation after;
    std::vector<Transition> transitions;
    std::vector<Event> events;
    std::vector<std::size_t> rows;
};

/// A command that was given before and has had its effect: answer with the present state, write
/// nothing.
struct Unchanged {};

/// Why a command is refused. Ordinary business, not an error.
enum class Rejection {
    not_found,
    not_payable,
    hold_expired,
    amount_mismatch,
    payment_method_unknown,
    already_canceled,
    seats_not_in_reservation,
    conflict,
    performance_started,
    fee_changed,
};

/// The stable `code` of the problem: the enumerator's name.
[[nodiscard]] std::string_view to_code(Rejection rejection);

/// An event or timer that does not fit the state. To be counted, never to be answered.
struct Ignored {
    State state = State::New;
    Trigger trigger = Trigger::DeadlinePassed;
};

using Decision = std::variant<Accepted, Unchanged, Rejection, Ignored>;

/// What `input` leads to, by the first fitting row of saga_table(). `reservation` is in state New
/// (default constructed) for PlaceReservation. Commands are accepted, unchanged or rejected; events
/// and deadlines are accepted or ignored.
[[nodiscard]] Decision decide(const Reservation& reservation, const Input& input, Instant now,
                              const Terms& terms, Ids& ids);

/// Why tickets cannot be given back under the rules they were bought under: the performance has
/// started, or the fee is higher than `cancel` expects. Asked before decide(), which answers
/// whatever is not about tickets that the buyer still has.
[[nodiscard]] std::optional<Rejection> refuse_by_rules(const Reservation& reservation,
                                                       const CancelReservation& cancel,
                                                       Instant now);

/// The reservation after one step. The step must have been decided for this version: anything else
/// is a bug.
[[nodiscard]] Reservation evolve(Reservation reservation, const Transition& transition);

/// All steps of a decision, or of a whole history beginning with a default constructed reservation.
[[nodiscard]] Reservation evolve(Reservation reservation, std::span<const Transition> transitions);

}  // namespace boxoffice::reservation
