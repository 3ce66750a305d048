#include "platform/runtime/thread_scheduler.hpp"

#include "platform/runtime/timer_thread.hpp"
#include "platform/runtime/worker_thread.hpp"

namespace boxoffice::platform {

ThreadScheduler::ThreadScheduler() : timers_(std::make_unique<TimerThread>()) {}
ThreadScheduler::~ThreadScheduler() = default;

std::unique_ptr<ports::Executor> ThreadScheduler::make_worker(const std::string& name) {
    auto worker = std::make_unique<WorkerThread>(name);
    const std::lock_guard lock{mutex_};
    std::erase_if(pulses_, [](const auto& pulse) { return pulse.expired(); });
    pulses_.push_back(worker->pulse());
    return worker;
}

std::vector<std::string> ThreadScheduler::stuck(base::Duration patience) const {
    const auto limit = TimerQueue::SteadyClock::now().time_since_epoch() - patience;
    std::vector<std::string> names;
    const std::lock_guard lock{mutex_};
    for (const auto& weak : pulses_) {
        const auto pulse = weak.lock();
        if (!pulse) continue;
        const auto since = pulse->busy_since.load();
        if (since != 0 && std::chrono::milliseconds{since} < limit) names.push_back(pulse->name);
    }
    return names;
}

std::unique_ptr<ports::Timer> ThreadScheduler::after(base::Duration delay,
                                                     ports::Executor& executor, ports::Task task) {
    return timers_->add(TimerQueue::SteadyClock::now() + delay, executor, std::move(task));
}

}  // namespace boxoffice::platform
