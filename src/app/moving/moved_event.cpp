#include "app/moving/moved_event.hpp"

#include <memory>
#include <utility>

namespace boxoffice::app {

MovedEvent to_moved(const ports::EventEnvelope& event) {
    return {.source = event.source,
            .type = event.type,
            .key = event.key,
            .generation = event.generation,
            .sequence = event.sequence,
            .time = event.time,
            .traceparent = event.trace,
            .payload = event.payload};
}

ports::EventPointer to_envelope(MovedEvent event) {
    auto envelope = std::make_shared<ports::EventEnvelope>();
    envelope->source = std::move(event.source);
    envelope->type = std::move(event.type);
    envelope->key = std::move(event.key);
    envelope->generation = event.generation;
    envelope->sequence = event.sequence;
    envelope->time = event.time;
    envelope->payload = std::move(event.payload);
    envelope->trace = std::move(event.traceparent);
    return envelope;
}

}  // namespace boxoffice::app
