// An event as it travels through Kafka: CloudEvents 1.0 in binary mode. Internal to the room.
#pragma once

#include "ports/event_bus.hpp"

#include <librdkafka/rdkafka.h>
#include <memory>

namespace boxoffice::platform {

struct KafkaHeadersDeleter {
    void operator()(rd_kafka_headers_t* headers) const { rd_kafka_headers_destroy(headers); }
};
using KafkaHeaders = std::unique_ptr<rd_kafka_headers_t, KafkaHeadersDeleter>;

/// Everything but key and payload, as contracts/events/asyncapi.yaml names it.
[[nodiscard]] KafkaHeaders to_headers(const ports::EventEnvelope& event);

/// The event that a message carries. A message that is none, because it lacks our headers or they
/// cannot be read, becomes an envelope with its key alone and no source: nobody listens to that.
[[nodiscard]] ports::EventPointer to_event(const rd_kafka_message_t& message);

}  // namespace boxoffice::platform
