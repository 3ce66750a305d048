#include "contexts/reservation/domain/called_off.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

// That it is called off; that the booking is canceled; that the money is on its way.
constexpr int notices_of_a_refund = 3;
constexpr int notices_without_money = 2;

bool is_being_canceled(const Reservation& reservation) {
    return reservation.state == State::Canceling || (reservation.state == State::NeedsAttention &&
                                                     reservation.came_from == State::Canceling);
}

/// Seats whose way back has not begun.
std::vector<SeatId> seats_kept(const Reservation& reservation) {
    auto seats = reservation.live;
    if (!reservation.cancellation) return seats;
    const auto& going = reservation.cancellation->seats;
    std::erase_if(seats, [&](SeatId seat) { return std::ranges::count(going, seat) > 0; });
    return seats;
}

/// Their whole price, as far as it was paid and is still there.
Money refund_of(const Reservation& reservation, const std::vector<SeatId>& seats) {
    const auto* attempt = current_attempt(reservation);
    Money sum{0, reservation.total.currency};
    for (const auto& seat : reservation.seats) {
        if (std::ranges::count(seats, seat.seat_id) > 0) sum = sum + seat.price;
    }
    sum.amount = std::min(sum.amount, attempt ? refundable(*attempt).amount : 0);
    return sum;
}

}  // namespace

CalledOff forecast_called_off(const Reservation& reservation) {
    using Effect = CalledOff::Effect;
    const Money nothing{0, reservation.total.currency};
    CalledOff forecast{.refund = nothing, .fees_kept = nothing, .seats = reservation.live.size()};
    if (is_terminal(reservation.state)) return forecast;
    if (const auto* attempt = current_attempt(reservation); attempt && attempt->captured) {
        forecast.paid_by = attempt;
        forecast.fees_kept = attempt->fees.value_or(nothing);
    }
    switch (reservation.state) {
        case State::Placed:
        case State::Held:
        case State::Locking:
            forecast.effect = Effect::dropped;
            forecast.notices = 1;
            return forecast;
        case State::Paying:
        case State::Abandoned:
            forecast.effect = Effect::in_flight;
            forecast.notices = 1;
            return forecast;
        default:
            break;
    }
    const bool has_tickets = reservation.state == State::Completed ||
                             reservation.state == State::Reseating ||
                             is_being_canceled(reservation);
    if (!has_tickets && reservation.state != State::Selling) return forecast;
    const auto seats = seats_kept(reservation);
    forecast.notices = 1;
    if (seats.empty()) return forecast;
    forecast.effect = Effect::refunded;
    forecast.refund = refund_of(reservation, seats);
    const bool has_money = forecast.refund.amount > 0;
    forecast.notices = has_money ? notices_of_a_refund : notices_without_money;
    return forecast;
}

}  // namespace boxoffice::reservation
