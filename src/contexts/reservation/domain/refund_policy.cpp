#include "contexts/reservation/domain/refund_policy.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

/// The share of a seat's price that is kept, in percent. Source: the box office gives everything
/// back.
constexpr std::int64_t fee_percent = 0;

Money price_of(const Reservation& reservation, std::span<const SeatId> seats) {
    Money price{0, reservation.total.currency};
    for (const SeatDetails& seat : reservation.seats) {
        if (std::ranges::count(seats, seat.seat_id) > 0) price = price + seat.price;
    }
    return price;
}

/// Whether money and seats have met, or are about to.
bool is_paid(const Reservation& reservation) {
    const State state = reservation.state;
    return state == State::Selling || state == State::Completed || state == State::Canceling ||
           state == State::NeedsAttention;
}

}  // namespace

RefundQuote refund_quote(const Reservation& reservation, std::span<const SeatId> seats,
                         [[maybe_unused]] Instant now, Cause cause) {
    const Attempt* paid = current_attempt(reservation);
    const Money nothing{0, reservation.total.currency};
    if (!paid || !is_paid(reservation)) return {nothing, nothing, nothing};
    const Money price = price_of(reservation, seats);
    const bool is_free = cause == Cause::Performance || cause == Cause::Provider;
    const Money fee{is_free ? 0 : price.amount * fee_percent / 100, price.currency};
    Money refund = price - fee;
    refund.amount = std::min(refund.amount, refundable(*paid).amount);
    return {.price = price, .fee = price - refund, .refund = refund};
}

}  // namespace boxoffice::reservation
