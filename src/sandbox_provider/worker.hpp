// The one thread of the provider, with its timers: everything that touches the ledger runs there.
#pragma once

#include "base/clock.hpp"
#include "ports/scheduler.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace boxoffice::sandbox {

/// Tasks are taken until `close`; what is posted later, by a late answer of the network, falls to
/// the ground. Shared with whoever may still call after the provider has gone.
class Worker {
  public:
    explicit Worker(ports::Scheduler& scheduler);

    /// Safe from any thread.
    void post(ports::Task task);
    /// Posts `task` once `delay` is over, unless closed before.
    void after(base::Duration delay, ports::Task task);
    /// Drops the timers, runs what waits, and joins. Not from a task of this worker.
    void close();

  private:
    void run_timed(std::uint64_t number, const ports::Task& task);

    ports::Scheduler& scheduler_;
    std::mutex mutex_;
    std::unique_ptr<ports::Executor> executor_;
    std::unordered_map<std::uint64_t, std::unique_ptr<ports::Timer>> timers_;
    std::uint64_t timers_made_ = 0;
    bool is_closed_ = false;
};

}  // namespace boxoffice::sandbox
