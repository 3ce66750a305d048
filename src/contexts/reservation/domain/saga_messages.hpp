// The events that the rows of the saga's table send, built from what was decided.
#pragma once

#include "contexts/reservation/domain/saga_table.hpp"

namespace boxoffice::reservation {

/// `transition` is the step taken in `situation`, `after` the reservation it leads to.
[[nodiscard]] Event write_message(Message message, const Situation& situation,
                                  const Transition& transition, const Reservation& after);

}  // namespace boxoffice::reservation
