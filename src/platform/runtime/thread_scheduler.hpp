// The scheduler of production: a thread for each worker, and one for all timers.
#pragma once

#include "ports/scheduler.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::platform {

class TimerThread;
struct WorkerPulse;

/// Workers and timers may be made and destroyed from any thread. They do not outlive the scheduler,
/// and a timer does not outlive its executor.
///
/// Destroying a worker takes no further tasks (they are dropped), runs those that wait, and joins;
/// a worker must not be destroyed by a task of its own. An exception that leaves a task is a bug:
/// it is written to standard error and the process aborts, because faults are handled at the edges.
class ThreadScheduler final : public ports::Scheduler {
  public:
    ThreadScheduler();
    ~ThreadScheduler() override;

    [[nodiscard]] std::unique_ptr<ports::Executor> make_worker(const std::string& name) override;
    [[nodiscard]] std::unique_ptr<ports::Timer> after(base::Duration delay,
                                                      ports::Executor& executor,
                                                      ports::Task task) override;
    /// The names of workers whose present task has run for longer than `patience`: they are stuck,
    /// or wait for something that does not come.
    [[nodiscard]] std::vector<std::string> stuck(base::Duration patience) const;

    ThreadScheduler(const ThreadScheduler&) = delete;
    ThreadScheduler& operator=(const ThreadScheduler&) = delete;

  private:
    std::unique_ptr<TimerThread> timers_;
    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<const WorkerPulse>> pulses_;
};

}  // namespace boxoffice::platform
