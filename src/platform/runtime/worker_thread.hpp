// One thread that runs tasks in order. Internal to the room.
#pragma once

#include "ports/scheduler.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::platform {

/// Names the calling thread for debuggers and `top`; Linux keeps the first 15 characters.
void name_this_thread(const std::string& name);

/// What a worker is at, for whoever watches it. Outlives the worker.
struct WorkerPulse {
    std::string name;
    /// Of the steady clock, in milliseconds; 0 = between two tasks.
    std::atomic<std::int64_t> busy_since{0};
};

class WorkerThread final : public ports::Executor {
  public:
    explicit WorkerThread(const std::string& name);
    ~WorkerThread() override;

    void post(ports::Task task) override;
    /// Runs what waits first.
    void close() override;
    [[nodiscard]] std::shared_ptr<const WorkerPulse> pulse() const { return pulse_; }

    WorkerThread(const WorkerThread&) = delete;
    WorkerThread& operator=(const WorkerThread&) = delete;

  private:
    void run() noexcept;
    /// Waits for tasks and takes all of them; empty when the worker is to end.
    [[nodiscard]] std::vector<ports::Task> take_all();

    std::shared_ptr<WorkerPulse> pulse_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<ports::Task> waiting_;
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace boxoffice::platform
