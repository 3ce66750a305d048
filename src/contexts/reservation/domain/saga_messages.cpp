#include "contexts/reservation/domain/saga_messages.hpp"

#include "base/invariant.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

std::vector<SeatReference> references(const std::vector<SeatId>& seats) {
    std::vector<SeatReference> out;
    out.reserve(seats.size());
    for (const SeatId seat : seats) out.push_back({seat});
    return out;
}

std::vector<SeatId> all_seats(const Reservation& r) {
    std::vector<SeatId> out;
    out.reserve(r.seats.size());
    for (const SeatDetails& seat : r.seats) out.push_back(seat.seat_id);
    return out;
}

Money price_of(const Reservation& r, const std::vector<SeatId>& seats) {
    Money price{0, r.total.currency};
    for (const SeatDetails& seat : r.seats) {
        const bool counts = std::find(seats.begin(), seats.end(), seat.seat_id) != seats.end();
        if (counts) price = price + seat.price;
    }
    return price;
}

ReservationPlaced reservation_placed(const Reservation& r) {
    const SeatDetails& first = r.seats.front();
    return {.reservation_id = r.id,
            .user_id = r.user_id,
            .musical_id = r.musical_id,
            .musical_name = r.musical_name,
            .performance_id = r.performance_id,
            .seat_id = first.seat_id,
            .seat_row = first.seat_row,
            .seat_col = first.seat_col,
            .seats = r.seats,
            .total = r.total,
            .reserved_dt = r.reserved_dt};
}

ReservationHeld reservation_held(const Reservation& r) {
    return {.reservation_id = r.id,
            .user_id = r.user_id,
            .performance_id = r.performance_id,
            .total = r.total,
            .until = *r.hold_expires_at};
}

PaymentRequested payment_requested(const Reservation& r, const Terms& terms) {
    const Attempt* attempt = current_attempt(r);
    return {.reservation_id = r.id,
            .user_id = r.user_id,
            .performance_id = r.performance_id,
            .payment_id = attempt->payment_id,
            .amount = attempt->amount,
            .method = attempt->method,
            .payment_key = attempt->payment_key,
            .order_name = r.musical_name + " (" + std::to_string(r.seats.size()) + ")",
            .confirm_until = *r.lock_deadline - terms.confirm_margin};
}

SeatSaleRequested seat_sale_requested(const Reservation& r) {
    return {.reservation_id = r.id,
            .performance_id = r.performance_id,
            .payment_id = r.current_payment,
            .epoch = r.epoch,
            .reacquire = r.reacquire,
            .seats = references(r.live)};
}

/// Without an epoch: whichever hold, lock or sale the reservation has of its seats is to end.
SeatReleaseRequested seat_release_requested(const Reservation& r) {
    return {.reservation_id = r.id, .performance_id = r.performance_id, .reason = r.reason};
}

ReservationCompleted reservation_completed(const Reservation& r) {
    return {.reservation_id = r.id,
            .user_id = r.user_id,
            .musical_id = r.musical_id,
            .musical_name = r.musical_name,
            .performance_id = r.performance_id,
            .venue_name = r.venue_name,
            .starts_at = r.starts_at,
            .seat_id = r.seats.front().seat_id,
            .seats = r.seats,
            .tickets = r.tickets,
            .total = r.total,
            .payment_id = r.current_payment,
            .reserved_dt = r.reserved_dt};
}

ReservationImpossible reservation_impossible(const Reservation& r) {
    return {.reservation_id = r.id,
            .user_id = r.user_id,
            .musical_id = r.musical_id,
            .musical_name = r.musical_name,
            .performance_id = r.performance_id,
            .seat_id = r.seats.front().seat_id,
            .reason = r.reason,
            .conflicts = r.conflicts,
            .alternatives = r.alternatives};
}

ReservationExpired reservation_expired(const Reservation& r) {
    return {.reservation_id = r.id,
            .user_id = r.user_id,
            .musical_id = r.musical_id,
            .musical_name = r.musical_name,
            .performance_id = r.performance_id,
            .reason = r.reason};
}

ReservationCancelPlaced cancel_placed(const Reservation& r) {
    const Cancellation& under_way = *r.cancellation;
    return {.reservation_id = r.id,
            .user_id = r.user_id,
            .musical_id = r.musical_id,
            .performance_id = r.performance_id,
            .seat_id = under_way.seats.front(),
            .seats = references(under_way.seats),
            .refund = under_way.refund,
            .reason = r.reason,
            .fee = under_way.fee};
}

/// The same request when it is first decided and when staff have it sent again.
RefundRequested refund_requested(const Reservation& after, const Transition& t) {
    const RefundId refund_id = t.refund_decided ? t.refund_decided->refund_id : *t.refund_retried;
    const auto [payment_id, refund] = find_refund(after, refund_id);
    BOXOFFICE_INVARIANT(refund != nullptr);
    const bool is_of_seats = after.cancellation && after.awaited_refund == refund_id;
    return {.reservation_id = after.id,
            .performance_id = after.performance_id,
            .payment_id = payment_id,
            .refund_id = refund_id,
            .amount = refund->amount,
            .reason = refund->reason,
            .fee = is_of_seats ? after.cancellation->fee : std::nullopt};
}

RefundRecorded refund_recorded(const Reservation& r) {
    const auto [payment_id, refund] = find_refund(r, *r.awaited_refund);
    BOXOFFICE_INVARIANT(refund != nullptr);
    return {.reservation_id = r.id,
            .performance_id = r.performance_id,
            .payment_id = payment_id,
            .refund_id = refund->refund_id,
            .amount = refund->amount};
}

/// A cancellation of tickets tells its own seats and refund; an earlier end tells all seats, and
/// the refund of what had been captured, if anything had.
ReservationCancelCompleted cancel_completed(const Reservation& before, const Reservation& after) {
    ReservationCancelCompleted event{.reservation_id = after.id,
                                     .user_id = after.user_id,
                                     .musical_id = after.musical_id,
                                     .musical_name = after.musical_name,
                                     .performance_id = after.performance_id,
                                     .remaining_seats = references(after.live),
                                     .refund = {0, after.total.currency},
                                     .reason = after.reason};
    if (before.cancellation) {
        event.seats = references(before.cancellation->seats);
        event.refund = before.cancellation->refund;
        event.fee = before.cancellation->fee;
        event.reason = reason_text(before.cancellation->cause);
        event.payment_id = after.current_payment;
        event.remaining_total = price_of(after, after.live);
    } else {
        event.seats = references(all_seats(after));
        if (before.awaited_refund) {
            event.refund = find_refund(after, *before.awaited_refund).refund->amount;
        }
    }
    event.seat_id = event.seats.front().seat_id;
    return event;
}

SeatMoveRequested seat_move_requested(const Reservation& r) {
    SeatMoveRequested event{.reservation_id = r.id,
                            .performance_id = r.performance_id,
                            .move_number = r.reseat->number,
                            .epoch = r.epoch,
                            .keep_off_sale = r.reseat->keep_off_sale,
                            .reason = r.reseat->reason,
                            .moved_by = r.reseat->moved_by};
    for (const SeatExchange& move : r.reseat->moves) {
        event.moves.push_back({move.from.seat_id, move.to.seat_id});
    }
    return event;
}

ReservationReseated reservation_reseated(const Reservation& r, const SeatsExchanged& exchanged) {
    ReservationReseated event{.reservation_id = r.id,
                              .user_id = r.user_id,
                              .musical_id = r.musical_id,
                              .musical_name = r.musical_name,
                              .performance_id = r.performance_id,
                              .venue_name = r.venue_name,
                              .starts_at = r.starts_at,
                              .move_number = r.reseat->number,
                              .tickets = r.tickets,
                              .reason = r.reseat->reason};
    for (std::size_t i = 0; i < exchanged.tickets.size(); ++i) {
        const SeatExchange& move = r.reseat->moves[i];
        MovedSeat moved{move.from, move.to, exchanged.tickets[i].ticket_id};
        moved.to.price = move.from.price;
        event.moved.push_back(std::move(moved));
    }
    for (const SeatDetails& seat : r.seats) {
        if (std::ranges::count(r.live, seat.seat_id) > 0) event.seats.push_back(seat);
    }
    event.seat_id = event.seats.front().seat_id;
    return event;
}

}  // namespace

Event write_message(Message message, const Situation& situation, const Transition& transition,
                    const Reservation& after) {
    switch (message) {
        case Message::ReservationPlaced:
            return reservation_placed(after);
        case Message::ReservationHeld:
            return reservation_held(after);
        case Message::SeatLockRequested:
            return SeatLockRequested{after.id, after.performance_id, after.current_payment,
                                     after.epoch};
        case Message::SeatUnlockRequested:
            return SeatUnlockRequested{after.id, after.performance_id, after.epoch};
        case Message::PaymentRequested:
            return payment_requested(after, situation.terms);
        case Message::SeatSaleRequested:
            return seat_sale_requested(after);
        case Message::SeatReleaseRequested:
            return seat_release_requested(after);
        case Message::ReservationCompleted:
            return reservation_completed(after);
        case Message::ReservationImpossible:
            return reservation_impossible(after);
        case Message::ReservationExpired:
            return reservation_expired(after);
        case Message::ReservationCancelPlaced:
            return cancel_placed(after);
        case Message::RefundRequested:
            return refund_requested(after, transition);
        case Message::RefundRecorded:
            return refund_recorded(after);
        case Message::ReservationCancelCompleted:
            return cancel_completed(situation.reservation, after);
        case Message::SeatMoveRequested:
            return seat_move_requested(after);
        case Message::ReservationReseated:
            return reservation_reseated(after, *transition.seats_exchanged);
        case Message::ReservationReseatRefused:
            return ReservationReseatRefused{after.id, after.user_id, after.performance_id,
                                            after.reseat->number, after.reseat->conflicts};
    }
    base::invariant_failed("every message has a writer", __FILE__, __LINE__);
}

}  // namespace boxoffice::reservation
