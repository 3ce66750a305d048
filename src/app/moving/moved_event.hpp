// One event of the log as a line of an export.
#pragma once

#include "base/clock.hpp"
#include "contracts/json_types.hpp"
#include "ports/event_bus.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>

namespace boxoffice::app {

struct MovedEvent {
    std::string source;
    std::string type;
    std::string key;
    std::int64_t generation = 1;
    std::int64_t sequence = 0;
    base::Instant time{};
    std::string traceparent;  ///< and behind a blank the tracestate, if there is one
    /// As text, not as JSON inside JSON: the bytes that were published are the bytes that arrive.
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(MovedEvent, (),
                      (source, type, key, generation, sequence, time, traceparent, payload))

[[nodiscard]] MovedEvent to_moved(const ports::EventEnvelope& event);
[[nodiscard]] ports::EventPointer to_envelope(MovedEvent event);

}  // namespace boxoffice::app
