// One step applied: the only place where a reservation changes.
#include "base/invariant.hpp"
#include "contexts/reservation/domain/saga.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

void apply(Reservation& r, const PlaceReservation& placed, Instant at) {
    BOXOFFICE_INVARIANT(!placed.seats.empty());
    r.id = placed.reservation_id;
    r.user_id = placed.user_id;
    r.musical_id = placed.musical_id;
    r.musical_name = placed.musical_name;
    r.performance_id = placed.performance_id;
    r.venue_name = placed.venue_name;
    r.starts_at = placed.starts_at;
    r.seats = placed.seats;
    r.payment_method = placed.payment_method;
    r.desk = placed.desk;
    r.refund_rules = placed.refund_rules;
    r.reserved_dt = at;
    r.total = Money{0, placed.seats.front().price.currency};
    for (const SeatDetails& seat : placed.seats) {
        r.total = r.total + seat.price;
        r.live.push_back(seat.seat_id);
    }
}

Attempt& attempt_of(Reservation& r, PaymentId payment_id) {
    const auto found = std::ranges::find(r.attempts, payment_id, &Attempt::payment_id);
    BOXOFFICE_INVARIANT(found != r.attempts.end());
    return *found;
}

void apply(Reservation& r, const AttemptStarted& started) {
    r.attempts.push_back({.payment_id = started.payment_id,
                          .method = started.method,
                          .payment_key = started.payment_key,
                          .amount = started.amount,
                          .given_back_unasked = {0, started.amount.currency}});
    r.current_payment = started.payment_id;
}

void apply(Reservation& r, const AttemptEnded& ended) {
    if (!find_attempt(r, ended.payment_id)) {
        BOXOFFICE_INVARIANT(ended.captured.has_value());
        r.attempts.push_back({.payment_id = ended.payment_id,
                              .method = "unknown",
                              .amount = *ended.captured,
                              .given_back_unasked = {0, ended.captured->currency}});
    }
    Attempt& attempt = attempt_of(r, ended.payment_id);
    attempt.state = ended.state;
    if (ended.captured) attempt.captured = ended.captured;
    if (ended.provider) attempt.provider = ended.provider;
}

void apply(Reservation& r, const RefundDecided& decided) {
    attempt_of(r, decided.payment_id)
        .refunds.push_back({.refund_id = decided.refund_id,
                            .amount = decided.amount,
                            .state = RefundState::Requested,
                            .reason = decided.reason});
    if (decided.awaited) r.awaited_refund = decided.refund_id;
}

void set_refund(Reservation& r, const RefundEnded& ended) {
    for (Attempt& attempt : r.attempts) {
        for (Refund& refund : attempt.refunds) {
            if (refund.refund_id != ended.refund_id) continue;
            refund.state = ended.state;
            if (ended.amount) refund.amount = *ended.amount;
        }
    }
}

void apply_money(Reservation& r, const Transition& t) {
    if (t.attempt_started) apply(r, *t.attempt_started);
    if (t.payment_key) attempt_of(r, r.current_payment).payment_key = t.payment_key;
    if (t.attempt_ended) apply(r, *t.attempt_ended);
    if (t.given_back_unasked) {
        Attempt& attempt = attempt_of(r, t.given_back_unasked->payment_id);
        attempt.given_back_unasked = attempt.given_back_unasked + t.given_back_unasked->amount;
    }
    if (t.refund_ended) set_refund(r, *t.refund_ended);
    if (t.refund_retried) set_refund(r, {*t.refund_retried, RefundState::Requested});
    if (t.refund_decided) apply(r, *t.refund_decided);
}

/// What somebody gave back at the provider's console beyond all else is a fee that was not kept.
void fit_fees(Reservation& r) {
    for (Attempt& attempt : r.attempts) {
        if (!attempt.fees || !attempt.captured) continue;
        Money left = *attempt.captured - attempt.given_back_unasked;
        for (const Refund& refund : attempt.refunds) left = left - refund.amount;
        attempt.fees->amount = std::clamp<std::int64_t>(left.amount, 0, attempt.fees->amount);
    }
}

void apply_seats(Reservation& r, const Transition& t) {
    if (t.hold_taken) {
        r.epoch = t.hold_taken->epoch;
        r.hold_expires_at = t.hold_taken->until;
    }
    if (t.seats_refused) {
        r.conflicts = t.seats_refused->conflicts;
        r.alternatives = t.seats_refused->alternatives;
    }
    if (t.lock_deadline) r.lock_deadline = t.lock_deadline;
    if (t.reacquire) r.reacquire = *t.reacquire;
    if (t.seats_sold) {
        r.epoch = t.seats_sold->epoch;
        r.tickets = t.seats_sold->tickets;
    }
    if (t.seat_lost) r.seat_lost = *t.seat_lost;
}

/// Each new ticket takes the place of the one that led to the seat left, at its price.
void apply(Reservation& r, const SeatsExchanged& exchanged) {
    BOXOFFICE_INVARIANT(r.reseat && exchanged.tickets.size() == r.reseat->moves.size());
    for (std::size_t i = 0; i < exchanged.tickets.size(); ++i) {
        const SeatExchange& move = r.reseat->moves[i];
        const TicketReference& ticket = exchanged.tickets[i];
        const auto seat = std::ranges::find(r.seats, move.from.seat_id, &SeatDetails::seat_id);
        const auto live = std::ranges::find(r.live, move.from.seat_id);
        const auto old = std::ranges::find(r.tickets, move.from.seat_id, &TicketReference::seat_id);
        BOXOFFICE_INVARIANT(seat != r.seats.end() && live != r.live.end() &&
                            old != r.tickets.end());
        r.replaced.push_back({*old, *seat, ticket.ticket_id});
        const Money paid = seat->price;
        *seat = move.to;
        seat->price = paid;
        *live = move.to.seat_id;
        *old = ticket;
    }
    r.epoch = exchanged.epoch;
    r.reseat->outcome = ReseatOutcome::done;
}

void apply_reseat(Reservation& r, const Transition& t) {
    if (t.reseat_begun) r.reseat = t.reseat_begun;
    if (t.seats_exchanged) apply(r, *t.seats_exchanged);
    if (!t.exchange_refused) return;
    BOXOFFICE_INVARIANT(r.reseat.has_value());
    r.epoch = t.exchange_refused->epoch;
    r.reseat->outcome = ReseatOutcome::refused;
    r.reseat->conflicts = t.exchange_refused->conflicts;
}

/// The seats of the cancellation under way are no longer the buyer's, nor are their tickets.
void finish_cancellation(Reservation& r) {
    BOXOFFICE_INVARIANT(r.cancellation.has_value());
    const auto is_gone = [&](SeatId seat) {
        return std::ranges::count(r.cancellation->seats, seat) > 0;
    };
    std::erase_if(r.live, is_gone);
    std::erase_if(r.tickets,
                  [&](const TicketReference& ticket) { return is_gone(ticket.seat_id); });
    r.cancellation.reset();
}

void apply_cancellation(Reservation& r, const Transition& t) {
    if (t.canceled_by) r.canceled_by = t.canceled_by;
    if (t.noted && std::ranges::count(r.notes, *t.noted) == 0) r.notes.push_back(*t.noted);
    if (t.cancellation_begun) {
        r.cancellation = t.cancellation_begun;
        r.notes.clear();
        if (const auto& fee = r.cancellation->fee) {
            Attempt& attempt = attempt_of(r, r.current_payment);
            attempt.fees = attempt.fees ? *attempt.fees + *fee : *fee;
        }
    }
    if (r.cancellation && t.seats_back) r.cancellation->seats_back = *t.seats_back;
    if (r.cancellation && t.money_back) r.cancellation->money_back = *t.money_back;
    if (t.cancellation_done) finish_cancellation(r);
}

/// What belongs to the state that was left goes with it.
void move(Reservation& r, const Transition& t) {
    r.state = t.to;
    r.deadline_at = t.deadline_at;
    if (t.from == t.to) {
        if (t.trigger == Trigger::DeadlinePassed && t.alert) r.overdue = true;
        return;
    }
    r.overdue = false;
    r.came_from.reset();
    if (t.to == State::NeedsAttention) {
        r.came_from = t.from;
        return;  // the reason stays that of the refund
    }
    r.reason = t.reason;
    const bool is_at_rest = is_terminal(t.to) || t.to == State::Completed;
    if (is_at_rest) r.awaited_refund.reset();
    if (is_terminal(t.to) || t.to == State::Refunding) {
        r.live.clear();
        r.tickets.clear();
        r.notes.clear();
        r.cancellation.reset();
    }
    if (t.to != State::Selling) r.reacquire = false;
    if (t.to != State::Paying) r.lock_deadline.reset();
}

}  // namespace

Reservation evolve(Reservation reservation, const Transition& transition) {
    BOXOFFICE_INVARIANT(transition.version == reservation.version + 1);
    BOXOFFICE_INVARIANT(transition.from == reservation.state);
    reservation.version = transition.version;
    if (transition.placed) apply(reservation, *transition.placed, transition.at);
    apply_seats(reservation, transition);
    apply_money(reservation, transition);
    apply_cancellation(reservation, transition);
    apply_reseat(reservation, transition);
    fit_fees(reservation);
    move(reservation, transition);
    return reservation;
}

Reservation evolve(Reservation reservation, std::span<const Transition> transitions) {
    for (const Transition& transition : transitions) {
        reservation = evolve(std::move(reservation), transition);
    }
    return reservation;
}

}  // namespace boxoffice::reservation
