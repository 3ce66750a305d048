// Whether the provider answers at all: while it does not, nobody's seats are locked for a charge
// that cannot be made.
#pragma once

#include "base/clock.hpp"
#include "ports/telemetry.hpp"

#include <mutex>
#include <string>

namespace boxoffice::payment {

/// A circuit breaker. Charges and refunds that are open go on being asked for, each in its own
/// time, so the provider's return is heard by itself. Safe from any thread.
class ProviderWatch {
  public:
    /// So many calls in a row without an answer that says anything, and it counts as away.
    static constexpr int misses_max = 5;
    /// While it is away, one new charge goes through to see, so often.
    static constexpr base::Duration try_again_after = std::chrono::minutes{1};

    ProviderWatch(ports::Metrics& metrics, ports::Log& log);

    /// A call ended without an answer, or with one that says nothing; `reason` is for the log.
    void missed(base::Instant now, const std::string& reason);
    /// The provider said something, whatever it was.
    void answered();
    /// Whether a new charge had better not be begun.
    [[nodiscard]] bool refuses(base::Instant now);

  private:
    ports::Gauge& is_there_;
    ports::Log& log_;
    std::mutex mutex_;
    int misses_ = 0;
    base::Instant tried_at_{};  ///< when it went away, then when a charge last went to see
};

}  // namespace boxoffice::payment
