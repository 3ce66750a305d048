#include "contexts/payment/domain/decide.hpp"

#include "base/match.hpp"
#include "contexts/payment/domain/charge.hpp"
#include "contexts/payment/domain/refund.hpp"
#include "contexts/payment/domain/tickets.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace boxoffice::payment {
namespace {

void try_due(const Step& step) {
    charge_due(step);
    refunds_due(step);
}

/// A lease began when its question was asked, so that its end tells when that was.
void end_lease(const Step& step, const QuestionsLost& lost, Asked asked,
               std::optional<base::Instant>& next_try_at) {
    const bool is_lost = asked != Asked::nothing && next_try_at &&
                         *next_try_at < lost.before + step.terms.answer_lease;
    if (is_lost) next_try_at = std::min(*next_try_at, step.now);
}

void questions_lost(const Step& step, const QuestionsLost& lost) {
    auto& payment = step.payment();
    end_lease(step, lost, payment.asked, payment.next_try_at);
    for (auto& refund : payment.refunds) end_lease(step, lost, refund.asked, refund.next_try_at);
    try_due(step);
}

}  // namespace

base::Duration pause_after(int tries, const Terms& terms) {
    auto pause = terms.pause_first;
    for (int i = 1; i < tries && pause < terms.pause_max; ++i) pause *= 2;
    return std::min(pause, terms.pause_max);
}

Decision decide(Payment payment, const Input& input, base::Instant now, const Terms& terms) {
    Decision decision{.payment = std::move(payment)};
    const Step step{decision, now, terms};
    std::visit(base::match{[&](const ChargeWanted& wanted) { charge_wanted(step, wanted); },
                           [&](const RefundWanted& wanted) { refund_wanted(step, wanted); },
                           [&](const ChargeAnswered& answer) { charge_answered(step, answer); },
                           [&](const RefundAnswered& answer) { refund_answered(step, answer); },
                           [&](const WebhookHint& hint) { webhook_hinted(step, hint); },
                           [&](const BuyerReturned&) { buyer_returned(step); },
                           [&](const TryDue&) { try_due(step); },
                           [&](const QuestionsLost& lost) { questions_lost(step, lost); },
                           [&](const RetryRefund& retry) { retry_refund(step, retry); },
                           [&](const RecordRefund& record) { record_refund(step, record); },
                           [&](const RefundSeen& seen) { refund_seen(step, seen); },
                           [&](const TicketsIssued& issued) { tickets_issued(step, issued); },
                           [&](const TicketsLeft& left) { tickets_left(step, left); }},
               input);
    return decision;
}

}  // namespace boxoffice::payment
