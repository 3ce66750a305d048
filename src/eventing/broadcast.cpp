#include "eventing/broadcast.hpp"

#include "base/fault.hpp"

#include <atomic>
#include <mutex>

namespace boxoffice::eventing {
namespace {

constexpr std::size_t take_max = 1'024;
/// A log that could not be read is asked again after this.
constexpr base::Duration retry_delay{200};

}  // namespace

struct Broadcast::State : std::enable_shared_from_this<State> {
    State(const std::string& named, const Environment& environment, ports::Executor& executor,
          std::function<void(const ports::Delivery&)> call)
        : name(named),
          scheduler(environment.scheduler),
          log(environment.log),
          worker(executor),
          apply(std::move(call)) {}

    void wake() {
        if (is_posted.exchange(true)) return;
        worker.post([self = shared_from_this()] { self->pump(); });
    }

    void pump() {
        is_posted = false;
        const std::lock_guard lock{mutex};
        if (!stream) return;
        const auto deliveries = take();
        for (const auto& delivery : deliveries) apply(delivery);
        if (deliveries.empty()) return;
        for (const auto& delivery : deliveries) stream->acknowledge(delivery.position);
        wake();
    }

    std::vector<ports::Delivery> take() {
        try {
            return stream->take(take_max);
        } catch (const base::InfrastructureFault& fault) {
            log.write(ports::LogLevel::warning, "the bus cannot be read, will ask again",
                      {{"consumer", name}, {"fault", fault.what()}});
            retry = scheduler.after(retry_delay, worker, [weak = weak_from_this()] {
                if (const auto state = weak.lock()) state->wake();
            });
            return {};
        }
    }

    std::string name;
    ports::Scheduler& scheduler;
    ports::Log& log;
    ports::Executor& worker;
    std::function<void(const ports::Delivery&)> apply;
    std::atomic<bool> is_posted{false};
    std::mutex mutex;  ///< held while events are applied, so that the owner can end in peace
    std::unique_ptr<ports::EventStream> stream;
    std::unique_ptr<ports::Timer> retry;
};

Broadcast::Broadcast(const std::string& name, const Environment& environment,
                     ports::Executor& worker, std::optional<ports::Positions> after,
                     std::function<void(const ports::Delivery&)> apply)
    : state_(std::make_shared<State>(name, environment, worker, std::move(apply))) {
    auto stream = environment.bus.follow(
        {.reader = name, .after = std::move(after), .wake = [weak = std::weak_ptr{state_}] {
             if (const auto state = weak.lock()) state->wake();
         }});
    {
        const std::lock_guard lock{state_->mutex};
        state_->stream = std::move(stream);
    }
    state_->wake();
}

Broadcast::~Broadcast() {
    const std::lock_guard lock{state_->mutex};
    state_->stream.reset();
    state_->retry.reset();
}

}  // namespace boxoffice::eventing
