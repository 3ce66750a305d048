// The guards of the saga's table, each with its words. Included by saga_table.cpp and where a
// command without a row is refused; nobody else needs it.
#pragma once

#include "contexts/reservation/domain/saga_table.hpp"

#include <algorithm>
#include <vector>

namespace boxoffice::reservation {

/// The payment an event is about; none when it is about no payment.
[[nodiscard]] inline PaymentId payment_of(const Situation& s) {
    const auto read = [](const auto& input) -> PaymentId {
        if constexpr (requires { input.payment_id; }) return input.payment_id;
        return {};
    };
    return std::visit(read, s.input);
}

/// The refund an answer of payment is about; none when nobody here asked for it.
[[nodiscard]] inline std::optional<RefundId> refund_of(const Situation& s) {
    if (s.trigger == Trigger::PaymentRefunded) return s.as<PaymentRefunded>().refund_id;
    if (s.trigger == Trigger::RefundFailed) return s.as<RefundFailed>().refund_id;
    return std::nullopt;
}

[[nodiscard]] inline bool has_note(const Reservation& reservation, Cause cause) {
    return std::ranges::count(reservation.notes, cause) > 0;
}

/// The weightiest of what was noted: it gives the reason, and with it the refund.
[[nodiscard]] inline Cause noted_cause(const Reservation& reservation) {
    for (const Cause cause : {Cause::Performance, Cause::Provider, Cause::Staff}) {
        if (has_note(reservation, cause)) return cause;
    }
    return Cause::Buyer;
}

/// What an input that cancels is caused by.
[[nodiscard]] inline Cause cause_of(const Situation& s) {
    if (s.trigger == Trigger::CancelReservation) return s.as<CancelReservation>().by;
    if (s.trigger == Trigger::PerformanceCanceled) return Cause::Performance;
    if (s.trigger == Trigger::PaymentRefunded) return Cause::Provider;
    return noted_cause(s.reservation);
}

/// The seats an input cancels: those it names, or all that are left.
[[nodiscard]] inline std::vector<SeatId> seats_to_cancel(const Situation& s) {
    if (s.trigger == Trigger::CancelReservation && !s.as<CancelReservation>().seat_ids.empty()) {
        auto seats = s.as<CancelReservation>().seat_ids;
        std::ranges::sort(seats);
        seats.erase(std::unique(seats.begin(), seats.end()), seats.end());
        return seats;
    }
    return s.reservation.live;
}

[[nodiscard]] inline bool are_among(const std::vector<SeatId>& seats,
                                    const std::vector<SeatId>& all) {
    return std::ranges::all_of(seats,
                               [&](SeatId seat) { return std::ranges::count(all, seat) > 0; });
}

[[nodiscard]] inline bool cancels_all(const Situation& s) {
    const auto seats = seats_to_cancel(s);
    return seats.size() == s.reservation.live.size() && are_among(seats, s.reservation.live);
}

/// The method of a PayReservation: as given, else the page's when it gave a key, else as chosen
/// when placing.
[[nodiscard]] inline std::string method_of(const Situation& s) {
    const auto& pay = s.as<PayReservation>();
    if (pay.method) return *pay.method;
    if (pay.payment_key) return std::string{checkout_method};
    return s.reservation.payment_method.value_or("");
}

/// What of the paid money could still be given back, once the event at hand is counted.
[[nodiscard]] inline Money still_refundable(const Situation& s) {
    const Attempt* paid = current_attempt(s.reservation);
    if (!paid) return {0, s.reservation.total.currency};
    Money left = refundable(*paid);
    if (s.trigger == Trigger::PaymentRefunded) left = left - s.as<PaymentRefunded>().amount;
    return {std::max<std::int64_t>(left.amount, 0), left.currency};
}

/// A refund at the console that makes good the one that had failed.
[[nodiscard]] inline bool covers_failed_refund(const Situation& s) {
    if (s.trigger != Trigger::PaymentRefunded || refund_of(s) || !s.reservation.awaited_refund)
        return false;
    const auto failed = find_refund(s.reservation, *s.reservation.awaited_refund);
    return failed && failed.payment_id == payment_of(s) &&
           s.as<PaymentRefunded>().amount.amount >= failed.refund->amount.amount;
}

namespace when {

// ---- time and fences

inline constexpr Condition due{"deadline passed", [](const Situation& s) {
                                   return s.reservation.deadline_at &&
                                          s.now >= *s.reservation.deadline_at;
                               }};
inline constexpr Condition this_hold{"this epoch", [](const Situation& s) {
                                         return s.as<SeatReleased>().epoch == s.reservation.epoch;
                                     }};
inline constexpr Condition this_payment{"this paymentId", [](const Situation& s) {
                                            return payment_of(s) == s.reservation.current_payment;
                                        }};
inline constexpr Condition time_left{"time left", [](const Situation& s) {
                                         const auto& until = s.reservation.hold_expires_at;
                                         return until && *until - s.now >= s.terms.pay_margin;
                                     }};
inline constexpr Condition no_time_left{"none left",
                                        [](const Situation& s) { return !time_left.holds(s); }};

// ---- the buyer's part

inline constexpr Condition goes_on{
    "server-side method", [](const Situation& s) {
        const bool has_time = s.as<SeatHeld>().until - s.now >= s.terms.pay_margin;
        return has_time && is_server_side(s.reservation.payment_method);
    }};
inline constexpr Condition waits{"waits for the buyer",
                                 [](const Situation& s) { return !goes_on.holds(s); }};
inline constexpr Condition method_known{"method known",
                                        [](const Situation& s) { return !method_of(s).empty(); }};
/// A key comes with the amount that the page showed; whatever amount is given has to be the one to
/// pay.
inline constexpr Condition pays_right{"amount right", [](const Situation& s) {
                                          const auto& pay = s.as<PayReservation>();
                                          if (!pay.amount) return !pay.payment_key.has_value();
                                          return *pay.amount == s.reservation.total;
                                      }};
inline constexpr Condition first_time{
    "new attempt allowed", [](const Situation& s) {
        const auto& attempts = s.reservation.attempts;
        const auto& key = s.as<PayReservation>().payment_key;
        const auto has_key = [&](const Attempt& attempt) { return attempt.payment_key == key; };
        const bool is_repeat = key && std::ranges::any_of(attempts, has_key);
        return !is_repeat && attempts.size() < s.terms.attempts_max;
    }};
/// The attempt under way was handed to the buyer's page without a key, and the page gives it one
/// that no other attempt had.
inline constexpr Condition first_key{
    "first key of this attempt", [](const Situation& s) {
        const auto& key = s.as<PayReservation>().payment_key;
        const Attempt* attempt = current_attempt(s.reservation);
        const auto has_key = [&](const Attempt& other) { return other.payment_key == key; };
        return key && attempt && attempt->method == checkout_method && !attempt->payment_key &&
               std::ranges::none_of(s.reservation.attempts, has_key);
    }};
inline constexpr Condition all_seats{"all seats", cancels_all};
inline constexpr Condition live_seats{"seats it has", [](const Situation& s) {
                                          const auto seats = seats_to_cancel(s);
                                          return !seats.empty() &&
                                                 are_among(seats, s.reservation.live);
                                      }};
inline constexpr Condition not_noted{"not noted yet", [](const Situation& s) {
                                         const Cause cause = cause_of(s);
                                         if (cause == Cause::Performance)
                                             return !has_note(s.reservation, cause);
                                         return !has_note(s.reservation, Cause::Buyer) &&
                                                !has_note(s.reservation, Cause::Staff);
                                     }};

// ---- captures

inline constexpr Condition captured_right{
    "amount right", [](const Situation& s) {
        const Attempt* attempt = current_attempt(s.reservation);
        return attempt && s.as<PaymentApproved>().amount == attempt->amount;
    }};
inline constexpr Condition captured_wrong{
    "amount wrong", [](const Situation& s) { return !captured_right.holds(s); }};
inline constexpr Condition no_refund_yet{"no refund decided yet", [](const Situation& s) {
                                             const Attempt* attempt =
                                                 find_attempt(s.reservation, payment_of(s));
                                             return !attempt || attempt->refunds.empty();
                                         }};
/// An attempt that this reservation does not know (its data were restored) is over as well.
inline constexpr Condition attempt_over{
    "attempt is over", [](const Situation& s) {
        const Attempt* attempt = find_attempt(s.reservation, payment_of(s));
        if (!attempt || attempt->payment_id != s.reservation.current_payment) return true;
        return attempt->state != AttemptState::Open && attempt->state != AttemptState::Captured;
    }};

// ---- refunds

/// The answer to the refund that the reservation waits for; false once that has been done.
inline constexpr Condition awaited_refund{
    "awaited refundId", [](const Situation& s) {
        const auto refund_id = refund_of(s);
        if (!refund_id || refund_id != s.reservation.awaited_refund) return false;
        return find_refund(s.reservation, *refund_id).refund->state != RefundState::Done;
    }};
inline constexpr Condition other_refund{
    "another refundId of ours", [](const Situation& s) {
        const auto refund_id = refund_of(s);
        if (!refund_id || refund_id == s.reservation.awaited_refund) return false;
        const auto found = find_refund(s.reservation, *refund_id);
        if (!found) return false;
        const bool is_news = s.trigger == Trigger::RefundFailed
                                 ? found.refund->state == RefundState::Requested
                                 : found.refund->state != RefundState::Done;
        return is_news;
    }};
inline constexpr Condition unasked{"unasked, of the paid money", [](const Situation& s) {
                                       if (s.trigger != Trigger::PaymentRefunded) return false;
                                       const bool is_ours =
                                           payment_of(s) == s.reservation.current_payment;
                                       return !refund_of(s) && is_ours;
                                   }};
inline constexpr Condition money_gone{"nothing left to give back", [](const Situation& s) {
                                          const Attempt* paid = current_attempt(s.reservation);
                                          const bool was_unasked =
                                              s.trigger == Trigger::PaymentRefunded ||
                                              (paid && paid->given_back_unasked.amount > 0);
                                          return was_unasked && still_refundable(s).amount == 0;
                                      }};
inline constexpr Condition money_left{"something left to give back",
                                      [](const Situation& s) { return !money_gone.holds(s); }};

inline constexpr Condition money_came_back{
    "awaited refundId or unasked that covers it",
    [](const Situation& s) { return awaited_refund.holds(s) || covers_failed_refund(s); }};
inline constexpr Condition covers_not{"less than had failed",
                                      [](const Situation& s) { return !covers_failed_refund(s); }};

// ---- tickets that are moved

inline constexpr Condition its_seats{"its own seats", [](const Situation& s) {
                                         const auto& moves = s.as<MoveSeats>().moves;
                                         const auto& live = s.reservation.live;
                                         return std::ranges::all_of(moves, [&](const auto& move) {
                                             return std::ranges::count(live, move.seat_id) > 0;
                                         });
                                     }};
/// Not even one that it gave back: a seat stands in a reservation once, with one price.
inline constexpr Condition new_seats{"to seats it never had", [](const Situation& s) {
                                         const auto& moves = s.as<MoveSeats>().moves;
                                         const auto& seats = s.reservation.seats;
                                         return std::ranges::none_of(moves, [&](const auto& move) {
                                             return std::ranges::count(seats, move.to.seat_id,
                                                                       &SeatDetails::seat_id) > 0;
                                         });
                                     }};
inline constexpr Condition this_move{
    "this move", [](const Situation& s) {
        const auto number = s.trigger == Trigger::SeatMoved ? s.as<SeatMoved>().move_number
                                                            : s.as<SeatMoveRefused>().move_number;
        return s.reservation.reseat && s.reservation.reseat->number == number;
    }};

// ---- cancellations under way

/// Any of the seats is enough: those of an earlier, partial cancellation are others.
inline constexpr Condition these_seats{
    "these seats", [](const Situation& s) {
        const auto& under_way = s.reservation.cancellation;
        if (!under_way || under_way->seats_back) return false;
        const auto is_under_way = [&](SeatId seat) {
            return std::ranges::count(under_way->seats, seat) > 0;
        };
        const auto& event = s.as<SeatRefunded>();
        return is_under_way(event.seat_id) ||
               std::ranges::any_of(event.seats, is_under_way, &SeatReference::seat_id);
    }};
inline constexpr Condition seats_back{"seats back", [](const Situation& s) {
                                          const auto& under_way = s.reservation.cancellation;
                                          return under_way && under_way->seats_back;
                                      }};
inline constexpr Condition seats_not_back{"seats not yet back",
                                          [](const Situation& s) { return !seats_back.holds(s); }};
inline constexpr Condition money_back{"money back", [](const Situation& s) {
                                          const auto& under_way = s.reservation.cancellation;
                                          return under_way && under_way->money_back;
                                      }};
inline constexpr Condition money_not_back{"money not yet back",
                                          [](const Situation& s) { return !money_back.holds(s); }};
inline constexpr Condition seats_remain{"seats remain", [](const Situation& s) {
                                            const auto& under_way = s.reservation.cancellation;
                                            return under_way && under_way->seats.size() <
                                                                    s.reservation.live.size();
                                        }};
inline constexpr Condition none_remain{"none remain",
                                       [](const Situation& s) { return !seats_remain.holds(s); }};
inline constexpr Condition from_refunding{"from Refunding", [](const Situation& s) {
                                              return s.reservation.came_from == State::Refunding;
                                          }};
/// Fits Canceling itself too, so that one row serves both.
inline constexpr Condition canceling{"Canceling or from it", [](const Situation& s) {
                                         return s.reservation.state == State::Canceling ||
                                                s.reservation.came_from == State::Canceling;
                                     }};
inline constexpr Condition seat_lost{"seat lost",
                                     [](const Situation& s) { return s.reservation.seat_lost; }};
inline constexpr Condition seat_not_lost{
    "seat not lost", [](const Situation& s) { return !s.reservation.seat_lost; }};

}  // namespace when
}  // namespace boxoffice::reservation
