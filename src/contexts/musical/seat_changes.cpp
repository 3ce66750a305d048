#include "contexts/musical/seat_changes.hpp"

#include "contracts/codec.hpp"
#include "contracts/events.hpp"

namespace boxoffice::musical {
namespace {

using Changes = std::optional<std::vector<SeatMap::Change>>;

template <class Event>
Changes all_to(char status, const ports::EventEnvelope& envelope) {
    const auto event = contracts::decode<Event>(envelope.payload);
    if (!event) return std::nullopt;
    std::vector<SeatMap::Change> changes;
    for (const auto& seat : event->seats) changes.push_back({seat.seat_id, status});
    return changes;
}

Changes by_staff(const ports::EventEnvelope& envelope) {
    const auto event = contracts::decode<contracts::SeatsChanged>(envelope.payload);
    if (!event) return std::nullopt;
    if (event->change == "blocked") return all_to<contracts::SeatsChanged>('B', envelope);
    if (event->change == "unblocked") return all_to<contracts::SeatsChanged>('A', envelope);
    return std::nullopt;
}

/// Seats left become free, or blocked, and those moved to are sold.
Changes by_move(const ports::EventEnvelope& envelope) {
    const auto event = contracts::decode<contracts::SeatMoved>(envelope.payload);
    if (!event) return std::nullopt;
    std::vector<SeatMap::Change> changes;
    for (const auto& move : event->moves) {
        changes.push_back({move.seat_id, event->kept_off_sale ? 'B' : 'A'});
        changes.push_back({move.to_seat_id, 'S'});
    }
    return changes;
}

template <class Event>
bool is(const ports::EventEnvelope& envelope) {
    return envelope.type == contracts::event_type<Event>;
}

}  // namespace

Changes changes_of(const ports::EventEnvelope& event) {
    using namespace contracts;
    if (is<SeatHeld>(event)) return all_to<SeatHeld>('H', event);
    if (is<SeatSold>(event)) return all_to<SeatSold>('S', event);
    if (is<SeatReleased>(event)) return all_to<SeatReleased>('A', event);
    if (is<SeatRefunded>(event)) return all_to<SeatRefunded>('A', event);
    if (is<SeatMoved>(event)) return by_move(event);
    if (is<SeatsChanged>(event)) return by_staff(event);
    const bool changes_nothing = is<SeatAlreadySold>(event) || is<SeatLocked>(event) ||
                                 is<SeatLockRefused>(event) || is<SeatUnlocked>(event) ||
                                 is<SeatSaleRefused>(event) || is<SeatMoveRefused>(event);
    if (changes_nothing) return std::vector<SeatMap::Change>{};
    return std::nullopt;
}

}  // namespace boxoffice::musical
