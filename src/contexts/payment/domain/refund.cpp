#include "contexts/payment/domain/refund.hpp"

#include "contracts/desk_methods.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::payment {
namespace {

void send(const Step& step, Refund& refund, Asked ask) {
    const bool is_repeated = refund.state == RefundState::unknown && ask == Asked::refund;
    if (step.terms.bug == base::SeededBug::refund_without_idempotency_key && is_repeated)
        refund.idempotency_key += "-again";
    refund.asked = ask;
    refund.next_try_at = step.now + step.terms.answer_lease;
    step.decision.effects.push_back({ask, refund.refund_id});
}

void publish_refunded(const Step& step, const Refund& refund) {
    const auto& payment = step.payment();
    std::optional<bool> by_hand;
    if (refund.state == RefundState::recorded) by_hand = true;
    step.publish(contracts::PaymentRefunded{payment.payment_id, payment.reservation_id,
                                            payment.performance_id, refund.refund_id, refund.amount,
                                            by_hand});
}

void rest(Refund& refund) {
    refund.asked = Asked::nothing;
    refund.tries = 0;
    refund.next_try_at.reset();
}

/// Money goes back once: when a refund of ours is done and more seems to be back than was paid,
/// what had been taken for unasked was this refund.
void explain_unasked(const Step& step) {
    auto& payment = step.payment();
    if (payment.state != PaymentState::captured) return;
    auto back = payment.refunded_unasked.amount;
    for (const auto& refund : payment.refunds) {
        if (refund.state == RefundState::done) back += refund.amount.amount;
    }
    const auto explained = std::min(back - payment.amount.amount, payment.refunded_unasked.amount);
    if (explained <= 0) return;
    payment.refunded_unasked.amount -= explained;
    step.book(Occasion::unasked_was_ours, explained);
}

/// Where the money of a refund stood that the provider has made.
Occasion occasion_of_end(RefundState before) {
    switch (before) {
        case RefundState::failed:
            return Occasion::refund_done_late;
        case RefundState::recorded:
            return Occasion::recorded_done_after_all;
        default:
            return Occasion::refund_done;
    }
}

void finish(const Step& step, Refund& refund) {
    const auto occasion = occasion_of_end(refund.state);
    if (refund.state == RefundState::recorded) step.raise(Alarm::maybe_paid_twice);
    if (step.terms.bug != base::SeededBug::refund_not_booked)
        step.book(occasion, refund.amount.amount, refund.refund_id);
    rest(refund);
    refund.state = RefundState::done;
    refund.failure.clear();
    explain_unasked(step);
    publish_refunded(step, refund);
}

void fail(const Step& step, Refund& refund, std::string reason) {
    const auto& payment = step.payment();
    rest(refund);
    refund.state = RefundState::failed;
    refund.failure = std::move(reason);
    step.raise(Alarm::refund_refused);
    step.publish(contracts::RefundFailed{payment.payment_id, payment.reservation_id,
                                         payment.performance_id, refund.refund_id, refund.failure});
}

/// Waits before the next question; tells a human, once, when that has gone on for too long.
void pause(const Step& step, Refund& refund) {
    ++refund.tries;
    auto length = pause_after(refund.tries, step.terms);
    if (step.now - refund.requested_at >= step.terms.alarm_after) {
        if (!refund.is_alarmed) step.raise(Alarm::open_too_long);
        refund.is_alarmed = true;
        length = step.terms.pause_alarmed;
    }
    refund.next_try_at = step.now + length;
}

/// The accounts as they were before this refund was asked for.
Books books_before(const Payment& payment, const Refund& refund) {
    auto books = books_of(payment);
    books.refunds_payable += refund.amount.amount;
    books.open_items -= refund.amount.amount;
    return books;
}

/// Our own refunds that happened or may have happened, at the provider and by hand.
std::int64_t asked_for(const Payment& payment) {
    std::int64_t sum = 0;
    for (const auto& refund : payment.refunds) {
        if (refund.state != RefundState::failed) sum += refund.amount.amount;
    }
    return sum;
}

/// Those of them that the provider may show.
std::int64_t asked_of_provider(const Payment& payment) {
    std::int64_t sum = asked_for(payment);
    for (const auto& refund : payment.refunds) {
        if (refund.state == RefundState::recorded) sum -= refund.amount.amount;
    }
    return sum;
}

/// It rests: nothing is asked about it, and only a "yes" of the provider moves it.
bool is_given_up(const Refund& refund) {
    return refund.state == RefundState::failed || refund.state == RefundState::recorded;
}

/// Where the money comes from that is to go back: a first decision gives up tickets, as far as
/// there are some; another try takes what the refusal had left open.
void book_refund(const Step& step, const Refund& refund, bool is_retried) {
    auto& payment = step.payment();
    const auto open = std::max(-books_before(payment, refund).open_items, std::int64_t{0});
    const auto amount = refund.amount.amount;
    const auto of_tickets = std::min(is_retried ? std::max(amount - open, std::int64_t{0}) : amount,
                                     payment.tickets.amount);
    payment.tickets.amount -= of_tickets;
    step.book(Occasion::refund_of_tickets, of_tickets, refund.refund_id);
    step.book(is_retried ? Occasion::refund_retried : Occasion::refund_of_open_items,
              amount - of_tickets, refund.refund_id);
}

/// Some of it may have gone back at the provider's console since it was decided, or refused: then
/// only what the provider still holds is asked for. That is another request, so it gets another
/// key. It cannot pay twice: the former request is for more than there is.
void shrink_to_what_is_left(const Payment& payment, Refund& refund) {
    const auto left = payment.amount.amount - payment.refunded_unasked.amount -
                      (asked_for(payment) - refund.amount.amount);
    const bool is_told = payment.refunded_unasked.amount > 0;
    if (!is_told || left < 0 || refund.amount.amount <= left) return;
    refund.amount.amount = left;
    refund.idempotency_key += "-left-" + std::to_string(left);
}

/// Nobody pays it out but the desk: the money lies open there until staff record that they have
/// given it back.
void wait_at_desk(const Step& step, Refund& refund) {
    const auto& payment = step.payment();
    step.book(Occasion::refund_refused, refund.amount.amount, refund.refund_id);
    rest(refund);
    refund.state = RefundState::failed;
    refund.failure = contracts::refund_at_desk;
    step.publish(contracts::RefundFailed{payment.payment_id, payment.reservation_id,
                                         payment.performance_id, refund.refund_id, refund.failure});
}

/// Staff have handed it over at the desk: it is as done as a provider's refund, and can be no
/// second one.
void hand_over(const Step& step, Refund& refund) {
    const bool is_from_terminal = place_of(step.payment()) == Account::card_terminal;
    step.book(is_from_terminal ? Occasion::given_back_by_terminal : Occasion::given_back_in_cash,
              refund.amount.amount, refund.refund_id);
    refund.state = RefundState::done;
    refund.failure.clear();
    publish_refunded(step, refund);
}

/// Said again, it is the same handing over.
void record_at_desk(const Step& step, Refund& refund) {
    if (refund.state == RefundState::failed) return hand_over(step, refund);
    if (refund.state == RefundState::done) return publish_refunded(step, refund);
    step.ignore();
}

/// Asks the provider to pay out, unless that would be more than the buyer paid.
void ask(const Step& step, Refund& refund) {
    const auto& payment = step.payment();
    const bool is_retried = refund.state == RefundState::failed;
    refund.state = RefundState::requested;
    shrink_to_what_is_left(payment, refund);
    if (refund.amount.amount == 0) return finish(step, refund);
    if (payment.state != PaymentState::captured) return fail(step, refund, "not_captured");
    const bool fits = refund.amount.amount > 0 &&
                      refund.amount.currency == payment.amount.currency &&
                      asked_for(payment) <= payment.amount.amount;
    if (!fits) return fail(step, refund, "exceeds_payment");
    book_refund(step, refund, is_retried);
    if (is_at_desk(payment)) return wait_at_desk(step, refund);
    send(step, refund, Asked::refund);
}

/// A repeated request answers as the first time did; after a failure it tries again under the same
/// key.
void repeat(const Step& step, Refund& refund) {
    switch (refund.state) {
        case RefundState::done:
        case RefundState::recorded:
            return publish_refunded(step, refund);
        case RefundState::failed:
            return ask(step, refund);
        case RefundState::requested:
        case RefundState::unknown:
            return step.ignore();
    }
}

}  // namespace

void refund_wanted(const Step& step, const RefundWanted& wanted) {
    auto& payment = step.payment();
    if (auto* known = find_refund(payment, wanted.request.refund_id)) return repeat(step, *known);
    payment.refunds.push_back({.refund_id = wanted.request.refund_id,
                               .amount = wanted.request.amount,
                               .idempotency_key = wanted.idempotency_key,
                               .reason = wanted.request.reason,
                               .requested_at = step.now});
    ask(step, payment.refunds.back());
}

void retry_refund(const Step& step, const RetryRefund& retry) {
    auto* refund = find_refund(step.payment(), retry.refund_id);
    if (!refund) return step.ignore();
    repeat(step, *refund);
}

/// Staff pay once, whatever the provider does: when it has paid, or may be paying at this moment,
/// that is for a human.
void record_refund(const Step& step, const RecordRefund& record) {
    auto* refund = find_refund(step.payment(), record.refund_id);
    const bool is_payable = refund && refund->amount.amount > 0 &&
                            refund->amount.currency == step.payment().amount.currency;
    if (!is_payable) return step.ignore();
    if (is_at_desk(step.payment())) return record_at_desk(step, *refund);
    switch (refund->state) {
        case RefundState::failed:
            step.book(Occasion::refund_recorded, refund->amount.amount, refund->refund_id);
            refund->state = RefundState::recorded;
            return publish_refunded(step, *refund);
        case RefundState::recorded:
            return publish_refunded(step, *refund);
        case RefundState::done:
            publish_refunded(step, *refund);
            return step.raise(Alarm::maybe_paid_twice);
        case RefundState::requested:
        case RefundState::unknown:
            return step.raise(Alarm::maybe_paid_twice);
    }
}

void refund_seen(const Step& step, const RefundSeen& seen) {
    auto* refund = find_refund(step.payment(), seen.refund_id);
    const bool is_asked = refund && refund->asked != Asked::nothing;
    if (!refund || refund->state == RefundState::done || is_asked) return step.ignore();
    if (is_given_up(*refund)) {
        // It rests; only a "yes" wakes it. The answer to this question is heard in any state.
        step.decision.effects.push_back({Asked::query_refund, refund->refund_id});
        return;
    }
    send(step, *refund, Asked::query_refund);
}

void refund_answered(const Step& step, const RefundAnswered& answer) {
    auto* refund = find_refund(step.payment(), answer.refund_id);
    if (!refund || refund->state == RefundState::done) return step.ignore();
    // Money that went out counts whenever it is heard of, even after a refusal.
    if (answer.outcome == RefundOutcome::refunded) return finish(step, *refund);
    const bool is_expected = answer.asked == refund->asked;
    if (is_given_up(*refund) || !is_expected) return step.ignore();
    refund->asked = Asked::nothing;
    const bool is_refused =
        answer.outcome == RefundOutcome::refused && answer.asked == Asked::refund;
    if (is_refused) {
        step.book(Occasion::refund_refused, refund->amount.amount, refund->refund_id);
        return fail(step, *refund, answer.reason);
    }
    refund->state = RefundState::unknown;
    // The provider does not show it: ask for it again, under the same key, so that it happens once.
    if (answer.asked == Asked::query_refund) return send(step, *refund, Asked::refund);
    pause(step, *refund);
}

void refunds_due(const Step& step) {
    for (auto& refund : step.payment().refunds) {
        if (!refund.next_try_at || *refund.next_try_at > step.now) continue;
        if (refund.asked != Asked::nothing) ++refund.tries;  // the lease ran out without an answer
        refund.state = RefundState::unknown;
        send(step, refund, Asked::query_refund);
    }
}

/// A refund that was refused counts first: it may have worked all the same, or somebody has paid it
/// at the provider's console. To ask for it once more would pay it twice. Then one that staff say
/// they have paid by other means.
void note_refunded(const Step& step, base::Money refunded) {
    auto& payment = step.payment();
    const auto known = asked_of_provider(payment) + payment.refunded_unasked.amount;
    if (refunded.amount <= known) return;
    auto rest_of_it = refunded.amount - known;
    for (const auto state : {RefundState::failed, RefundState::recorded}) {
        for (auto& refund : payment.refunds) {
            const bool is_it = refund.state == state && refund.amount.amount > 0 &&
                               refund.amount.amount <= rest_of_it;
            if (!is_it) continue;
            rest_of_it -= refund.amount.amount;
            finish(step, refund);
        }
    }
    if (rest_of_it == 0) return;
    const base::Money excess{rest_of_it, payment.amount.currency};
    payment.refunded_unasked = payment.refunded_unasked + excess;
    const auto of_fees = std::min(excess.amount, payment.retained.amount);
    payment.retained.amount -= of_fees;
    step.book(Occasion::fee_given_back, of_fees);
    step.book(Occasion::refunded_unasked, excess.amount - of_fees);
    step.raise(Alarm::refunded_unasked);
    step.publish(contracts::PaymentRefunded{payment.payment_id, payment.reservation_id,
                                            payment.performance_id, std::nullopt, excess,
                                            std::nullopt});
}

void note_refunds_missing(const Step& step, base::Money refunded) {
    const auto& payment = step.payment();
    auto gone = payment.refunded_unasked.amount;
    for (const auto& refund : payment.refunds) {
        if (refund.state == RefundState::done) gone += refund.amount.amount;
    }
    if (refunded.amount < gone) step.raise(Alarm::refund_not_shown);
}

}  // namespace boxoffice::payment
