// The half of the decisions that concerns the charge itself.
#pragma once

#include "contexts/payment/domain/step.hpp"

namespace boxoffice::payment {

void charge_wanted(const Step& step, const ChargeWanted& wanted);
void charge_answered(const Step& step, const ChargeAnswered& answer);
void webhook_hinted(const Step& step, const WebhookHint& hint);
void buyer_returned(const Step& step);
/// Does what is due for the charge at `step.now`, if anything.
void charge_due(const Step& step);

}  // namespace boxoffice::payment
