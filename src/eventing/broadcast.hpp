// Events for every replica: caches, streams, and people who wait for an outcome.
#pragma once

#include "eventing/environment.hpp"
#include "ports/event_bus.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace boxoffice::eventing {

/// Calls `apply` on `worker` for every event of every partition, whichever replica wrote it: those
/// after `after`, or, without it, what is published from now on. Events of one key come in order.
/// Nothing is stored: a view starts from tables that its context keeps, or from the head of the
/// log.
class Broadcast {
  public:
    Broadcast(const std::string& name, const Environment& environment, ports::Executor& worker,
              std::optional<ports::Positions> after,
              std::function<void(const ports::Delivery&)> apply);
    ~Broadcast();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::eventing
