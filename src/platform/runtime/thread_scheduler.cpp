#include "platform/runtime/thread_scheduler.hpp"

#include "platform/runtime/timer_thread.hpp"
#include "platform/runtime/worker_thread.hpp"

namespace boxoffice::platform {

ThreadScheduler::ThreadScheduler() : timers_(std::make_unique<TimerThread>()) {}
ThreadScheduler::~ThreadScheduler() = default;

std::unique_ptr<ports::Executor> ThreadScheduler::make_worker(const std::string& name) {
    return std::make_unique<WorkerThread>(name);
}

std::unique_ptr<ports::Timer> ThreadScheduler::after(base::Duration delay,
                                                     ports::Executor& executor, ports::Task task) {
    return timers_->add(TimerQueue::SteadyClock::now() + delay, executor, std::move(task));
}

}  // namespace boxoffice::platform
