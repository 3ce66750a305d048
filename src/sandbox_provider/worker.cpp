#include "sandbox_provider/worker.hpp"

#include <utility>

namespace boxoffice::sandbox {

Worker::Worker(ports::Scheduler& scheduler)
    : scheduler_(scheduler), executor_(scheduler.make_worker("sandbox")) {}

void Worker::post(ports::Task task) {
    const std::scoped_lock lock(mutex_);
    if (!is_closed_) executor_->post(std::move(task));
}

void Worker::after(base::Duration delay, ports::Task task) {
    const std::scoped_lock lock(mutex_);
    if (is_closed_) return;
    const auto number = ++timers_made_;
    timers_[number] = scheduler_.after(
        delay, *executor_, [this, number, task = std::move(task)] { run_timed(number, task); });
}

void Worker::run_timed(std::uint64_t number, const ports::Task& task) {
    {
        const std::scoped_lock lock(mutex_);
        if (is_closed_) return;
    }
    task();
    std::unique_ptr<ports::Timer> over;
    const std::scoped_lock lock(mutex_);
    const auto found = timers_.find(number);
    if (found == timers_.end()) return;
    over = std::move(found->second);
    timers_.erase(found);
}

void Worker::close() {
    std::unordered_map<std::uint64_t, std::unique_ptr<ports::Timer>> timers;
    {
        const std::scoped_lock lock(mutex_);
        is_closed_ = true;
        timers.swap(timers_);
    }
    timers.clear();
    executor_.reset();
}

}  // namespace boxoffice::sandbox
