// Sold seats of one reservation exchanged for others, all or none: decided where every seat is
// decided, under the same fence. Source: docs/adr/0019-reseat.md.
#pragma once

#include "contexts/musical/domain/seat.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace boxoffice::musical {

/// From a seat that is sold to the reservation to one that should become so.
struct Exchange {
    SeatId from;
    Seat to;
    /// Staff keep `to` off sale for a use such as this one.
    bool may_be_blocked = false;
};

struct MoveRequest {
    ReservationId reservation;
    std::int64_t epoch = 0;
    std::vector<Exchange> exchanges;
};

/// What became of it. All seats of the reservation have the same, new epoch afterwards, whether it
/// was done or refused: so a request is used up by its first answer, and the same one coming again,
/// perhaps when the wanted seat has come free, can no longer move anything behind the back of a
/// reservation that was told no.
struct Moved {
    Conflicts conflicts;       ///< none = done
    std::vector<Seat> freed;   ///< the seats left, available
    std::vector<Seat> taken;   ///< the seats moved to, sold
    std::vector<Seat> fenced;  ///< the others of the reservation, under the new epoch
    std::int64_t epoch = 0;
};

/// `own` are all seats that the reservation has of the performance, `conflicts` what speaks against
/// the wanted ones whoever has them (gone, the performance canceled). A request that was done
/// before is answered as the first time; one whose epoch is over is refused and changes nothing.
/// `bug` is for the simulator alone.
[[nodiscard]] Moved move_seats(std::span<const Seat> own, const MoveRequest& ask,
                               Conflicts conflicts, Instant now, SeededBug bug = SeededBug::none);

}  // namespace boxoffice::musical
