#include "contexts/payment/domain/charge.hpp"

#include "base/invariant.hpp"
#include "contexts/payment/domain/refund.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::payment {
namespace {

/// The method by which the buyer pays on the provider's page.
constexpr std::string_view hosted_page = "checkout";

bool is_settled(PaymentState state) {
    return state == PaymentState::captured || state == PaymentState::declined ||
           state == PaymentState::abandoned;
}

/// Nothing has been confirmed yet, so nothing can have been charged.
bool is_before_confirm(PaymentState state) {
    return state == PaymentState::preparing || state == PaymentState::awaiting_buyer;
}

void send(const Step& step, Asked ask) {
    auto& payment = step.payment();
    payment.asked = ask;
    payment.next_try_at = step.now + step.terms.answer_lease;
    step.decision.effects.push_back({ask, {}});
}

void rest(Payment& payment) {
    payment.asked = Asked::nothing;
    payment.tries = 0;
    payment.next_try_at.reset();
}

Occasion occasion_of_capture(const Payment& payment) {
    switch (place_of(payment)) {
        case Account::cash_drawer:
            return Occasion::taken_in_cash;
        case Account::card_terminal:
            return Occasion::taken_by_terminal;
        default:
            return Occasion::captured;
    }
}

void capture(const Step& step) {
    auto& payment = step.payment();
    rest(payment);
    payment.state = PaymentState::captured;
    payment.captured_at = step.now;
    payment.reason.clear();
    step.book(occasion_of_capture(payment), payment.amount.amount);
    step.publish(contracts::PaymentApproved{payment.payment_id, payment.reservation_id,
                                            payment.performance_id, payment.amount,
                                            payment.provider});
}

void decline(const Step& step, std::string reason) {
    auto& payment = step.payment();
    rest(payment);
    payment.state = PaymentState::declined;
    payment.reason = std::move(reason);
    step.publish(contracts::PaymentDeclined{payment.payment_id, payment.reservation_id,
                                            payment.performance_id, payment.reason});
}

void abandon(const Step& step, std::string reason) {
    auto& payment = step.payment();
    rest(payment);
    payment.state = PaymentState::abandoned;
    payment.reason = std::move(reason);
    step.publish(contracts::PaymentAbandoned{payment.payment_id, payment.reservation_id,
                                             payment.performance_id, payment.reason});
}

/// Sends the confirm, always with the stored key; after `confirm_until` never, because what has not
/// been charged by then shall not be.
void confirm(const Step& step) {
    auto& payment = step.payment();
    BOXOFFICE_INVARIANT(step.now < payment.confirm_until);
    if (payment.attempts == 0) payment.state = PaymentState::confirming;
    ++payment.attempts;
    send(step, Asked::confirm);
}

/// Where and with what the buyer pays, as soon as the provider has said so.
void note_page(Payment& payment, const ChargeAnswered& answer) {
    if (answer.checkout_url.empty() && answer.client_key.empty()) return;
    payment.state = PaymentState::awaiting_buyer;
    payment.checkout_url = answer.checkout_url;
    if (!answer.client_key.empty()) payment.client_key = answer.client_key;
    if (!answer.client_secret.empty()) payment.client_secret = answer.client_secret;
}

/// The order has no charge, and the buyer may still be on the page: confirms once the buyer is
/// through.
void go_on_before_confirm(const Step& step, const ChargeAnswered& answer) {
    auto& payment = step.payment();
    if (step.now >= payment.confirm_until) return abandon(step, "not_paid_in_time");
    if (answer.outcome == ChargeOutcome::authorized) return confirm(step);
    const bool is_known = answer.outcome == ChargeOutcome::pending;
    if (is_known) note_page(payment, answer);
    if (is_known && payment.state == PaymentState::awaiting_buyer) {
        payment.tries = 0;
        payment.next_try_at = std::min(step.now + step.terms.pause_awaiting, payment.confirm_until);
        return;
    }
    ++payment.tries;
    payment.next_try_at =
        std::min(step.now + pause_after(payment.tries, step.terms), payment.confirm_until);
}

/// Waits before the next try; tells a human, once, when that has gone on for too long.
void pause(const Step& step) {
    auto& payment = step.payment();
    ++payment.tries;
    auto length = pause_after(payment.tries, step.terms);
    if (step.now - payment.requested_at >= step.terms.alarm_after) {
        if (!payment.is_alarmed) step.raise(Alarm::open_too_long);
        payment.is_alarmed = true;
        length = step.terms.pause_alarmed;
    }
    payment.next_try_at = step.now + length;
}

/// A confirm may have arrived, and nobody says what became of it. Confirms and queries take turns.
void go_on_after_confirm(const Step& step, const ChargeAnswered& answer) {
    auto& payment = step.payment();
    payment.state = PaymentState::unknown;
    payment.reason = answer.reason;
    if (answer.asked != Asked::query) return pause(step);
    const bool is_absent = answer.outcome == ChargeOutcome::absent;
    if (step.terms.bug == base::SeededBug::not_found_treated_as_failed && is_absent)
        return decline(step, "absent");
    if (step.now < payment.confirm_until) return confirm(step);
    // "Absent" is no "no" while a request may still be on its way to the provider.
    const bool none_can_arrive = step.now >= payment.confirm_until + step.terms.late_charge_max;
    if (is_absent && none_can_arrive) return abandon(step, "never_arrived");
    pause(step);
}

/// A question about a settled payment got no answer: a webhook caused it, so it is worth a few more
/// tries.
void go_on_settled(const Step& step, const ChargeAnswered& answer) {
    auto& payment = step.payment();
    const bool is_answered = answer.outcome != ChargeOutcome::unknown;
    if (is_answered || payment.tries >= step.terms.settled_tries_max) return rest(payment);
    ++payment.tries;
    payment.next_try_at = step.now + pause_after(payment.tries, step.terms);
}

void mismatched(const Step& step, const ChargeAnswered& answer) {
    auto& payment = step.payment();
    step.raise(Alarm::mismatch);
    payment.reason = answer.reason;
    if (is_settled(payment.state)) return rest(payment);
    payment.state = PaymentState::mismatched;
    pause(step);
}

void undecided(const Step& step, const ChargeAnswered& answer) {
    switch (step.payment().state) {
        case PaymentState::created:
            return step.ignore();
        case PaymentState::preparing:
        case PaymentState::awaiting_buyer:
            return go_on_before_confirm(step, answer);
        case PaymentState::confirming:
        case PaymentState::unknown:
            return go_on_after_confirm(step, answer);
        case PaymentState::mismatched:
            return pause(step);
        case PaymentState::captured:
        case PaymentState::declined:
        case PaymentState::abandoned:
            return go_on_settled(step, answer);
    }
}

void believe(const Step& step, const ChargeAnswered& answer) {
    auto& payment = step.payment();
    if (!answer.payment_key.empty()) payment.payment_key = answer.payment_key;
    switch (answer.outcome) {
        case ChargeOutcome::captured:
            if (payment.state != PaymentState::captured) {
                capture(step);
            } else {
                rest(payment);
            }
            return note_refunded(step, answer.refunded);
        case ChargeOutcome::declined:
        case ChargeOutcome::expired:
            // A "no" after a capture or another "no" changes nothing.
            if (is_settled(payment.state)) return rest(payment);
            return answer.outcome == ChargeOutcome::declined ? decline(step, answer.reason)
                                                             : abandon(step, "session_expired");
        case ChargeOutcome::mismatch:
            return mismatched(step, answer);
        case ChargeOutcome::absent:
        case ChargeOutcome::pending:
        case ChargeOutcome::authorized:
        case ChargeOutcome::unknown:
            return undecided(step, answer);
    }
}

/// What was captured, or given back, and is not there when the provider is asked.
void note_contradiction(const Step& step, const ChargeAnswered& answer) {
    const bool is_captured = step.payment().state == PaymentState::captured;
    if (!is_captured || answer.asked != Asked::query) return;
    const bool is_denied = answer.outcome == ChargeOutcome::absent ||
                           answer.outcome == ChargeOutcome::declined ||
                           answer.outcome == ChargeOutcome::expired;
    if (is_denied) step.raise(Alarm::capture_not_shown);
    if (answer.outcome == ChargeOutcome::captured) note_refunds_missing(step, answer.refunded);
}

/// A repeated request is answered as the first one was; one that is still under way will be.
void answer_again(const Step& step) {
    const auto& payment = step.payment();
    const contracts::PaymentApproved approved{payment.payment_id, payment.reservation_id,
                                              payment.performance_id, payment.amount,
                                              payment.provider};
    const contracts::PaymentDeclined declined{payment.payment_id, payment.reservation_id,
                                              payment.performance_id, payment.reason};
    const contracts::PaymentAbandoned abandoned{payment.payment_id, payment.reservation_id,
                                                payment.performance_id, payment.reason};
    if (payment.state == PaymentState::captured) return step.publish(approved);
    if (payment.state == PaymentState::declined) return step.publish(declined);
    if (payment.state == PaymentState::abandoned) return step.publish(abandoned);
    step.ignore();
}

/// The buyer's page gave the key after the order had been opened: confirms with it. Where the
/// provider's own key is known already, the page's is believed as little as anything it says: the
/// provider is asked.
void key_given(const Step& step, const std::string& payment_key) {
    auto& payment = step.payment();
    if (!payment.payment_key.empty()) return buyer_returned(step);
    if (step.now >= payment.confirm_until) return abandon(step, "not_paid_in_time");
    payment.payment_key = payment_key;
    confirm(step);
}

}  // namespace

void charge_wanted(const Step& step, const ChargeWanted& wanted) {
    auto& payment = step.payment();
    const auto& request = wanted.request;
    if (is_before_confirm(payment.state) && request.payment_key) {
        return key_given(step, *request.payment_key);
    }
    if (payment.state != PaymentState::created) return answer_again(step);
    payment.payment_id = request.payment_id;
    payment.reservation_id = request.reservation_id;
    payment.performance_id = request.performance_id;
    payment.user_id = request.user_id;
    payment.amount = request.amount;
    const base::Money nothing{0, request.amount.currency};
    payment.refunded_unasked = nothing;
    payment.issued = nothing;
    payment.tickets = nothing;
    payment.retained = nothing;
    payment.method = request.method;
    payment.order_name = request.order_name;
    payment.payment_key = request.payment_key.value_or("");
    payment.provider = wanted.provider;
    payment.order_id = wanted.order_id;
    payment.idempotency_key = wanted.idempotency_key;
    payment.requested_at = step.now;
    payment.confirm_until = request.confirm_until;

    if (step.now >= payment.confirm_until) return abandon(step, "too_late");
    // Staff have the money, or want none: there is nobody to ask.
    if (is_at_desk(payment)) return capture(step);
    if (wanted.provider_is_away) return abandon(step, "provider_away");
    if (payment.method != hosted_page || !payment.payment_key.empty()) return confirm(step);
    payment.state = PaymentState::preparing;
    send(step, Asked::prepare);
}

void charge_answered(const Step& step, const ChargeAnswered& answer) {
    auto& payment = step.payment();
    if (payment.state == PaymentState::created) return step.ignore();
    const bool is_undecided =
        answer.outcome == ChargeOutcome::unknown || answer.outcome == ChargeOutcome::absent ||
        answer.outcome == ChargeOutcome::pending || answer.outcome == ChargeOutcome::authorized;
    const bool is_expected = answer.asked == payment.asked;
    // A fact counts whenever it comes; "I do not know" only when it answers what was asked last.
    if (is_undecided && !is_expected) return step.ignore();
    if (is_expected) payment.asked = Asked::nothing;
    if (is_expected) note_contradiction(step, answer);
    believe(step, answer);
    if (payment.ask_again && payment.asked == Asked::nothing) {
        payment.ask_again = false;
        send(step, Asked::query);
    }
}

void webhook_hinted(const Step& step, const WebhookHint& hint) {
    auto& payment = step.payment();
    if (payment.state == PaymentState::created || is_at_desk(payment)) return step.ignore();
    if (step.terms.bug == base::SeededBug::webhook_payload_trusted && hint.claims_capture &&
        payment.state != PaymentState::captured) {
        return capture(step);
    }
    switch (payment.asked) {
        case Asked::query:
            payment.ask_again = true;
            return;
        case Asked::prepare:
        case Asked::confirm:
            return step.ignore();  // its answer, or its lease, comes anyway
        default:
            return send(step, Asked::query);
    }
}

void buyer_returned(const Step& step) {
    if (!is_before_confirm(step.payment().state)) return step.ignore();
    if (step.now >= step.payment().confirm_until) return abandon(step, "not_paid_in_time");
    send(step, Asked::query);
}

void charge_due(const Step& step) {
    auto& payment = step.payment();
    if (!payment.next_try_at || *payment.next_try_at > step.now) return;
    const bool was_prepare = payment.state == PaymentState::preparing;
    if (payment.asked != Asked::nothing) ++payment.tries;  // the lease ran out without an answer
    if (is_before_confirm(payment.state) && step.now >= payment.confirm_until) {
        return abandon(step, "not_paid_in_time");
    }
    if (payment.state == PaymentState::confirming) payment.state = PaymentState::unknown;
    const bool is_given_up =
        is_settled(payment.state) && payment.tries > step.terms.settled_tries_max;
    if (is_given_up) return rest(payment);
    send(step, was_prepare ? Asked::prepare : Asked::query);
}

}  // namespace boxoffice::payment
