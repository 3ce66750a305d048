// A canceled performance cancels its reservations, portion by portion, at a limited rate, and
// resumes where it stopped.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "eventing/context_module.hpp"
#include "eventing/due_ticker.hpp"

#include <cstddef>
#include <map>
#include <memory>

namespace boxoffice::reservation {

/// How far a round has come: all reservations up to `cursor` have been told, the last `told` of
/// them just now. Nobody was told when it merely waits for its turn.
struct RoundProgress {
    PerformanceId performance;
    ReservationId cursor;
    std::size_t told = 0;
    bool is_done = false;
};

/// The due row of the performance carries the cursor. A portion is told again after a crash, which
/// the saga takes as a repeat. Rounds that run at the same time take turns, so that together they
/// stay within Settings::cancellations_per_second_max: refunds follow at a pace the provider bears.
/// On the context's worker.
class CancellationRound {
  public:
    /// Reservations told at once, whatever the rate: one batch should not be theirs alone.
    static constexpr std::size_t portion_max = 64;

    CancellationRound(eventing::ContextKernel& kernel, Handlers& handlers,
                      const Settings& settings);

    void next(const eventing::DueRow& row, eventing::DueTicker::Finished finished);

    void declare(const RoundProgress&) {}
    void decide(const RoundProgress& progress, eventing::UnitOfWork& work);

  private:
    /// When that round may tell its next portion. The turn is kept until it is used.
    [[nodiscard]] Instant turn_of(PerformanceId performance, Instant now);

    eventing::ContextKernel& kernel_;
    Handlers& handlers_;
    std::size_t portion_;
    Duration portion_time_;
    std::map<PerformanceId, Instant> turns_;
    Instant free_at_{};  ///< from when on no turn is taken
    std::unique_ptr<ports::SqlSession> session_;
};

}  // namespace boxoffice::reservation
