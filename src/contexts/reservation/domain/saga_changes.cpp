#include "contexts/reservation/domain/saga_changes.hpp"

#include "base/invariant.hpp"
#include "contexts/reservation/domain/refund_policy.hpp"
#include "contexts/reservation/domain/saga_conditions.hpp"
#include "contracts/desk_methods.hpp"

#include <algorithm>

namespace boxoffice::reservation::note {
namespace {

/// A fee is kept only of what somebody cancels who has his tickets; whatever else ends a purchase
/// gives everything back.
RefundQuote quote_of(const Situation& s) {
    const auto* cancel = std::get_if<CancelReservation>(&s.input);
    const RefundBasis* basis = cancel && cancel->basis ? &*cancel->basis : nullptr;
    return refund_quote(s.reservation, seats_to_cancel(s), basis, s.now);
}

/// What canceling these seats gives back by our asking: the quote, less what already came back
/// unasked.
Money refund_to_ask(const Situation& s) {
    Money refund = quote_of(s).refund;
    refund.amount = std::min(refund.amount, still_refundable(s).amount);
    return refund;
}

/// What was given back at the console beyond making good a failed refund.
Money given_back_beside(const Situation& s) {
    const Money amount = s.as<PaymentRefunded>().amount;
    const bool makes_good = s.reservation.state == State::NeedsAttention && covers_failed_refund(s);
    if (!makes_good) return amount;
    return amount - find_refund(s.reservation, *s.reservation.awaited_refund).refund->amount;
}

RefundDecided decide_refund(const Situation& s, PaymentId payment_id, Money amount,
                            const Transition& t, bool awaited) {
    return {.payment_id = payment_id,
            .refund_id = s.ids.next_refund_id(),
            .amount = amount,
            .reason = t.reason,
            .awaited = awaited};
}

}  // namespace

void write_placement(const Situation& s, Transition& t) {
    t.placed = s.as<PlaceReservation>();
}

void write_hold(const Situation& s, Transition& t) {
    const auto& held = s.as<SeatHeld>();
    t.hold_taken = HoldTaken{.epoch = held.epoch, .until = held.until};
}

void write_conflicts(const Situation& s, Transition& t) {
    const auto& refused = s.as<SeatAlreadySold>();
    t.seats_refused = SeatsRefused{refused.conflicts, refused.alternatives};
}

void write_attempt(const Situation& s, Transition& t) {
    // At the desk the terminal's receipt is what a provider's key is elsewhere.
    const auto& desk = s.reservation.desk;
    t.attempt_started =
        AttemptStarted{.payment_id = s.ids.next_payment_id(),
                       .method = method_of(s),
                       .payment_key = desk ? desk->reference : s.as<PayReservation>().payment_key,
                       .amount = s.reservation.total};
}

void write_payment_key(const Situation& s, Transition& t) {
    t.payment_key = s.as<PayReservation>().payment_key;
}

void write_attempt_over(const Situation& s, Transition& t) {
    const auto state = s.trigger == Trigger::PaymentDeclined    ? AttemptState::Declined
                       : s.trigger == Trigger::PaymentAbandoned ? AttemptState::Abandoned
                                                                : AttemptState::LockRefused;
    t.attempt_ended = AttemptEnded{.payment_id = payment_of(s), .state = state};
}

void write_lock_deadline(const Situation& s, Transition& t) {
    t.lock_deadline = s.now + s.terms.lock_deadline;
}

void write_captured(const Situation& s, Transition& t) {
    t.attempt_ended = AttemptEnded{.payment_id = payment_of(s),
                                   .state = AttemptState::Captured,
                                   .captured = s.as<PaymentApproved>().amount,
                                   .provider = s.as<PaymentApproved>().provider};
}

void write_reacquire(const Situation&, Transition& t) {
    t.reacquire = true;
}

void write_tickets(const Situation& s, Transition& t) {
    SeatsSold sold{.epoch = s.as<SeatSold>().epoch};
    for (const SeatId seat : s.reservation.live) {
        sold.tickets.push_back({.ticket_id = s.ids.next_ticket_id(), .seat_id = seat});
    }
    t.seats_sold = std::move(sold);
}

void write_seat_lost(const Situation&, Transition& t) {
    t.seat_lost = true;
}

void write_canceled_by(const Situation& s, Transition& t) {
    t.canceled_by = cause_of(s);
}

void write_note(const Situation& s, Transition& t) {
    t.noted = cause_of(s);
}

void write_note_if_unasked(const Situation& s, Transition& t) {
    if (s.trigger == Trigger::PaymentRefunded && !refund_of(s)) t.noted = Cause::Provider;
}

void write_given_back(const Situation& s, Transition& t) {
    if (s.trigger != Trigger::PaymentRefunded || refund_of(s)) return;
    t.given_back_unasked = GivenBackUnasked{payment_of(s), given_back_beside(s)};
}

void write_cancellation(const Situation& s, Transition& t) {
    const Cause cause = cause_of(s);
    Money refund = refund_to_ask(s);
    if (cause == Cause::Provider) {
        refund = refund + current_attempt(s.reservation)->given_back_unasked;
        if (s.trigger == Trigger::PaymentRefunded) refund = refund + s.as<PaymentRefunded>().amount;
    }
    t.cancellation_begun = Cancellation{.seats = seats_to_cancel(s),
                                        .refund = refund,
                                        .cause = cause,
                                        .money_back = when::money_gone.holds(s)};
    const Money fee = quote_of(s).fee;
    const bool is_by_person = cause == Cause::Buyer || cause == Cause::Staff;
    if (is_by_person && fee.amount > 0) t.cancellation_begun->fee = fee;
    if (cancels_all(s)) t.canceled_by = cause;
}

void write_refund_of_capture(const Situation& s, Transition& t) {
    t.refund_decided = decide_refund(s, payment_of(s), s.as<PaymentApproved>().amount, t, true);
}

void write_refund_of_stray(const Situation& s, Transition& t) {
    t.refund_decided = decide_refund(s, payment_of(s), s.as<PaymentApproved>().amount, t, false);
}

void write_refund_of_sale(const Situation& s, Transition& t) {
    t.refund_decided =
        decide_refund(s, s.reservation.current_payment, still_refundable(s), t, true);
}

void write_refund_of_seats(const Situation& s, Transition& t) {
    t.refund_decided = decide_refund(s, s.reservation.current_payment, refund_to_ask(s), t, true);
}

void write_refund_done(const Situation& s, Transition& t) {
    const auto refund_id = refund_of(s) ? refund_of(s) : s.reservation.awaited_refund;
    BOXOFFICE_INVARIANT(refund_id.has_value());
    t.refund_ended = RefundEnded{*refund_id, RefundState::Done};
    const auto decided = find_refund(s.reservation, *refund_id);
    const bool is_less = s.trigger == Trigger::PaymentRefunded && refund_of(s) && decided &&
                         s.as<PaymentRefunded>().amount.amount < decided.refund->amount.amount;
    if (is_less) t.refund_ended->amount = s.as<PaymentRefunded>().amount;
}

void write_refund_failed(const Situation& s, Transition& t) {
    t.refund_ended = RefundEnded{s.as<RefundFailed>().refund_id, RefundState::Failed};
}

void write_refund_retried(const Situation& s, Transition& t) {
    t.refund_retried = s.reservation.awaited_refund;
}

void write_seats_back(const Situation&, Transition& t) {
    t.seats_back = true;
}

void write_money_back(const Situation&, Transition& t) {
    t.money_back = true;
}

void write_cancellation_done(const Situation&, Transition& t) {
    t.cancellation_done = true;
}

/// A refund at the desk is nobody's failure: it only becomes one when nobody fetches it.
void write_alert(const Situation&, Transition& t) {
    if (t.reason != contracts::refund_at_desk) t.alert = t.reason;
}

void write_reseat(const Situation& s, Transition& t) {
    const auto& ask = s.as<MoveSeats>();
    Reseat begun{.number = t.version,
                 .reason = ask.reason,
                 .keep_off_sale = ask.keep_off_sale,
                 .moved_by = ask.moved_by,
                 .at = s.now};
    for (const auto& move : ask.moves) {
        const auto& seats = s.reservation.seats;
        const auto from = std::ranges::find(seats, move.seat_id, &SeatDetails::seat_id);
        BOXOFFICE_INVARIANT(from != seats.end());
        begun.moves.push_back({*from, move.to});
    }
    t.reseat_begun = std::move(begun);
}

void write_seats_exchanged(const Situation& s, Transition& t) {
    SeatsExchanged exchanged{.epoch = s.as<SeatMoved>().epoch};
    for (const auto& move : s.reservation.reseat->moves) {
        exchanged.tickets.push_back(
            {.ticket_id = s.ids.next_ticket_id(), .seat_id = move.to.seat_id});
    }
    t.seats_exchanged = std::move(exchanged);
}

void write_exchange_refused(const Situation& s, Transition& t) {
    const auto& refused = s.as<SeatMoveRefused>();
    t.exchange_refused = ExchangeRefused{refused.epoch, refused.conflicts};
}

}  // namespace boxoffice::reservation::note
