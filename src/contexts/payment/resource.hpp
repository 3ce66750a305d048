// The payment as HTTP shows it.
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

/// What the buyer's page gives to the provider's own script. Nothing of it is a secret of ours:
/// `client_key` is public, and `client_secret` names this one order to the provider.
struct HandOverResource {
    std::string client_key;
    std::optional<std::string> client_secret;
    std::string order_id;
    std::string order_name;
    base::Money amount;
};
BOOST_DESCRIBE_STRUCT(HandOverResource, (),
                      (client_key, client_secret, order_id, order_name, amount))

/// `checkout_url` is where, or `hand_over` with what, the buyer pays, for the method `checkout`, as
/// long as that is possible.
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
    std::optional<HandOverResource> hand_over;
    base::Instant requested_at{};
    std::vector<RefundResource> refunds;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(PaymentResource, (),
                      (id, reservation_id, user_id, amount, method, provider, state, reason,
                       checkout_url, hand_over, requested_at, refunds, _links))

[[nodiscard]] std::string to_json(const Payment& payment);

}  // namespace boxoffice::payment
