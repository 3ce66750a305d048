// Carries committed events to the bus: from memory when alone, by lease among replicas.
#pragma once

#include "eventing/outbox_table.hpp"

#include <cstddef>
#include <vector>

namespace boxoffice::eventing {

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
