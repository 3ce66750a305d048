// `boxoffice verify`: the invariants over the stored data, computed from the tables of all
// contexts, and from the provider's own books when they are to be had.
#pragma once

#include "app/storage.hpp"
#include "platform/config/serve_options.hpp"

#include <optional>

namespace boxoffice::app {

struct VerifyOptions {
    StorageOptions storage;
    /// Which provider to compare with; nothing = the stored data alone.
    std::optional<platform::ServeOptions> provider;
};

/// Prints each check with what it found. @return 0, or 1 on any breach.
/// @throws base::InfrastructureFault when the data cannot be read, or the provider does not answer.
[[nodiscard]] int verify(const VerifyOptions& options);

}  // namespace boxoffice::app
