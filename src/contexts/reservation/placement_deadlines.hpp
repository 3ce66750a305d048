// The deadline of a placement counts from when musical has got to it: a queue is no refusal.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "eventing/context_module.hpp"
#include "eventing/due_ticker.hpp"

#include <memory>
#include <vector>

namespace boxoffice::reservation {

/// Musical answers placements in the order in which they were placed. As long as it has answered
/// none that was placed later, a placement whose deadline has passed is still in the queue, and is
/// looked at again after `look_again` instead of being expired. Nothing is written for that, and
/// the ticker's limit keeps those behind it waiting, too. Not for longer than `patience`: then
/// musical is away, or cannot deal with this one.
///
/// With several replicas of either context the order holds within one block of ids only; then a
/// placement may be expired at its plain deadline, which the seat's fence makes harmless.
class PlacementDeadlines {
  public:
    static constexpr base::Duration look_again = std::chrono::seconds{1};
    static constexpr base::Duration patience = std::chrono::minutes{10};

    PlacementDeadlines(eventing::ContextKernel& kernel, Handlers& handlers)
        : kernel_(kernel), handlers_(handlers) {}

    void passed(const eventing::DueRow& row, eventing::DueTicker::Finished finished);

  private:
    void let_go();

    eventing::ContextKernel& kernel_;
    Handlers& handlers_;
    std::vector<eventing::DueTicker::Finished> postponed_;
    std::unique_ptr<ports::Timer> timer_;
};

}  // namespace boxoffice::reservation
