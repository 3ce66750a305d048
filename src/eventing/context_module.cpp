#include "eventing/context_module.hpp"

#include "base/invariant.hpp"

namespace boxoffice::eventing {

ContextKernel::ContextKernel(std::string name, const Environment& environment, BatchStore& store)
    : name_(std::move(name)),
      environment_(environment),
      worker_(environment.scheduler.make_worker(name_)),
      runner_(name_, environment_, *worker_, store),
      consumer_(name_, environment_, handlers_, runner_.inbox()),
      ticker_(environment_, *worker_),
      relay_(name_, environment_, *worker_,
             [this](std::int64_t position) { runner_.relayed(position); }) {}

ContextKernel::~ContextKernel() = default;

void ContextKernel::start() {
    worker_->post([this] {
        auto left_behind = runner_.outbox().open(runner_.session());
        const auto position = Inbox::select_position(runner_.session());
        runner_.start(
            {.take_bus_jobs = [this](std::size_t count) { return consumer_.take(count); },
             .committed_events =
                 [this](std::vector<OutboxRow> rows) { relay_.relay(std::move(rows)); },
             .committed_due = [this](std::vector<DueRow> rows) { ticker_.committed(rows); }});
        relay_.relay(std::move(left_behind));
        consumer_.open(position, [this] { runner_.wake(); });
        runner_.wake();
        ticker_.open();
    });
}

void ContextKernel::stop() {
    runner_.stop();
}

bool ContextKernel::is_overloaded() const {
    return relay_.pending() > environment_.limits.outbox_pending_max;
}

void ContextKernel::submit_internal(JobPointer job) {
    const bool accepted = runner_.submit(Lane::internal, std::move(job));
    BOXOFFICE_INVARIANT(accepted);
}

}  // namespace boxoffice::eventing
