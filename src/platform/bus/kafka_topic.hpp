// The one topic, with its settings as code. Internal to the room.
#pragma once

#include "platform/bus/kafka_client.hpp"
#include "platform/bus/kafka_options.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::platform {

/// Makes the topic when it is missing.
/// @return how many partitions it has.
/// @throws base::InfrastructureFault (retryable) when the brokers do not answer; (not retryable)
/// when they refuse to make it.
[[nodiscard]] std::int32_t ensure_topic(rd_kafka_t* client, const KafkaOptions& options);

/// What the topic is made with.
[[nodiscard]] KafkaProperties wanted_topic_settings(const KafkaOptions& options);

/// All settings of the topic that is there, as the brokers tell them; empty where they hide one.
/// @throws base::InfrastructureFault (retryable) when they cannot be read in `wait_ms`.
[[nodiscard]] std::map<std::string, std::string> topic_settings(rd_kafka_t* client,
                                                                const KafkaOptions& options,
                                                                int wait_ms);

/// How the topic that is there differs from what it should be, one sentence for each difference.
/// @throws base::InfrastructureFault (retryable) when its settings cannot be read in `wait_ms`.
[[nodiscard]] std::vector<std::string> topic_differences(rd_kafka_t* client,
                                                         const KafkaOptions& options,
                                                         std::int32_t partitions, int wait_ms);

}  // namespace boxoffice::platform
