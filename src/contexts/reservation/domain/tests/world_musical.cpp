// Musical's part in the random life of a reservation.
#include "contexts/reservation/domain/tests/world.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

std::vector<SeatReference> both() {
    return {{{11}}, {{12}}};
}

}  // namespace

bool World::all_are(Seat state) const {
    return seats_.at(11) == state && seats_.at(12) == state;
}

void World::set_all(Seat state) {
    seats_.at(11) = seats_.at(12) = state;
}

void World::musical_reads() {
    if (to_musical_.empty()) return;
    const Event event = std::move(to_musical_.front());
    to_musical_.pop_front();
    std::visit([this](const auto& e) { musical_handles(e); }, event);
}

void World::musical_handles(const ReservationPlaced&) {
    if (!all_are(Seat::available) || performance_canceled_) {
        return from_musical_.push_back(Dialogue::seat_taken());
    }
    set_all(Seat::held);
    held_until_ = now_ + 10min;
    from_musical_.push_back(SeatHeld{{1}, {3}, {11}, both(), ++epoch_, held_until_});
}

void World::musical_handles(const SeatLockRequested& event) {
    const bool is_ours = all_are(Seat::held) || all_are(Seat::locked);
    if (!is_ours || event.epoch != epoch_) {
        return from_musical_.push_back(Dialogue::lock_refused(event.payment_id));
    }
    set_all(Seat::locked);
    from_musical_.push_back(Dialogue::seat_locked(event.payment_id));
}

void World::musical_handles(const SeatUnlockRequested& event) {
    if (!all_are(Seat::locked) || event.epoch != epoch_) return;
    set_all(Seat::held);
    from_musical_.push_back(SeatUnlocked{{1}, {3}, epoch_, held_until_});
}

void World::sell(std::int64_t epoch) {
    epoch_ = epoch;
    set_all(Seat::sold);
    from_musical_.push_back(Dialogue::seat_sold(epoch));
}

void World::musical_handles(const SeatSaleRequested& event) {
    if (all_are(Seat::sold)) return from_musical_.push_back(Dialogue::seat_sold(epoch_));
    const bool is_refused = performance_canceled_ && chance(50);
    if (all_are(Seat::locked) && event.epoch == epoch_ && !is_refused) return sell(epoch_);
    if (event.reacquire && all_are(Seat::available) && !performance_canceled_)
        return sell(epoch_ + 1);
    from_musical_.push_back(Dialogue::sale_refused());
}

void World::musical_handles(const SeatReleaseRequested&) {
    for (auto& [seat, state] : seats_) {
        if (state != Seat::others) state = Seat::available;
    }
}

void World::musical_handles(const ReservationCancelPlaced& event) {
    for (const SeatReference& seat : event.seats) {
        EXPECT_EQ(seats_.at(seat.seat_id.value), Seat::sold);
        seats_.at(seat.seat_id.value) = Seat::available;
    }
    from_musical_.push_back(Dialogue::seat_refunded(event.seats));
}

void World::musical_handles(const SeatMoveRequested& event) {
    const auto is_moved = [&](const SeatMove& move) {
        return seats_.at(move.seat_id.value) != Seat::sold &&
               seats_.at(move.to_seat_id.value) == Seat::sold;
    };
    SeatMoved done{.reservation_id = {1},
                   .performance_id = {3},
                   .move_number = event.move_number,
                   .seat_id = event.moves.front().to_seat_id,
                   .moves = event.moves,
                   .epoch = epoch_};
    if (std::ranges::all_of(event.moves, is_moved)) return from_musical_.push_back(done);
    SeatMoveRefused refused{{1}, {3}, event.move_number, {}, epoch_};
    const bool is_fenced = event.epoch == epoch_;
    if (is_fenced) refused.epoch = done.epoch = ++epoch_;
    const bool are_free = std::ranges::all_of(event.moves, [&](const SeatMove& move) {
        return seats_.at(move.seat_id.value) == Seat::sold &&
               seats_.at(move.to_seat_id.value) == Seat::available;
    });
    if (!is_fenced || !are_free || performance_canceled_) return from_musical_.push_back(refused);
    for (const SeatMove& move : event.moves) {
        seats_.at(move.seat_id.value) = Seat::available;
        seats_.at(move.to_seat_id.value) = Seat::sold;
    }
    from_musical_.push_back(done);
}

}  // namespace boxoffice::reservation
