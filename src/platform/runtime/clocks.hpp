// The clock of the operating system, and one that is turned by hand.
#pragma once

#include "base/clock.hpp"

#include <atomic>

namespace boxoffice::platform {

/// UTC as the operating system knows it. Safe from any thread.
class SystemClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override;
};

/// Stands still until it is turned: for tests and for tools that replay. Safe from any thread.
class ManualClock final : public base::Clock {
  public:
    explicit ManualClock(base::Instant start) : milliseconds_(start.time_since_epoch().count()) {}

    [[nodiscard]] base::Instant now() const override {
        return base::Instant{base::Duration{milliseconds_.load()}};
    }
    void set(base::Instant instant) { milliseconds_.store(instant.time_since_epoch().count()); }
    void advance(base::Duration by) { milliseconds_.fetch_add(by.count()); }

  private:
    std::atomic<base::Duration::rep> milliseconds_;
};

}  // namespace boxoffice::platform
