// What a context has committed and not yet given to the bus, whichever form its outbox has.
#pragma once

#include "ports/event_bus.hpp"
#include "ports/sql.hpp"

#include <string>
#include <vector>

namespace boxoffice::eventing {

/// Those of each key in the order of their sequence. Some may be on the bus already: the answer of
/// a publish may not have been stored. For a context that is not running.
[[nodiscard]] std::vector<ports::EventPointer> left_events(ports::SqlSession& sql,
                                                           const std::string& source);

}  // namespace boxoffice::eventing
