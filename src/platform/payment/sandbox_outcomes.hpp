// The sandbox's codes and statuses as outcome classes: one table each. What is not in them is
// unknown, never a "no".
#pragma once

#include "ports/payment_gateway.hpp"

#include <string_view>

namespace boxoffice::platform::payment {

/// Source: docs/reliability.md, "What is done on each outcome".
[[nodiscard]] ports::ChargeOutcome charge_outcome_of_code(std::string_view code);
[[nodiscard]] ports::ChargeOutcome charge_outcome_of_status(std::string_view status);
[[nodiscard]] ports::RefundOutcome refund_outcome_of_code(std::string_view code);

}  // namespace boxoffice::platform::payment
