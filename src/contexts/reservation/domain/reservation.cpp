#include "contexts/reservation/domain/reservation.hpp"

#include "base/invariant.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace boxoffice::reservation {

std::string_view to_text(State state) {
    return boost::describe::enum_to_string(state, "?");
}

std::string_view reason_text(Cause cause) {
    switch (cause) {
        case Cause::Buyer:
            return "buyer_canceled";
        case Cause::Staff:
            return "staff_canceled";
        case Cause::Performance:
            return "performance_canceled";
        case Cause::Provider:
            return "refunded_at_provider";
    }
    base::invariant_failed("every cause has a text", __FILE__, __LINE__);
}

const Attempt* find_attempt(const Reservation& reservation, PaymentId payment_id) {
    const auto is_it = [&](const Attempt& attempt) { return attempt.payment_id == payment_id; };
    const auto found = std::ranges::find_if(reservation.attempts, is_it);
    return found == reservation.attempts.end() ? nullptr : &*found;
}

const Attempt* current_attempt(const Reservation& reservation) {
    return find_attempt(reservation, reservation.current_payment);
}

FoundRefund find_refund(const Reservation& reservation, RefundId refund_id) {
    for (const Attempt& attempt : reservation.attempts) {
        for (const Refund& refund : attempt.refunds) {
            if (refund.refund_id == refund_id) return {attempt.payment_id, &refund};
        }
    }
    return {};
}

Money refundable(const Attempt& attempt) {
    const Money nothing{0, attempt.amount.currency};
    Money left = attempt.captured.value_or(nothing) - attempt.given_back_unasked;
    for (const Refund& refund : attempt.refunds) left = left - refund.amount;
    if (attempt.fees) left = left - *attempt.fees;
    return left.amount < 0 ? nothing : left;
}

bool is_moving(const Reservation& reservation, SeatId seat) {
    const auto& reseat = reservation.reseat;
    if (!reseat || reseat->outcome != ReseatOutcome::under_way) return false;
    return std::ranges::any_of(reseat->moves,
                               [&](const SeatExchange& move) { return move.from.seat_id == seat; });
}

bool is_server_side(const std::optional<std::string>& method) {
    return method && !method->empty() && *method != checkout_method;
}

}  // namespace boxoffice::reservation
