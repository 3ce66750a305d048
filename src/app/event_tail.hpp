// `boxoffice events tail`.
#pragma once

#include <cstdint>
#include <string>

namespace boxoffice::app {

/// Prints what is in the log after `position`, also while a system is running on it.
[[nodiscard]] int tail_events(const std::string& data, std::int64_t position);

}  // namespace boxoffice::app
