// A question whose answer takes a while, asked again and again, so that whoever wants to know reads
// the last answer at once: the thread of the management port serves the liveness probe as well.
#pragma once

#include "base/clock.hpp"
#include "ports/scheduler.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::app {

class BackgroundCheck {
  public:
    static constexpr base::Duration interval = std::chrono::seconds{1};
    /// So long after it last passed it still does: what all replicas stand on may be slow for a
    /// moment, and if they all said no at once, nobody would be left to serve.
    static constexpr base::Duration age_max = std::chrono::seconds{5};

    /// Both are used until `stop`.
    BackgroundCheck(ports::Scheduler& scheduler, std::function<bool()> check);

    /// Asks now, before it returns, and then every `interval` in the background.
    void start();
    /// Once this returns nothing is asked any more.
    void stop();
    /// Whether one of the answers of the last `age_max` was yes; false before the first.
    [[nodiscard]] bool passes() const;

  private:
    void take_answer();
    void wait();

    ports::Scheduler& scheduler_;
    std::function<bool()> check_;
    std::atomic<std::int64_t> passed_at_{0};  ///< of the steady clock, in milliseconds; 0 = never
    std::unique_ptr<ports::Executor> worker_;
    std::unique_ptr<ports::Timer> timer_;  ///< goes before its executor
};

}  // namespace boxoffice::app
