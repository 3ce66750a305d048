#include "contexts/musical/policies.hpp"

namespace boxoffice::musical {
namespace {

template <class Seats>
std::vector<SeatId> ids_of(const Seats& seats) {
    std::vector<SeatId> ids;
    ids.reserve(seats.size());
    for (const auto& seat : seats) ids.push_back(seat.seat_id);
    return ids;
}

template <class Event, class Desk>
void on(eventing::EventHandlers& handlers, Desk& desk) {
    handlers.on<Event>([&desk](const Event& event, const ports::EventEnvelope&) {
        return eventing::make_job(desk, when(event));
    });
}

}  // namespace

HoldSeats when(const contracts::ReservationPlaced& event) {
    return {.reservation = event.reservation_id,
            .performance = event.performance_id,
            .seats = ids_of(event.seats),
            .asked_at = event.reserved_dt};
}

LockSeats when(const contracts::SeatLockRequested& event) {
    return {.reservation = event.reservation_id,
            .performance = event.performance_id,
            .payment = event.payment_id,
            .epoch = event.epoch};
}

UnlockSeats when(const contracts::SeatUnlockRequested& event) {
    return {.reservation = event.reservation_id,
            .performance = event.performance_id,
            .epoch = event.epoch};
}

SellSeats when(const contracts::SeatSaleRequested& event) {
    return {.sale = {.reservation = event.reservation_id,
                     .epoch = event.epoch,
                     .reacquire = event.reacquire},
            .performance = event.performance_id,
            .payment = event.payment_id,
            .seats = ids_of(event.seats)};
}

ReleaseSeats when(const contracts::SeatReleaseRequested& event) {
    return {.reservation = event.reservation_id,
            .performance = event.performance_id,
            .epoch = event.epoch};
}

TakeBackSeats when(const contracts::ReservationCancelPlaced& event) {
    return {.reservation = event.reservation_id,
            .performance = event.performance_id,
            .seats = ids_of(event.seats)};
}

MoveSoldSeats when(const contracts::SeatMoveRequested& event) {
    return {.reservation = event.reservation_id,
            .performance = event.performance_id,
            .number = event.move_number,
            .epoch = event.epoch,
            .moves = event.moves,
            .keep_off_sale = event.keep_off_sale,
            .reason = event.reason,
            .moved_by = event.moved_by.value};
}

void listen(eventing::EventHandlers& handlers, SeatDesk& desk, ReseatDesk& reseats) {
    on<contracts::ReservationPlaced>(handlers, desk);
    on<contracts::SeatLockRequested>(handlers, desk);
    on<contracts::SeatUnlockRequested>(handlers, desk);
    on<contracts::SeatSaleRequested>(handlers, desk);
    on<contracts::SeatReleaseRequested>(handlers, desk);
    on<contracts::ReservationCancelPlaced>(handlers, desk);
    on<contracts::SeatMoveRequested>(handlers, reseats);
}

}  // namespace boxoffice::musical
