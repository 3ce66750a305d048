// What this context does whenever something happens elsewhere. The whole list, on one screen.
#pragma once

#include "contexts/musical/reseat_desk.hpp"
#include "contexts/musical/seat_desk.hpp"
#include "contracts/reservation_events.hpp"
#include "eventing/consumer.hpp"

namespace boxoffice::musical {

/// Whenever a reservation is placed, hold its seats: all of them, or none.
[[nodiscard]] HoldSeats when(const contracts::ReservationPlaced& event);
/// Whenever its buyer pays, take the seats off every timer.
[[nodiscard]] LockSeats when(const contracts::SeatLockRequested& event);
/// Whenever the payment failed and there is time left, put them back under the hold's timer.
[[nodiscard]] UnlockSeats when(const contracts::SeatUnlockRequested& event);
/// Whenever the money is captured, make them the buyer's.
[[nodiscard]] SellSeats when(const contracts::SeatSaleRequested& event);
/// Whenever a reservation gives up, free what it has.
[[nodiscard]] ReleaseSeats when(const contracts::SeatReleaseRequested& event);
/// Whenever a sold reservation is canceled, take its seats back.
[[nodiscard]] TakeBackSeats when(const contracts::ReservationCancelPlaced& event);

/// Whenever staff move its tickets, exchange the seats.
[[nodiscard]] MoveSoldSeats when(const contracts::SeatMoveRequested& event);

/// Registers all of the above.
void listen(eventing::EventHandlers& handlers, SeatDesk& desk, ReseatDesk& reseats);

}  // namespace boxoffice::musical
