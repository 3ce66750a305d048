// Every worker and timer of the house in one thread, in an order drawn from the seed.
#pragma once

#include "ports/scheduler.hpp"
#include "simulation/world/simulated_clock.hpp"
#include "simulation/world/simulated_randomness.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::simulation {

/// Tasks of one executor run in the order of posting; which executor runs next is chance. Time
/// stands still while there is work and jumps to the next timer when there is none.
///
/// Unlike production's, an executor drops its waiting tasks when it is destroyed, and the timers
/// of a destroyed executor do nothing: that is how a context crashes.
class SimulatedScheduler final : public ports::Scheduler {
  public:
    SimulatedScheduler(SimulatedClock& clock, SimulatedRandomness randomness);
    ~SimulatedScheduler() override;

    [[nodiscard]] std::unique_ptr<ports::Executor> make_worker(const std::string& name) override;
    [[nodiscard]] std::unique_ptr<ports::Timer> after(base::Duration delay,
                                                      ports::Executor& executor,
                                                      ports::Task task) override;
    /// The same without a handle: it happens unless the executor is gone.
    void later(base::Duration delay, ports::Executor& executor, ports::Task task);

    /// Busy machines are late: so often (per mille of steps) a timer at most `leap_max` ahead goes
    /// off although tasks are waiting.
    void be_late(int per_mille, base::Duration leap_max);

    /// One task, or one jump in time. @return false when there is nothing left to do, ever.
    bool step();
    /// All tasks that can run without time moving on.
    void run_ready();
    /// Everything that happens until then; it is then that time afterwards.
    void run_until(base::Instant instant);
    void run_for(base::Duration duration);

    [[nodiscard]] std::uint64_t tasks_run() const { return tasks_run_; }
    [[nodiscard]] bool has_ready() const { return !ready_.empty(); }

    /// Called before each task with its executor's name, for traces.
    void on_task(std::function<void(const std::string&)> watch) { watch_ = std::move(watch); }

    SimulatedScheduler(const SimulatedScheduler&) = delete;
    SimulatedScheduler& operator=(const SimulatedScheduler&) = delete;

  private:
    struct Queue;
    struct Entry;
    class Executor;
    class Handle;
    using EntryPointer = std::shared_ptr<Entry>;
    using Key = std::pair<base::Instant, std::uint64_t>;

    Key add(base::Duration delay, ports::Executor& executor, EntryPointer entry);
    void post(const std::shared_ptr<Queue>& queue, ports::Task task);
    void release_due();
    bool leap();
    void run_one();

    SimulatedClock& clock_;
    SimulatedRandomness randomness_;
    std::vector<std::shared_ptr<Queue>> ready_;  ///< the queues that have tasks
    std::map<Key, EntryPointer> timers_;
    std::uint64_t timers_made_ = 0;
    std::uint64_t tasks_run_ = 0;
    int late_per_mille_ = 0;
    base::Duration leap_max_{0};
    std::function<void(const std::string&)> watch_;
};

}  // namespace boxoffice::simulation
