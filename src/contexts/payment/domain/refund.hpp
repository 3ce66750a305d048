// The half of the decisions that concerns giving money back.
#pragma once

#include "contexts/payment/domain/step.hpp"

namespace boxoffice::payment {

void refund_wanted(const Step& step, const RefundWanted& wanted);
void refund_answered(const Step& step, const RefundAnswered& answer);
void retry_refund(const Step& step, const RetryRefund& retry);
/// A failed refund was paid back by other means: it is booked so, and told like any other.
void record_refund(const Step& step, const RecordRefund& record);
/// Asks about the refund, unless it is known to be done or is being asked about.
void refund_seen(const Step& step, const RefundSeen& seen);
/// Does what is due for the refunds at `step.now`, if anything.
void refunds_due(const Step& step);
/// The provider shows `refunded` as given back: what exceeds our own refunds, those that it refused
/// at first among them, was nobody's request here.
void note_refunded(const Step& step, base::Money refunded);
/// As an answer to a question, `refunded` must not be less than what is known to have gone back.
void note_refunds_missing(const Step& step, base::Money refunded);

}  // namespace boxoffice::payment
