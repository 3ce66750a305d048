// What calling a performance off would do to the bookings of it. Those who cancel performances do
// not know the bookings; whoever keeps the bookings answers.
#pragma once

#include "base/money.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::ports {

/// What goes back by one way.
struct RefundShare {
    std::string method;    ///< as the buyer chose it
    std::string provider;  ///< who captured it; empty when it was not noted
    std::int64_t reservations = 0;
    base::Money amount;
};

/// Of bookings that are not over. Sums of money have one entry for each currency.
struct CancellationForecast {
    std::int64_t paid = 0;       ///< the money is captured and not all decided to go back
    std::int64_t unpaid = 0;     ///< dropped at once
    std::int64_t under_way = 0;  ///< a charge in flight, or a cancellation that was asked before
    std::int64_t seats_dropped = 0;
    std::vector<RefundShare> refunds;
    std::vector<base::Money> total;
    std::vector<base::Money> fees_kept;  ///< of seats given back before: they stay kept
    std::int64_t people = 0;             ///< who are told
    std::int64_t notices = 0;            ///< at least
    std::int64_t per_second_max = 0;     ///< reservations told in one second

    /// How far it has come, once the performance is called off.
    struct Round {
        std::int64_t told = 0;
        std::int64_t to_tell = 0;
        std::int64_t open = 0;
        std::int64_t needs_attention = 0;
    };
    std::optional<Round> round;
};

class CancellationForecaster {
  public:
    struct Answer {
        std::optional<CancellationForecast> forecast;
        std::string fault;  ///< why there is none; try again
    };
    virtual ~CancellationForecaster() = default;
    /// Changes nothing. `done` comes from any thread, once.
    virtual void forecast(std::int64_t performance_id, std::function<void(Answer)> done) = 0;
};

}  // namespace boxoffice::ports
