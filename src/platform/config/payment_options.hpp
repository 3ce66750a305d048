// What must fit together when money moves: the provider, its keys and its address.
#pragma once

#include "platform/config/serve_options.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::platform {

/// Where a provider is reached unless told otherwise; the sandbox is on this machine.
[[nodiscard]] std::string_view provider_address(PaymentProvider provider);

/// The sentence that says what to write instead; nothing when all fits.
[[nodiscard]] std::optional<std::string> payment_contradiction(const ServeOptions& options);

}  // namespace boxoffice::platform
