#include "contexts/payment/resource.hpp"

#include "contracts/codec.hpp"

namespace boxoffice::payment {

std::string to_json(const Payment& payment) {
    PaymentResource resource{.id = payment.payment_id,
                             .reservation_id = payment.reservation_id,
                             .user_id = payment.user_id,
                             .amount = payment.amount,
                             .method = payment.method,
                             .provider = payment.provider,
                             .state = payment.state,
                             .requested_at = payment.requested_at,
                             ._links = {{"/payments/" + std::to_string(payment.payment_id.value)}}};
    if (!payment.reason.empty()) resource.reason = payment.reason;
    const bool is_on_page = payment.state == PaymentState::awaiting_buyer;
    if (is_on_page && !payment.checkout_url.empty()) resource.checkout_url = payment.checkout_url;
    if (is_on_page && payment.client_key) {
        resource.hand_over = HandOverResource{.client_key = *payment.client_key,
                                              .client_secret = payment.client_secret,
                                              .order_id = payment.order_id,
                                              .order_name = payment.order_name,
                                              .amount = payment.amount};
    }
    for (const auto& refund : payment.refunds) {
        resource.refunds.push_back({refund.refund_id, refund.amount, refund.state, refund.reason});
    }
    return contracts::encode(resource);
}

}  // namespace boxoffice::payment
