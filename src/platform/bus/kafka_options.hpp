// What the Kafka bus can be told, and the file with what librdkafka is told beyond that.
#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::platform {

/// Settings of librdkafka by their own names, in order: security, timeouts, buffers.
using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

struct KafkaOptions {
    std::vector<std::string> brokers;  ///< HOST:PORT of some; the others are learned from them
    std::string topic = "musicalreservation";
    /// Only while the topic is made: later more partitions would take keys from their order.
    std::int32_t partitions = 12;
    bool makes_topic = true;  ///< when it is missing; else that is a fault
    int replication = 0;      ///< copies of the topic; 0 = as the brokers do by default
    /// A group is named by this and the context.
    std::string group_prefix = "boxoffice-";
    /// Names this replica for as long as it keeps its place (static membership): when it comes back
    /// within the session's timeout, its partitions have waited for it. Empty: a new member each
    /// time.
    std::string instance;
    KafkaProperties properties;
    /// Events that may wait for the brokers; more are answered with a fault.
    std::size_t queue_events_max = 65'536;
    /// Events that a reader keeps ready; beyond, its partitions pause until half are taken.
    std::size_t ready_events_max = 8'192;
    /// How long a start waits for the brokers.
    base::Duration start_wait{60'000};
    /// When the brokers have not answered for so long, events do not flow.
    base::Duration silence_max{10'000};
};

/// Reads `name=value` lines; those that begin with # are comments. `NAME.file=PATH` takes the value
/// from that file, for secrets that are mounted.
/// @throws base::InfrastructureFault (not retryable) for a line that is none, a file that cannot be
/// read, or a name that the bus must set itself to keep its promises.
[[nodiscard]] KafkaProperties read_kafka_properties(const std::filesystem::path& path);

}  // namespace boxoffice::platform
