// Stripe's codes, decline codes and statuses as outcome classes: one table for each question. What
// is not in them is unknown, never a "no".
#pragma once

#include "ports/payment_gateway.hpp"

#include <string_view>

namespace boxoffice::platform::payment {

/// An error's `decline_code` if it has one, else its `code`; for `resource_missing` with the
/// parameter behind a space. Source: https://docs.stripe.com/error-codes and
/// https://docs.stripe.com/declines/codes.
[[nodiscard]] ports::ChargeOutcome stripe_charge_outcome_of_code(std::string_view code);

/// How an intent is captured decides what its statuses mean. On the buyer's page
/// (`capture_method=manual`) the buyer may try again and the server captures at the end; without a
/// page the server alone confirms, so an intent that is not confirmed has no charge.
/// Source: https://docs.stripe.com/payments/paymentintents/lifecycle.
[[nodiscard]] ports::ChargeOutcome stripe_page_outcome_of_status(std::string_view status);
/// `has_failed`: the intent shows an error of its last try.
[[nodiscard]] ports::ChargeOutcome stripe_server_outcome_of_status(std::string_view status,
                                                                   bool has_failed);

[[nodiscard]] ports::RefundOutcome stripe_refund_outcome_of_code(std::string_view code);
/// `Refund.status`.
[[nodiscard]] ports::RefundOutcome stripe_refund_outcome_of_status(std::string_view status);

}  // namespace boxoffice::platform::payment
