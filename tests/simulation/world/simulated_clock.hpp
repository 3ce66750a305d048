// Time that moves only when the simulation says so.
#pragma once

#include "base/clock.hpp"
#include "base/invariant.hpp"

namespace boxoffice::simulation {

class SimulatedClock final : public base::Clock {
  public:
    /// 2026-11-02T01:00:00Z unless said otherwise: some ordinary Monday morning.
    explicit SimulatedClock(base::Instant start = base::Instant{base::Duration{1'793'581'200'000}})
        : now_(start) {}

    [[nodiscard]] base::Instant now() const override { return now_; }

    void advance_to(base::Instant instant) {
        BOXOFFICE_INVARIANT(instant >= now_);
        now_ = instant;
    }

  private:
    base::Instant now_;
};

}  // namespace boxoffice::simulation
