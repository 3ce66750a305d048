#include "platform/runtime/timer_thread.hpp"

#include "platform/runtime/worker_thread.hpp"

namespace boxoffice::platform {

TimerQueue::Key TimerQueue::add(SteadyClock::time_point when, EntryPointer entry) {
    const Key key{when, ++added_};
    entries_.emplace(key, std::move(entry));
    return key;
}

TimerQueue::EntryPointer TimerQueue::take_due(SteadyClock::time_point now) {
    if (entries_.empty() || entries_.begin()->first.first > now) return nullptr;
    auto entry = std::move(entries_.begin()->second);
    entries_.erase(entries_.begin());
    return entry;
}

std::optional<TimerQueue::SteadyClock::time_point> TimerQueue::next() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.begin()->first.first;
}

class TimerThread::Handle final : public ports::Timer {
  public:
    Handle(TimerThread& thread, TimerQueue::Key key, TimerQueue::EntryPointer entry)
        : thread_(thread), key_(key), entry_(std::move(entry)) {}
    ~Handle() override { thread_.revoke(key_, *entry_); }

    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

  private:
    TimerThread& thread_;
    TimerQueue::Key key_;
    TimerQueue::EntryPointer entry_;
};

TimerThread::TimerThread() : thread_([this] { run(); }) {}

TimerThread::~TimerThread() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

std::unique_ptr<ports::Timer> TimerThread::add(TimerQueue::SteadyClock::time_point when,
                                               ports::Executor& executor, ports::Task task) {
    auto entry = std::make_shared<TimerQueue::Entry>();
    entry->executor = &executor;
    entry->task = std::move(task);
    TimerQueue::Key key;
    bool is_next = false;
    {
        const std::scoped_lock lock(mutex_);
        is_next = !queue_.next() || when < *queue_.next();
        key = queue_.add(when, entry);
    }
    if (is_next) wake_.notify_one();
    return std::make_unique<Handle>(*this, key, std::move(entry));
}

void TimerThread::revoke(const TimerQueue::Key& key, TimerQueue::Entry& entry) {
    // A task that was posted and has not begun finds this and does nothing.
    entry.is_over.store(true);
    // Under the lock nothing is being posted: afterwards the executor may go.
    const std::scoped_lock lock(mutex_);
    queue_.remove(key);
}

void TimerThread::run() noexcept {
    name_this_thread("timers");
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        if (auto entry = queue_.take_due(TimerQueue::SteadyClock::now())) {
            entry->executor->post([entry] {
                if (!entry->is_over.exchange(true)) entry->task();
            });
        } else if (const auto next = queue_.next()) {
            wake_.wait_until(lock, *next);
        } else {
            wake_.wait(lock);
        }
    }
}

}  // namespace boxoffice::platform
