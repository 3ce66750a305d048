// `boxoffice export` and `boxoffice import`.
#pragma once

#include "app/storage.hpp"
#include "platform/config/option.hpp"

namespace boxoffice::app {

/// Writes everything stored into the directory `to`. @return the exit code.
/// @throws base::InfrastructureFault with a sentence for the operator.
[[nodiscard]] int export_all(const StorageOptions& storage, const platform::OptionValues& values);

/// Fills new databases and a new log from the directory `from`.
/// @throws base::InfrastructureFault with a sentence for the operator.
[[nodiscard]] int import_all(const StorageOptions& storage, const platform::OptionValues& values);

}  // namespace boxoffice::app
