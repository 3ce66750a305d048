// How events travel between processes: Kafka's brokers, topic and terms.
#pragma once

#include "platform/config/serve_options.hpp"

#include <vector>

namespace boxoffice::platform {

/// Where the topic is and how to come in: what every command that reads it is told.
[[nodiscard]] std::vector<Option> topic_options();
/// Those and what a topic is made with that is not there yet.
[[nodiscard]] std::vector<Option> new_topic_options();
/// Those and how a process takes part.
[[nodiscard]] std::vector<Option> bus_options();
void fill_bus(ServeOptions& options, const OptionValues& values);

}  // namespace boxoffice::platform
