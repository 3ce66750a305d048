// What is answered to a command for which the saga's table has no row: it was given before, or it
// is refused.
#pragma once

#include "contexts/reservation/domain/saga_table.hpp"

namespace boxoffice::reservation {

/// Unchanged or a Rejection for a person's command; Ignored for an event or a deadline.
[[nodiscard]] Decision answer_without_row(const Situation& situation);

}  // namespace boxoffice::reservation
