// Whenever an event arrives, the command that follows.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "contexts/reservation/seat_directory.hpp"
#include "contexts/reservation/seat_view.hpp"
#include "eventing/consumer.hpp"

namespace boxoffice::reservation {

/// Registers what reservation listens to: musical's and payment's answers go to their saga, the
/// house to the seat directory, and what became of each seat to the view that refuses early. With
/// `memory_follows`, directory and view follow what is stored here; else somebody else feeds them.
void register_policies(eventing::EventHandlers& events, Handlers& handlers,
                       SeatDirectory& directory, SeatView& view, bool memory_follows);

}  // namespace boxoffice::reservation
