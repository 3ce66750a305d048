// Events for every replica: caches, streams, and people who wait for an outcome.
#pragma once

#include "eventing/environment.hpp"
#include "ports/event_bus.hpp"

#include <functional>
#include <memory>
#include <string>

namespace boxoffice::eventing {

/// Calls `apply` for every event after `after_position`, in order, on `worker`. Nothing is stored:
/// a view starts from tables that its context keeps, or from the head of the log.
class Broadcast {
  public:
    Broadcast(const std::string& name, const Environment& environment, ports::Executor& worker,
              std::int64_t after_position, std::function<void(const ports::Delivery&)> apply);
    ~Broadcast();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::eventing
