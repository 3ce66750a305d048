// `boxoffice replay`: read models can be thrown away.
#pragma once

#include "app/storage.hpp"

#include <string>

namespace boxoffice::app {

/// Empties the read model; the next start builds it anew from the whole log, and nobody is mailed.
/// @throws base::InfrastructureFault when a running system uses the data directory.
[[nodiscard]] int replay(const std::string& projection, const StorageOptions& options);

}  // namespace boxoffice::app
