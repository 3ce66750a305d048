// Whether Stripe sent a webhook: HMAC-SHA256 over the time and the body, in the Stripe-Signature
// header. Source: https://docs.stripe.com/webhooks/signature.
#pragma once

#include "base/clock.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform::payment {

/// A signature made longer ago, or this far ahead, is worth nothing: it may be a replay.
inline constexpr base::Duration stripe_signature_age_max = std::chrono::seconds{300};

/// Secrets to try, newest first; the option names them with commas between, so that one can be
/// changed without a webhook being lost.
[[nodiscard]] std::vector<std::string> split_secrets(std::string_view text);

/// One of the signatures fits one of the secrets, and the time is near. While Stripe changes a
/// secret it sends a signature for each.
/// @return empty when it fits, else why not: "no_signature", "signature_too_old",
/// "signature_wrong".
[[nodiscard]] std::string_view stripe_signature_fault(std::string_view header,
                                                      std::string_view body,
                                                      const std::vector<std::string>& secrets,
                                                      base::Instant now);

}  // namespace boxoffice::platform::payment
