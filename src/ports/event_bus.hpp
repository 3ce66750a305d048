// The bus between contexts: an ordered, durable log. Embedded in a file, or Kafka.
#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::ports {

/// One event as it travels (CloudEvents 1.0). `sequence` is gapless per (source, key, generation).
struct EventEnvelope {
    std::string source;  ///< the publishing context's name
    std::string type;    ///< the event's name, also the Kafka header `type`
    std::string key;     ///< performance id, `item-<id>` or `account-<id>`
    std::int64_t generation = 1;
    std::int64_t sequence = 0;
    base::Instant time{};
    std::string payload;      ///< JSON by the codec
    std::string traceparent;  ///< W3C Trace Context, empty when nobody traces
};

using EventPointer = std::shared_ptr<const EventEnvelope>;

/// An event with its place in the log. Positions rise, with gaps allowed.
struct Delivery {
    std::int64_t position = 0;
    EventPointer event;
};

/// One consumer's view of the log. `take` never blocks; `wake` of the subscription says when to ask
/// again.
class EventStream {
  public:
    virtual ~EventStream() = default;
    /// The next deliveries, in order, at most `count_max`. Empty when nothing new is there.
    /// @throws base::InfrastructureFault when the log cannot be read.
    [[nodiscard]] virtual std::vector<Delivery> take(std::size_t count_max) = 0;
    /// Everything up to `position` is stored by the consumer and need not come again.
    virtual void acknowledge(std::int64_t position) = 0;
};

struct Subscription {
    std::string consumer;             ///< the consuming context; replicas share it
    std::int64_t after_position = 0;  ///< what the consumer has stored; 0 = from the beginning
    std::function<void()> wake;  ///< called from any thread when there may be something to take
};

class EventBus {
  public:
    virtual ~EventBus() = default;
    /// Appends all, in order, then calls `done` from any thread: nullopt once they are durable,
    /// else what failed (the caller sends them again; consumers drop repeats).
    virtual void publish(std::vector<EventPointer> events,
                         std::function<void(std::optional<std::string> fault)> done) = 0;
    [[nodiscard]] virtual std::unique_ptr<EventStream> subscribe(Subscription subscription) = 0;
    /// The last durable position: "the bus head".
    [[nodiscard]] virtual std::int64_t head() const = 0;
};

}  // namespace boxoffice::ports
