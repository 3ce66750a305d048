// decide(): finds the row, writes the step down, lets evolve() apply it, and goes on while a step
// leads on.
#include "base/invariant.hpp"
#include "contexts/reservation/domain/refusals.hpp"
#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/domain/saga_conditions.hpp"
#include "contexts/reservation/domain/saga_messages.hpp"
#include "contexts/reservation/domain/saga_table.hpp"
#include "contracts/desk_methods.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace boxoffice::reservation {
namespace {

/// The longest walk is three steps: a partial cancellation ends in Completed and a noted one
/// begins.
constexpr std::size_t steps_max = 3;

State state_after(const Row& row, const Reservation& reservation) {
    switch (row.next.kind) {
        case Next::Kind::to:
            return row.next.state;
        case Next::Kind::same:
            return reservation.state;
        case Next::Kind::where_it_came_from:
            return reservation.came_from.value();
    }
    base::invariant_failed("every row has a next state", __FILE__, __LINE__);
}

std::string_view reason_of_deadline(State from, State to) {
    if (from == State::Placed) return "placement_timeout";
    if (to == State::Expired) return "hold_expired";
    if (from == State::Paying) return "outcome_unknown";
    if (from == State::Locking || from == State::Selling || from == State::Reseating) {
        return "no_answer";
    }
    return "not_settled";
}

std::string_view reason_of_capture(const Situation& s, State to) {
    if (to == State::Selling) return {};
    const State from = s.reservation.state;
    if (to == State::Refunding && from == State::CancelRequested) return s.reservation.reason;
    if (to == State::Refunding && !is_terminal(from)) return "amount_mismatch";
    return "late_payment";
}

/// Why the reservation is in its next state: a stable code for people's messages and for the
/// timeline.
std::string reason_of(const Situation& s, State to) {
    const State from = s.reservation.state;
    if (to == State::Completed) return {};
    switch (s.trigger) {
        case Trigger::PlaceReservation:
        case Trigger::PayReservation:
        case Trigger::MoveSeats:
        case Trigger::SeatHeld:
        case Trigger::SeatLocked:
            return {};
        case Trigger::CancelReservation:
        case Trigger::PerformanceCanceled:
        case Trigger::CarryOutNote:
            return std::string{reason_text(cause_of(s))};
        case Trigger::DeadlinePassed:
            return std::string{reason_of_deadline(from, to)};
        case Trigger::SeatAlreadySold: {
            const auto& conflicts = s.as<SeatAlreadySold>().conflicts;
            return conflicts.empty() ? "taken" : conflicts.front().reason;
        }
        case Trigger::SeatLockRefused:
            return "lock_refused";
        case Trigger::SeatReleased:
            return "hold_expired";
        case Trigger::SeatSaleRefused:
            return "seat_lost";
        case Trigger::PaymentApproved:
            return std::string{reason_of_capture(s, to)};
        case Trigger::PaymentDeclined:
        case Trigger::PaymentAbandoned:
            if (from == State::CancelRequested) return s.reservation.reason;
            return s.trigger == Trigger::PaymentDeclined ? "payment_declined" : "payment_abandoned";
        case Trigger::RefundFailed:
            if (s.as<RefundFailed>().reason == contracts::refund_at_desk) {
                return std::string{contracts::refund_at_desk};
            }
            return "refund_failed";
        case Trigger::PaymentRefunded:
            if (!refund_of(s)) return std::string{reason_text(Cause::Provider)};
            return s.reservation.reason;
        default:
            return s.reservation.reason;
    }
}

/// When the state that `t` leads to has to be looked at again. A step that only notes something
/// does not put the deadline off.
std::optional<Instant> deadline_after(const Situation& s, const Transition& t) {
    if (t.from == t.to && t.trigger != Trigger::DeadlinePassed) return s.reservation.deadline_at;
    const auto hold_end = t.hold_taken ? t.hold_taken->until : s.reservation.hold_expires_at;
    const bool is_charging = t.to == State::Locking || t.to == State::Paying;
    if (s.terms.bug == base::SeededBug::expiry_ignores_the_lock && is_charging) return hold_end;
    switch (t.to) {
        case State::Placed:
            return s.now + s.terms.placement_deadline;
        case State::Held:
            return hold_end;
        case State::Locking:
        case State::Selling:
        case State::Reseating:
            return s.now + s.terms.resend_after;
        case State::Paying:
            return t.lock_deadline;
        case State::CancelRequested:
        case State::Abandoned:
        case State::Refunding:
        case State::Canceling:
        case State::NeedsAttention:
            return s.now + s.terms.settle_alert;
        case State::New:
        case State::Completed:
        case State::Impossible:
        case State::Expired:
        case State::Canceled:
            return std::nullopt;
    }
    base::invariant_failed("every state has a deadline or none", __FILE__, __LINE__);
}

ReservationId id_of(const Situation& s) {
    if (s.trigger == Trigger::PlaceReservation) return s.as<PlaceReservation>().reservation_id;
    return s.reservation.id;
}

Transition write_step(const Row& row, const Situation& s) {
    Transition t{.reservation_id = id_of(s),
                 .version = s.reservation.version + 1,
                 .at = s.now,
                 .from = s.reservation.state,
                 .to = state_after(row, s.reservation),
                 .trigger = s.trigger};
    t.reason = reason_of(s, t.to);
    for (const Change& change : row.changes) change.write(s, t);
    t.deadline_at = deadline_after(s, t);
    return t;
}

/// What a step leads to by itself, within the same transaction.
std::optional<Input> follow_up(const Transition& step, const Reservation& after, Instant now,
                               const Terms& terms) {
    if (after.state == State::Completed && !after.notes.empty()) return CarryOutNote{after.id};
    const bool is_newly_held = step.from == State::Placed && step.to == State::Held;
    if (!is_newly_held || !is_server_side(after.payment_method)) return std::nullopt;
    if (*after.hold_expires_at - now < terms.pay_margin) return std::nullopt;
    return PayReservation{.reservation_id = after.id};
}

std::optional<std::size_t> find_row(const Situation& s) {
    const auto table = saga_table();
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (fits(table[i], s)) return i;
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_code(Rejection rejection) {
    switch (rejection) {
        case Rejection::not_found:
            return "not_found";
        case Rejection::not_payable:
            return "not_payable";
        case Rejection::hold_expired:
            return "hold_expired";
        case Rejection::amount_mismatch:
            return "amount_mismatch";
        case Rejection::payment_method_unknown:
            return "payment_method_unknown";
        case Rejection::already_canceled:
            return "already_canceled";
        case Rejection::seats_not_in_reservation:
            return "seats_not_in_reservation";
        case Rejection::conflict:
            return "conflict";
        case Rejection::performance_started:
            return "performance_started";
        case Rejection::fee_changed:
            return "fee_changed";
    }
    base::invariant_failed("every rejection has a code", __FILE__, __LINE__);
}

Decision decide(const Reservation& reservation, const Input& input, Instant now, const Terms& terms,
                Ids& ids) {
    Accepted accepted;
    const Reservation* current = &reservation;
    const Input* next = &input;
    std::optional<Input> led_on_to;
    while (next) {
        BOXOFFICE_INVARIANT(accepted.transitions.size() < steps_max);
        const Situation situation{*current, *next, trigger_of(*next), now, terms, ids};
        const auto found = find_row(situation);
        if (!found) {
            BOXOFFICE_INVARIANT(accepted.transitions.empty());
            return answer_without_row(situation);
        }
        const Row& row = saga_table()[*found];
        Transition step = write_step(row, situation);
        Reservation after = evolve(*current, step);
        for (const Message message : row.sends) {
            accepted.events.push_back(write_message(message, situation, step, after));
        }
        led_on_to = follow_up(step, after, now, terms);
        next = led_on_to ? &*led_on_to : nullptr;
        accepted.rows.push_back(*found);
        accepted.transitions.push_back(std::move(step));
        accepted.after = std::move(after);
        current = &accepted.after;
    }
    return accepted;
}

}  // namespace boxoffice::reservation
