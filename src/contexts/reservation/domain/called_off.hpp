// What a reservation comes to when its performance is called off, before it is. Pure.
#pragma once

#include "contexts/reservation/domain/reservation.hpp"

namespace boxoffice::reservation {

struct CalledOff {
    enum class Effect {
        none,       ///< over, or on its way back already
        dropped,    ///< nothing was paid: canceled at once
        in_flight,  ///< a charge cannot be stopped; should it come, it is refunded
        refunded,   ///< `refund` goes back beyond what was decided before
    };
    Effect effect = Effect::none;
    Money refund;
    Money fees_kept;           ///< of seats given back before
    int notices = 0;           ///< messages to its buyer, at least
    std::size_t seats = 0;     ///< that it has or wants
    const Attempt* paid_by{};  ///< borrowed from the reservation; null when nothing is captured
};

/// By the same rules by which the saga will decide; its tests hold the two together.
[[nodiscard]] CalledOff forecast_called_off(const Reservation& reservation);

}  // namespace boxoffice::reservation
