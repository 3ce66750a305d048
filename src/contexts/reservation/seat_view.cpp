#include "contexts/reservation/seat_view.hpp"

#include "contexts/reservation/codecs.hpp"
#include "contexts/reservation/resource.hpp"

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText count_sold = "SELECT COUNT(*) FROM ticket WHERE is_live = 1";
constexpr ports::SqlText select_sold = "SELECT seat_id FROM ticket WHERE is_live = 1";
/// By way of their deadlines: reservations that are over have none, and there are many.
constexpr ports::SqlText select_holding =
    "SELECT reservation.body FROM due JOIN reservation ON reservation.id = due.subject "
    "WHERE due.kind = 1 AND reservation.state IN ('Held', 'Locking', 'Paying', 'Selling', "
    "'Reseating')";

}  // namespace

void SeatView::load(ports::SqlSession& sql) {
    const std::lock_guard lock{mutex_};
    sql.query(count_sold, {}, [this](const ports::SqlRow& row) {
        taken_until_.reserve(static_cast<std::size_t>(row.integer(0)));
    });
    sql.query(select_sold, {}, [this](const ports::SqlRow& row) {
        taken_until_[row.id<contracts::SeatId>(0)] = base::Instant::max();
    });
    sql.query(select_holding, {}, [this](const ports::SqlRow& row) {
        const auto holding = decode_stored<Holding>(row.text(0));
        const bool is_on_timer = holding.state == State::Held && holding.hold_expires_at;
        const auto until = is_on_timer ? *holding.hold_expires_at : base::Instant::max();
        for (const auto seat : holding.live) taken_until_[seat] = until;
    });
}

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

void SeatView::moved(const std::vector<contracts::SeatMove>& moves) {
    std::vector<contracts::SeatReference> left;
    std::vector<contracts::SeatReference> taken;
    for (const auto& move : moves) {
        left.push_back({move.seat_id});
        taken.push_back({move.to_seat_id});
    }
    freed(left);
    sold(taken);
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
