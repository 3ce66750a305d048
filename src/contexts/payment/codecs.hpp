// Stored payments and resources as JSON; instantiated in codecs.cpp.
#pragma once

#include "contexts/payment/domain/ledger.hpp"
#include "contexts/payment/domain/payment.hpp"

#include <string_view>

namespace boxoffice::payment {

/// A stored body that cannot be read is damage, not input.
/// @throws base::InfrastructureFault (not retryable).
[[nodiscard]] Payment decode_payment(std::string_view body);
[[nodiscard]] std::string_view to_text(PaymentState state);
[[nodiscard]] std::string_view to_text(Occasion occasion);

}  // namespace boxoffice::payment
