// What the payment context publishes: what became of each attempt to charge or to give back.
#pragma once

#include "base/money.hpp"
#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace boxoffice::contracts {

/// The provider captured `amount`.
struct PaymentApproved {
    PaymentId payment_id;
    ReservationId reservation_id;
    PerformanceId performance_id;
    base::Money amount;
    std::string provider;
};
BOOST_DESCRIBE_STRUCT(PaymentApproved, (),
                      (payment_id, reservation_id, performance_id, amount, provider))

/// The provider said a definitive no.
struct PaymentDeclined {
    PaymentId payment_id;
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(PaymentDeclined, (), (payment_id, reservation_id, performance_id, reason))

/// The provider shows no charge and can make none.
struct PaymentAbandoned {
    PaymentId payment_id;
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(PaymentAbandoned, (), (payment_id, reservation_id, performance_id, reason))

/// Money was given back. Without `refund_id` nobody asked for it here: it was done at the
/// provider's console. `by_hand`: the provider had refused, staff paid it by other means, and the
/// provider still has the money; absent = no.
struct PaymentRefunded {
    PaymentId payment_id;
    ReservationId reservation_id;
    PerformanceId performance_id;
    std::optional<RefundId> refund_id;
    base::Money amount;
    std::optional<bool> by_hand;
};
BOOST_DESCRIBE_STRUCT(PaymentRefunded, (),
                      (payment_id, reservation_id, performance_id, refund_id, amount, by_hand))

/// The provider refused a refund for good: a human must act.
struct RefundFailed {
    PaymentId payment_id;
    ReservationId reservation_id;
    PerformanceId performance_id;
    RefundId refund_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefundFailed, (),
                      (payment_id, reservation_id, performance_id, refund_id, reason))

}  // namespace boxoffice::contracts
