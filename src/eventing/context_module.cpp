#include "eventing/context_module.hpp"

#include "base/invariant.hpp"
#include "eventing/leased_relay.hpp"
#include "eventing/outbox_relay.hpp"

#include <mutex>

namespace boxoffice::eventing {

/// The bus may still be waking the consumer from its own thread while the kernel ends.
struct ContextKernel::WakeGate {
    std::mutex mutex;
    CommandRunner* runner = nullptr;
};

ContextKernel::ContextKernel(std::string name, const Environment& environment, BatchStore& store)
    : name_(std::move(name)),
      environment_(environment),
      worker_(environment.scheduler.make_worker(name_)),
      rush_(environment_.limits.rush),
      runner_(name_, environment_, *worker_, store, rush_),
      consumer_(name_, environment_, handlers_, runner_.inbox()),
      ticker_(environment_, *worker_),
      relay_(make_relay()),
      gate_(std::make_shared<WakeGate>()) {
    gate_->runner = &runner_;
    runner_.refuse_while([this] { return is_overloaded(); });
}

std::unique_ptr<EventRelay> ContextKernel::make_relay() {
    if (!environment_.is_alone) return std::make_unique<LeasedRelay>(name_, environment_);
    return std::make_unique<OutboxRelay>(
        name_, environment_, *worker_, rush_,
        [this](std::int64_t position) { runner_.relayed(position); });
}

ContextKernel::~ContextKernel() {
    stop();
}

void ContextKernel::start() {
    worker_->post([this] {
        auto left_behind = runner_.outbox().open(runner_.session());
        runner_.start(
            {.take_bus_jobs = [this](std::size_t count) { return consumer_.take(count); },
             .bus_delay = [this] { return consumer_.delay(); },
             .committed_events =
                 [this](std::vector<OutboxRow> rows) { relay_->relay(std::move(rows)); },
             .committed_due = [this](std::vector<DueRow> rows) { ticker_.committed(rows); }});
        relay_->relay(std::move(left_behind));
        consumer_.open(
            [&database = environment_.database] {
                // A session of its own: partitions come at any time, from another thread.
                return Inbox::select_positions(*database.open_reader());
            },
            [gate = gate_] {
                const std::lock_guard lock{gate->mutex};
                if (gate->runner) gate->runner->wake();
            });
        runner_.wake();
        ticker_.open();
    });
}

void ContextKernel::stop() {
    runner_.stop();
    {
        const std::lock_guard lock{gate_->mutex};
        gate_->runner = nullptr;
    }
    worker_->post([this] {
        consumer_.close();
        ticker_.stop();
        relay_->stop();
        runner_.end();
    });
    // Ends the worker's thread while everything that its tasks touch is still there.
    worker_->close();
}

bool ContextKernel::is_overloaded() const {
    return relay_->pending() > environment_.limits.outbox_pending_max;
}

void ContextKernel::submit_internal(JobPointer job) {
    const bool accepted = runner_.submit(Lane::internal, std::move(job));
    BOXOFFICE_INVARIANT(accepted);
}

}  // namespace boxoffice::eventing
