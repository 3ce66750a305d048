// Threads and timers as the house sees them, so that a simulation can run everything in one thread.
#pragma once

#include "base/clock.hpp"

#include <functional>
#include <memory>
#include <string>

namespace boxoffice::ports {

using Task = std::function<void()>;

/// Runs tasks one after the other, in the order they were posted. Posting is safe from any thread.
class Executor {
  public:
    virtual ~Executor() = default;
    virtual void post(Task task) = 0;
    /// Ends it: nothing is running when this returns, nothing runs afterwards, and what is posted
    /// later falls to the ground. Not from a task of its own. An executor without a thread ends
    /// when it is destroyed.
    virtual void close() {}
};

/// Runs a task once, unless destroyed before. Destroying it waits for nothing: a task that has
/// begun goes on.
class Timer {
  public:
    virtual ~Timer() = default;
};

class Scheduler {
  public:
    virtual ~Scheduler() = default;
    /// A new serial worker: a thread of its own in production. `name` shows in logs and debuggers.
    [[nodiscard]] virtual std::unique_ptr<Executor> make_worker(const std::string& name) = 0;
    /// `task` is posted to `executor` once `delay` is over.
    [[nodiscard]] virtual std::unique_ptr<Timer> after(base::Duration delay, Executor& executor,
                                                       Task task) = 0;
};

}  // namespace boxoffice::ports
