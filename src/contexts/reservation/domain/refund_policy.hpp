// How much of the price comes back. Today all of it; a policy stored with the purchase will take
// this place.
#pragma once

#include "contexts/reservation/domain/reservation.hpp"

#include <cstdint>
#include <span>

namespace boxoffice::reservation {

/// `price` = `fee` + `refund`, for the seats asked about.
struct RefundQuote {
    Money price;
    Money fee;
    Money refund;
    friend bool operator==(const RefundQuote&, const RefundQuote&) = default;
};

/// What canceling `seats` now would give back; nothing while nothing has been paid. Never more than
/// is left of the captured payment. Seats that are not of this reservation count nothing. `cause`:
/// nobody pays a fee for a performance that is canceled.
[[nodiscard]] RefundQuote refund_quote(const Reservation& reservation,
                                       std::span<const SeatId> seats, Instant now, Cause cause);

}  // namespace boxoffice::reservation
