// The bus between contexts: a durable log in partitions, each in order. Embedded in a file, or
// Kafka.
#pragma once

#include "base/clock.hpp"
#include "ports/positions.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::ports {

/// One event as it travels (CloudEvents 1.0). `sequence` is gapless per (source, key, generation).
/// All events of one key travel in one partition.
struct EventEnvelope {
    std::string source;  ///< the publishing context's name; empty: something on the log is not ours
    std::string type;    ///< the event's name, also the Kafka header `type`
    std::string key;     ///< performance id, `item-<id>` or `account-<id>`
    std::int64_t generation = 1;
    std::int64_t sequence = 0;
    base::Instant time{};
    std::string payload;  ///< JSON by the codec
    /// On whose behalf it was published, as ports/trace_context.hpp writes it; empty when nobody
    /// traces.
    std::string trace;
};

using EventPointer = std::shared_ptr<const EventEnvelope>;

/// An event with its place in the log.
struct Delivery {
    Position position;
    EventPointer event;
};

/// One consumer's view of the log. `take` never blocks; `wake` of the subscription says when to ask
/// again.
class EventStream {
  public:
    virtual ~EventStream() = default;
    /// The next deliveries, at most `count_max`, those of each partition in order. Empty when
    /// nothing new is there.
    /// @throws base::InfrastructureFault when the log cannot be read.
    [[nodiscard]] virtual std::vector<Delivery> take(std::size_t count_max) = 0;
    /// Everything of the position's partition up to it is stored by the consumer and need not come
    /// again. On the thread that takes.
    virtual void acknowledge(Position position) = 0;
};

/// A member of a group: the replicas of a context share the partitions, each of which comes to one
/// of them at a time.
struct Subscription {
    std::string consumer;  ///< the consuming context, which names the group
    /// What the group has stored: read whenever partitions come to this member, from any thread.
    /// What another member took of them and has not stored comes here again.
    std::function<Positions()> stored;
    std::function<void()> wake;  ///< called from any thread when there may be something to take
};

/// A reader of its own, who is given every event of every partition and stores nothing.
struct Broadcasting {
    std::string reader;              ///< named in logs and metrics
    std::optional<Positions> after;  ///< nothing: what is published from now on
    std::function<void()> wake;      ///< as for a subscription
};

/// How a bus is called in traces.
struct BusName {
    std::string_view system = "boxoffice";  ///< "kafka", or this program's own
    std::string_view topic = "musicalreservation";
};

class EventBus {
  public:
    virtual ~EventBus() = default;
    /// Lives as long as the bus.
    [[nodiscard]] virtual BusName name() const { return {}; }
    /// Appends all, in order, then calls `done` from any thread: nullopt once they are durable,
    /// else what failed (the caller sends them again; consumers drop repeats). Some may have been
    /// appended then, so the next events of their keys are published only after those were.
    virtual void publish(std::vector<EventPointer> events,
                         std::function<void(std::optional<std::string> fault)> done) = 0;
    [[nodiscard]] virtual std::unique_ptr<EventStream> subscribe(Subscription subscription) = 0;
    [[nodiscard]] virtual std::unique_ptr<EventStream> follow(Broadcasting broadcasting) = 0;
    /// The last durable position of each partition, as far as is known here: "the bus head".
    /// Neither waits nor throws.
    [[nodiscard]] virtual Positions head() const = 0;
};

}  // namespace boxoffice::ports
