#include "contexts/reservation/seat_view.hpp"

namespace boxoffice::reservation {

void SeatView::put(const std::vector<contracts::SeatReference>& seats, base::Instant until) {
    const std::lock_guard lock{mutex_};
    for (const auto& seat : seats) taken_until_[seat.seat_id] = until;
}

void SeatView::held(const std::vector<contracts::SeatReference>& seats, base::Instant until) {
    put(seats, until);
}

void SeatView::sold(const std::vector<contracts::SeatReference>& seats) {
    put(seats, base::Instant::max());
}

void SeatView::freed(const std::vector<contracts::SeatReference>& seats) {
    const std::lock_guard lock{mutex_};
    for (const auto& seat : seats) taken_until_.erase(seat.seat_id);
}

std::vector<contracts::SeatId> SeatView::taken(std::span<const contracts::SeatId> seats,
                                               base::Instant now) const {
    std::vector<contracts::SeatId> found;
    const std::lock_guard lock{mutex_};
    for (const auto seat : seats) {
        const auto entry = taken_until_.find(seat);
        if (entry != taken_until_.end() && now < entry->second) found.push_back(seat);
    }
    return found;
}

}  // namespace boxoffice::reservation
