// What the Kafka bus is told, from the options of a command.
#pragma once

#include "platform/bus/kafka_options.hpp"
#include "platform/config/option.hpp"
#include "platform/config/serve_options.hpp"

namespace boxoffice::app {

/// @throws base::InfrastructureFault (not retryable) when the file of properties cannot be used.
[[nodiscard]] platform::KafkaOptions kafka_settings(const platform::ServeOptions& options);
/// The same for a command that only reads.
[[nodiscard]] platform::KafkaOptions kafka_settings(const platform::OptionValues& values);
/// And for one that fills a topic, which it makes when it is missing.
[[nodiscard]] platform::KafkaOptions new_topic_settings(const platform::OptionValues& values);

}  // namespace boxoffice::app
