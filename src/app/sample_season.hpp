// `boxoffice sample-season`: two halls and a season of musicals, over the public API.
#pragma once

#include <string>

namespace boxoffice::app {

/// Fills an empty system at `url`, signed in by the keys in `keys`, or those under `data` when it
/// is empty. Prints how far it is, and where to look. A system that has musicals already is left
/// alone (exit code 0).
/// @throws base::InfrastructureFault when the system cannot be reached or refuses something.
[[nodiscard]] int fill_sample_season(const std::string& url, const std::string& data,
                                     const std::string& keys);

}  // namespace boxoffice::app
