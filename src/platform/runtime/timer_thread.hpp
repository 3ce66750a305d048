// One thread that posts tasks when their time has come. Internal to the room.
#pragma once

#include "ports/scheduler.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace boxoffice::platform {

/// Tasks in the order of their times; those of the same time in the order in which they were added.
/// Not safe for several threads by itself.
class TimerQueue {
  public:
    using SteadyClock = std::chrono::steady_clock;
    using Key = std::pair<SteadyClock::time_point, std::uint64_t>;

    /// Runs its task at most once, and not after it was revoked.
    struct Entry {
        ports::Executor* executor = nullptr;
        ports::Task task;
        std::atomic<bool> is_over{false};
    };
    using EntryPointer = std::shared_ptr<Entry>;

    Key add(SteadyClock::time_point when, EntryPointer entry);
    void remove(const Key& key) { entries_.erase(key); }
    /// The next entry whose time has come, or nothing.
    [[nodiscard]] EntryPointer take_due(SteadyClock::time_point now);
    [[nodiscard]] std::optional<SteadyClock::time_point> next() const;

  private:
    std::map<Key, EntryPointer> entries_;
    std::uint64_t added_ = 0;
};

class TimerThread {
  public:
    TimerThread();
    ~TimerThread();

    [[nodiscard]] std::unique_ptr<ports::Timer> add(TimerQueue::SteadyClock::time_point when,
                                                    ports::Executor& executor, ports::Task task);

    TimerThread(const TimerThread&) = delete;
    TimerThread& operator=(const TimerThread&) = delete;

  private:
    class Handle;
    void run() noexcept;
    void revoke(const TimerQueue::Key& key, TimerQueue::Entry& entry);

    std::mutex mutex_;
    std::condition_variable wake_;
    TimerQueue queue_;
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace boxoffice::platform
