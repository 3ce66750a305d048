// What operators see of purchases: how they go on, how soon, and what is sold.
#pragma once

#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/domain/terms.hpp"
#include "ports/telemetry.hpp"

#include <array>

namespace boxoffice::reservation {

/// Counts steps when they are decided: one that is decided again, because its transaction failed,
/// counts again.
class SagaMeter {
  public:
    SagaMeter(ports::Metrics& metrics, const Terms& terms);

    /// @param before the reservation as it was before the first of the steps in `accepted`.
    void count(const Reservation& before, const Accepted& accepted);

  private:
    void count_sale(const Reservation& sold);

    static constexpr std::size_t states = static_cast<std::size_t>(State::Reseating) + 1;

    ports::Metrics& metrics_;
    const Terms& terms_;
    std::array<ports::Counter*, states> entered_{};
    ports::Histogram& answered_;
    ports::Histogram& charged_;
    ports::Counter& seats_sold_;
    ports::Counter& paid_for_nothing_;
};

}  // namespace boxoffice::reservation
