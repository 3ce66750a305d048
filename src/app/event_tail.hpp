// `boxoffice events tail`.
#pragma once

#include "platform/config/option.hpp"

namespace boxoffice::app {

/// Prints what is in the log, or in Kafka's topic, after a position, also while a system is running
/// on it. What is no event of ours is left out.
/// @throws base::InfrastructureFault when it cannot be read.
[[nodiscard]] int tail_events(const platform::OptionValues& values);

}  // namespace boxoffice::app
