#include "contexts/reservation/domain/refusals.hpp"

#include "contexts/reservation/domain/saga_conditions.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

bool is_by_person(const std::optional<Cause>& cause) {
    return cause == Cause::Buyer || cause == Cause::Staff;
}

/// Whether the payment asked for is the one that the current attempt makes.
bool pays_as_before(const Situation& s) {
    const auto& pay = s.as<PayReservation>();
    const Attempt* attempt = current_attempt(s.reservation);
    if (!attempt) return false;
    if (pay.payment_key) return attempt->payment_key == pay.payment_key;
    return attempt->method == method_of(s);
}

Decision answer_payment_of_held(const Situation& s) {
    if (!when::method_known.holds(s)) return Rejection::payment_method_unknown;
    if (!when::pays_right.holds(s)) return Rejection::amount_mismatch;
    const auto& key = s.as<PayReservation>().payment_key;
    const auto has_key = [&](const Attempt& attempt) { return attempt.payment_key == key; };
    if (key && std::ranges::any_of(s.reservation.attempts, has_key)) return Unchanged{};
    if (!when::time_left.holds(s)) return Rejection::hold_expired;
    return Rejection::not_payable;  // too many attempts
}

Decision answer_payment(const Situation& s) {
    switch (s.reservation.state) {
        case State::Held:
            return answer_payment_of_held(s);
        case State::Expired:
            return Rejection::hold_expired;
        case State::Locking:
        case State::Paying:
        case State::Selling:
        case State::Completed:
            if (pays_as_before(s)) return Unchanged{};
            if (s.reservation.state == State::Paying && when::first_key.holds(s)) {
                return Rejection::amount_mismatch;
            }
            return Rejection::not_payable;
        default:
            return Rejection::not_payable;
    }
}

/// The first cancellation is still under way: the same seats again, or all while all are under way,
/// is a repeat.
bool cancels_as_before(const Situation& s) {
    const auto& under_way = s.reservation.cancellation;
    return under_way && are_among(seats_to_cancel(s), under_way->seats);
}

bool were_all_reserved(const Situation& s) {
    const auto is_reserved = [&](SeatId seat) {
        return std::ranges::count(s.reservation.seats, seat, &SeatDetails::seat_id) > 0;
    };
    return std::ranges::all_of(seats_to_cancel(s), is_reserved);
}

/// Seats that have been given back before make it a repeat; seats of others, or some of both, do
/// not.
Decision answer_cancellation_of_completed(const Situation& s) {
    const auto is_live = [&](SeatId seat) {
        return std::ranges::count(s.reservation.live, seat) > 0;
    };
    const bool none_is_live = std::ranges::none_of(seats_to_cancel(s), is_live);
    if (none_is_live && were_all_reserved(s)) return Unchanged{};
    return Rejection::seats_not_in_reservation;
}

Decision answer_cancellation(const Situation& s) {
    const Reservation& r = s.reservation;
    if (!were_all_reserved(s)) return Rejection::seats_not_in_reservation;
    switch (r.state) {
        case State::Canceled:
        case State::CancelRequested:
            if (is_by_person(r.canceled_by)) return Unchanged{};
            return Rejection::already_canceled;
        case State::Refunding:
            if (is_by_person(r.canceled_by)) return Unchanged{};
            return Rejection::conflict;
        case State::Selling:
            if (cancels_all(s) && !when::not_noted.holds(s)) return Unchanged{};
            return Rejection::conflict;
        case State::Completed:
            return answer_cancellation_of_completed(s);
        case State::Canceling:
            if (cancels_as_before(s)) return Unchanged{};
            return Rejection::conflict;
        case State::NeedsAttention:
            if (cancels_as_before(s) || is_by_person(r.canceled_by)) return Unchanged{};
            return Rejection::conflict;
        default:
            return Rejection::conflict;
    }
}

/// The last move again, while it is under way or once it is done.
bool moves_as_before(const Situation& s) {
    const auto& last = s.reservation.reseat;
    const auto& asked = s.as<MoveSeats>().moves;
    if (!last || last->outcome == ReseatOutcome::refused) return false;
    return std::ranges::equal(last->moves, asked, [](const SeatExchange& is, const auto& wanted) {
        return is.from.seat_id == wanted.seat_id && is.to.seat_id == wanted.to.seat_id;
    });
}

Decision answer_move(const Situation& s) {
    const State state = s.reservation.state;
    const bool rests_or_moves = state == State::Completed || state == State::Reseating;
    if (rests_or_moves && moves_as_before(s)) return Unchanged{};
    if (state == State::Completed) return Rejection::seats_not_in_reservation;
    return Rejection::conflict;
}

/// A retry that has just been asked for is under way; whatever else has no row has nothing to
/// retry.
Decision answer_retry(const Situation& s) {
    const bool waits =
        s.reservation.state == State::Refunding || s.reservation.state == State::Canceling;
    if (waits && s.reservation.awaited_refund) return Unchanged{};
    return Rejection::conflict;
}

}  // namespace

std::optional<Rejection> refuse_by_rules(const Reservation& reservation,
                                         const CancelReservation& cancel, Instant now) {
    const auto& seats = cancel.seat_ids.empty() ? reservation.live : cancel.seat_ids;
    const bool is_about_tickets =
        reservation.state == State::Completed && are_among(seats, reservation.live);
    if (!cancel.basis || !is_about_tickets) return std::nullopt;
    if (now >= cancel.basis->starts_at) return Rejection::performance_started;
    if (!cancel.expected_fee) return std::nullopt;
    const Money fee = refund_quote(reservation, seats, &*cancel.basis, now).fee;
    const bool is_kept =
        fee.currency == cancel.expected_fee->currency && fee.amount <= cancel.expected_fee->amount;
    return is_kept ? std::nullopt : std::optional{Rejection::fee_changed};
}

Decision answer_without_row(const Situation& s) {
    const State state = s.reservation.state;
    switch (s.trigger) {
        case Trigger::PlaceReservation:
            return Unchanged{};
        case Trigger::PayReservation:
            if (state == State::New) return Rejection::not_found;
            return answer_payment(s);
        case Trigger::CancelReservation:
            if (state == State::New) return Rejection::not_found;
            return answer_cancellation(s);
        case Trigger::MoveSeats:
            if (state == State::New) return Rejection::not_found;
            return answer_move(s);
        case Trigger::RetryRefund:
            if (state == State::New) return Rejection::not_found;
            return answer_retry(s);
        case Trigger::RecordRefund:
            if (state == State::New) return Rejection::not_found;
            return Rejection::conflict;
        default:
            return Ignored{state, s.trigger};
    }
}

}  // namespace boxoffice::reservation
