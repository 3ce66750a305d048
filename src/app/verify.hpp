// `boxoffice verify`: the invariants over the stored data, computed from the tables of all
// contexts.
#pragma once

#include <string>

namespace boxoffice::app {

/// Prints each check with what it found. @return 0, or 1 on any breach.
/// @throws base::InfrastructureFault when the data cannot be read.
[[nodiscard]] int verify(const std::string& data);

}  // namespace boxoffice::app
