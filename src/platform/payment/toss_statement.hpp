// The books of Toss Payments, page by page, as reconciliation reads them.
#pragma once

#include "platform/payment/provider_channel.hpp"
#include "ports/payment_gateway.hpp"

#include <functional>

namespace boxoffice::platform::payment {

/// One page of transactions; for each payment with a cancellation among them, its cancellations are
/// asked for, because only their reasons have our keys. `done` comes once, when all have answered;
/// with one missing, the page is unknown. `channel` must outlive the answers.
void list_toss_transactions(const ProviderChannel& channel, const ports::ListRequest& request,
                            std::function<void(ports::ListAnswer)> done);

}  // namespace boxoffice::platform::payment
