// The payment as HTTP shows it, and the webhook as it comes.
#pragma once

#include "contexts/payment/domain/payment.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::payment {

struct RefundResource {
    contracts::RefundId id;
    base::Money amount;
    RefundState state = RefundState::requested;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefundResource, (), (id, amount, state, reason))

/// `checkout_url` is where the buyer pays, for the method `checkout`, as long as that is possible.
/// Keys never leave this context.
struct PaymentResource {
    contracts::PaymentId id;
    contracts::ReservationId reservation_id;
    contracts::UserId user_id;
    base::Money amount;
    std::string method;
    std::string provider;
    PaymentState state = PaymentState::created;
    std::optional<std::string> reason;
    std::optional<std::string> checkout_url;
    base::Instant requested_at{};
    std::vector<RefundResource> refunds;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(PaymentResource, (),
                      (id, reservation_id, user_id, amount, method, provider, state, reason,
                       checkout_url, requested_at, refunds, _links))

/// All that is read of a webhook: which order to ask the provider about. The rest is not believed.
struct WebhookBody {
    std::string order_id;
    std::optional<std::string> status;
};
BOOST_DESCRIBE_STRUCT(WebhookBody, (), (order_id, status))

[[nodiscard]] std::string to_json(const Payment& payment);

}  // namespace boxoffice::payment
