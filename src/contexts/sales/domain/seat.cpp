#include "contexts/sales/domain/seat.hpp"

namespace boxoffice::sales {

Counts counts_of(const Seat& seat) {
    return {.capacity = seat.state == SeatState::deleted ? 0 : 1,
            .held = seat.state == SeatState::held ? 1 : 0,
            .sold = seat.state == SeatState::sold ? 1 : 0,
            .blocked = seat.state == SeatState::blocked ? 1 : 0};
}

Counts operator-(const Counts& after, const Counts& before) {
    return {.capacity = after.capacity - before.capacity,
            .held = after.held - before.held,
            .sold = after.sold - before.sold,
            .blocked = after.blocked - before.blocked};
}

Counts& operator+=(Counts& counts, const Counts& more) {
    counts.capacity += more.capacity;
    counts.held += more.held;
    counts.sold += more.sold;
    counts.blocked += more.blocked;
    return counts;
}

HoldFlow flow_of(const Seat& before, const Seat& after) {
    const bool was_held = before.state == SeatState::held;
    const bool is_held = after.state == SeatState::held;
    const bool is_anothers = before.owner != after.owner;
    const bool went_free = was_held && after.state != SeatState::sold && (!is_held || is_anothers);
    return {.held = is_held && (!was_held || is_anothers) ? 1 : 0, .released = went_free ? 1 : 0};
}

}  // namespace boxoffice::sales
