// I2, I3 and I4 against the provider's own books.
#pragma once

#include "app/verify_tables.hpp"
#include "platform/config/serve_options.hpp"

#include <vector>

namespace boxoffice::app {

/// Lists everything that the provider has for the time since the first payment, and compares it
/// order by order. Charges and refunds under way are left out.
/// @throws base::InfrastructureFault when the provider cannot be reached or has no list.
[[nodiscard]] std::vector<Checked> verify_provider(const platform::ServeOptions& options,
                                                   Tables& payment);

}  // namespace boxoffice::app
