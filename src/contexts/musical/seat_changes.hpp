// What an event of musical means for a seat map.
#pragma once

#include "contexts/musical/seat_map.hpp"
#include "ports/event_bus.hpp"

#include <optional>
#include <vector>

namespace boxoffice::musical {

/// The seats whose status the event changes, perhaps none. @return nothing when it changes the
/// house itself (seats added, edited or removed, the performance edited or canceled), or cannot be
/// read.
[[nodiscard]] std::optional<std::vector<SeatMap::Change>> changes_of(
    const ports::EventEnvelope& event);

}  // namespace boxoffice::musical
