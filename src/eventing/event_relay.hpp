// Carries committed events to the bus: from memory when alone, by lease among replicas.
#pragma once

#include "eventing/outbox_table.hpp"
#include "ports/telemetry.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace boxoffice::eventing {

/// What operators see of an outbox.
class OutboxGauges {
  public:
    OutboxGauges(ports::Metrics& metrics, const std::string& context);
    /// @param oldest when the oldest of them was published; of no meaning when there are none.
    void show(std::size_t waiting, base::Instant oldest);

  private:
    ports::Gauge& waiting_;
    ports::Gauge& oldest_;
};

/// Whatever happens on the way, an event is published again until the bus has it, and no event of a
/// key before an earlier one: consumers drop what they have seen.
class EventRelay {
  public:
    virtual ~EventRelay() = default;
    /// What a transaction of this process has just published. On the context's worker.
    virtual void relay(std::vector<OutboxRow> rows) = 0;
    /// On the context's worker, before its end: answers of the bus that come later find nobody.
    virtual void stop() = 0;
    /// Committed events that are not on the bus. Safe from any thread; among replicas a moment old.
    [[nodiscard]] virtual std::size_t pending() const = 0;
};

}  // namespace boxoffice::eventing
