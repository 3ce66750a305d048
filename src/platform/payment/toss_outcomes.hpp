// The codes and statuses of Toss Payments as outcome classes: one table for each question. What is
// not in them is unknown, never a "no". The HTTP status of an answer says nothing.
#pragma once

#include "ports/payment_gateway.hpp"

#include <string_view>

namespace boxoffice::platform::payment {

/// Codes of `POST /v1/payments/confirm` and of the queries. Source: the provider's error code
/// reference, https://docs.tosspayments.com/reference/error-codes.
[[nodiscard]] ports::ChargeOutcome toss_charge_outcome_of_code(std::string_view code);
/// `Payment.status`.
[[nodiscard]] ports::ChargeOutcome toss_charge_outcome_of_status(std::string_view status);
/// Codes of `POST /v1/payments/{paymentKey}/cancel`; NOT_CANCELABLE_* are refused, also those to
/// come.
[[nodiscard]] ports::RefundOutcome toss_refund_outcome_of_code(std::string_view code);

}  // namespace boxoffice::platform::payment
