// Every secret that this house can be told: what a bundle is searched for before it is written.
#pragma once

#include "app/diag/bundle.hpp"
#include "platform/config/serve_options.hpp"

#include <vector>

namespace boxoffice::app {

/// Secret options, passwords in URLs, lines of secret files, values of Kafka's properties, the keys
/// that sign, and passwords of the sample accounts: as far as this user can read them.
[[nodiscard]] std::vector<KnownSecret> known_secrets(const platform::ServeOptions& options,
                                                     const platform::OptionValues& values);

}  // namespace boxoffice::app
