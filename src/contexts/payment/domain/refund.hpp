// The half of the decisions that concerns giving money back.
#pragma once

#include "contexts/payment/domain/step.hpp"

namespace boxoffice::payment {

void refund_wanted(const Step& step, const RefundWanted& wanted);
void refund_answered(const Step& step, const RefundAnswered& answer);
void retry_refund(const Step& step, const RetryRefund& retry);
/// Does what is due for the refunds at `step.now`, if anything.
void refunds_due(const Step& step);
/// The provider shows `refunded` as given back: what exceeds our own refunds was nobody's request
/// here.
void note_refunded(const Step& step, base::Money refunded);

}  // namespace boxoffice::payment
