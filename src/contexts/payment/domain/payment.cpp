#include "contexts/payment/domain/payment.hpp"

#include "contracts/desk_methods.hpp"

#include <algorithm>

namespace boxoffice::payment {

std::optional<base::Instant> next_wake(const Payment& payment) {
    auto earliest = payment.next_try_at;
    for (const auto& refund : payment.refunds) {
        if (!refund.next_try_at) continue;
        earliest = earliest ? std::min(*earliest, *refund.next_try_at) : refund.next_try_at;
    }
    return earliest;
}

bool is_at_desk(const Payment& payment) {
    return payment.provider == contracts::desk_provider;
}

Refund* find_refund(Payment& payment, contracts::RefundId refund_id) {
    const auto found =
        std::find_if(payment.refunds.begin(), payment.refunds.end(),
                     [&](const Refund& refund) { return refund.refund_id == refund_id; });
    return found == payment.refunds.end() ? nullptr : &*found;
}

}  // namespace boxoffice::payment
