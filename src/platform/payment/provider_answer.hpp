// What a provider showed of a payment, in words common to all of them, and what it means for the
// question that was asked. Every answer is checked here for the order, the key and the amount.
#pragma once

#include "ports/payment_gateway.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform::payment {

/// One refund as the provider shows it.
struct ShownRefund {
    std::string idempotency_key;  ///< ours, wherever the provider keeps it; empty = not one of ours
    base::Money amount;
    ports::RefundOutcome outcome = ports::RefundOutcome::refunded;
    std::string reason{};  ///< the provider's word for a refund that failed
};

/// One payment as the provider shows it. Without a key the provider has none yet.
struct ShownPayment {
    std::string order_id;
    std::string payment_key;
    base::Money amount;
    base::Money given_back;
    bool is_all_back = false;
    ports::ChargeOutcome outcome = ports::ChargeOutcome::unknown;
    std::string reason;
    std::string checkout_url;
    ports::HandOver hand_over;
    std::vector<ShownRefund> refunds;
};

/// What came back, taken apart once: a payment, or a code, or neither.
struct ProviderReading {
    std::optional<ShownPayment> payment;
    std::string code;    ///< the provider's, only when it may be believed
    std::string reason;  ///< for people: the code, or what went wrong on the way
};

/// A reading without a payment, from an answer that did not come whole.
[[nodiscard]] ProviderReading no_answer(const ports::HttpAnswer& answer);

/// `of_code` is the outcome class of `reading.code`, used when no payment came.
[[nodiscard]] ports::ChargeAnswer to_charge_answer(const ProviderReading& reading,
                                                   const ports::ChargeRequest& request,
                                                   ports::ChargeOutcome of_code);

/// The answer to a request for a refund.
[[nodiscard]] ports::RefundAnswer to_refund_answer(const ProviderReading& reading,
                                                   const ports::RefundRequest& request,
                                                   ports::RefundOutcome of_code);

/// The answer to the question whether a refund has happened: when all of the money is back, nothing
/// more can be given back.
[[nodiscard]] ports::RefundAnswer to_refund_status(const ProviderReading& reading,
                                                   const ports::RefundRequest& request);

}  // namespace boxoffice::platform::payment
