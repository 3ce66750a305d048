// A canceled performance cancels its reservations, portion by portion, and resumes where it
// stopped.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "eventing/context_module.hpp"
#include "eventing/due_ticker.hpp"

#include <cstddef>
#include <memory>

namespace boxoffice::reservation {

/// How far a round has come: all reservations up to `cursor` have been told.
struct RoundProgress {
    PerformanceId performance;
    ReservationId cursor;
    bool is_done = false;
};

/// The due row of the performance carries the cursor. A portion is told again after a crash, which
/// the saga takes as a repeat.
class CancellationRound {
  public:
    /// Reservations told in one portion: refunds follow at the provider's pace, not all at once.
    static constexpr std::size_t portion = 64;

    CancellationRound(eventing::ContextKernel& kernel, Handlers& handlers)
        : kernel_(kernel), handlers_(handlers) {}

    void next(const eventing::DueRow& row, eventing::DueTicker::Finished finished);

    void declare(const RoundProgress&) {}
    void decide(const RoundProgress& progress, eventing::UnitOfWork& work);

  private:
    eventing::ContextKernel& kernel_;
    Handlers& handlers_;
    std::unique_ptr<ports::SqlSession> session_;
};

}  // namespace boxoffice::reservation
