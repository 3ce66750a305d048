#include "simulation/world/simulated_scheduler.hpp"

#include "base/invariant.hpp"

#include <algorithm>
#include <deque>

namespace boxoffice::simulation {

struct SimulatedScheduler::Queue {
    std::string name;
    std::deque<ports::Task> tasks;
    bool is_closed = false;
};

struct SimulatedScheduler::Entry {
    std::weak_ptr<Queue> queue;
    ports::Task task;
    bool is_over = false;
};

class SimulatedScheduler::Executor final : public ports::Executor {
  public:
    Executor(SimulatedScheduler& scheduler, std::string name) : scheduler_(scheduler) {
        queue_->name = std::move(name);
    }
    ~Executor() override { close(); }

    void close() override {
        queue_->is_closed = true;
        std::erase(scheduler_.ready_, queue_);
        // What a dropped task owns may post in its destructor: the queue must be closed by then.
        const auto dropped = std::exchange(queue_->tasks, {});
    }

    void post(ports::Task task) override { scheduler_.post(queue_, std::move(task)); }
    [[nodiscard]] const std::shared_ptr<Queue>& queue() const { return queue_; }

    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

  private:
    SimulatedScheduler& scheduler_;
    std::shared_ptr<Queue> queue_ = std::make_shared<Queue>();
};

class SimulatedScheduler::Handle final : public ports::Timer {
  public:
    Handle(SimulatedScheduler& scheduler, Key key, EntryPointer entry)
        : scheduler_(scheduler), key_(key), entry_(std::move(entry)) {}
    ~Handle() override {
        entry_->is_over = true;
        scheduler_.timers_.erase(key_);
    }

    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

  private:
    SimulatedScheduler& scheduler_;
    Key key_;
    EntryPointer entry_;
};

SimulatedScheduler::SimulatedScheduler(SimulatedClock& clock, SimulatedRandomness randomness)
    : clock_(clock), randomness_(randomness) {}

SimulatedScheduler::~SimulatedScheduler() = default;

std::unique_ptr<ports::Executor> SimulatedScheduler::make_worker(const std::string& name) {
    return std::make_unique<Executor>(*this, name);
}

SimulatedScheduler::Key SimulatedScheduler::add(base::Duration delay, ports::Executor& executor,
                                                EntryPointer entry) {
    entry->queue = dynamic_cast<Executor&>(executor).queue();
    const Key key{clock_.now() + std::max(delay, base::Duration{0}), ++timers_made_};
    timers_.emplace(key, std::move(entry));
    return key;
}

std::unique_ptr<ports::Timer> SimulatedScheduler::after(base::Duration delay,
                                                        ports::Executor& executor,
                                                        ports::Task task) {
    auto entry = std::make_shared<Entry>();
    entry->task = std::move(task);
    const auto key = add(delay, executor, entry);
    return std::make_unique<Handle>(*this, key, std::move(entry));
}

void SimulatedScheduler::later(base::Duration delay, ports::Executor& executor, ports::Task task) {
    auto entry = std::make_shared<Entry>();
    entry->task = std::move(task);
    add(delay, executor, std::move(entry));
}

void SimulatedScheduler::be_late(int per_mille, base::Duration leap_max) {
    late_per_mille_ = per_mille;
    leap_max_ = leap_max;
}

void SimulatedScheduler::post(const std::shared_ptr<Queue>& queue, ports::Task task) {
    if (queue->is_closed) return;
    if (queue->tasks.empty()) ready_.push_back(queue);
    queue->tasks.push_back(std::move(task));
}

void SimulatedScheduler::release_due() {
    while (!timers_.empty() && timers_.begin()->first.first <= clock_.now()) {
        auto entry = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        const auto queue = entry->queue.lock();
        if (!queue) continue;
        post(queue, [entry] {
            if (entry->is_over) return;
            entry->is_over = true;
            // The task may destroy its own timer, and with it this entry's last owner but us.
            const auto task = std::move(entry->task);
            task();
        });
    }
}

bool SimulatedScheduler::leap() {
    if (timers_.empty()) return false;
    clock_.advance_to(timers_.begin()->first.first);
    release_due();
    return true;
}

void SimulatedScheduler::run_one() {
    const auto chosen = randomness_.below(ready_.size());
    const auto queue = ready_[chosen];
    const auto task = std::move(queue->tasks.front());
    queue->tasks.pop_front();
    if (queue->tasks.empty()) ready_.erase(ready_.begin() + static_cast<std::ptrdiff_t>(chosen));
    ++tasks_run_;
    if (watch_) watch_(queue->name);
    task();
}

bool SimulatedScheduler::step() {
    release_due();
    if (ready_.empty()) return leap();
    const bool is_near =
        !timers_.empty() && timers_.begin()->first.first - clock_.now() <= leap_max_;
    if (is_near && late_per_mille_ > 0 && randomness_.happens(late_per_mille_)) return leap();
    run_one();
    return true;
}

void SimulatedScheduler::run_ready() {
    for (release_due(); !ready_.empty(); release_due()) run_one();
}

void SimulatedScheduler::run_until(base::Instant instant) {
    for (;;) {
        release_due();
        const bool is_due = !timers_.empty() && timers_.begin()->first.first <= instant;
        if (ready_.empty() && !is_due) break;
        step();
    }
    if (clock_.now() < instant) clock_.advance_to(instant);
}

void SimulatedScheduler::run_for(base::Duration duration) {
    run_until(clock_.now() + duration);
}

}  // namespace boxoffice::simulation
