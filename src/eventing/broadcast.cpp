#include "eventing/broadcast.hpp"

#include <atomic>
#include <mutex>

namespace boxoffice::eventing {
namespace {

constexpr std::size_t take_max = 1'024;

}  // namespace

struct Broadcast::State : std::enable_shared_from_this<State> {
    State(ports::Executor& executor, std::function<void(const ports::Delivery&)> call)
        : worker(executor), apply(std::move(call)) {}

    void wake() {
        if (is_posted.exchange(true)) return;
        worker.post([self = shared_from_this()] { self->pump(); });
    }

    void pump() {
        is_posted = false;
        const std::lock_guard lock{mutex};
        if (!stream) return;
        const auto deliveries = stream->take(take_max);
        for (const auto& delivery : deliveries) apply(delivery);
        if (deliveries.empty()) return;
        stream->acknowledge(deliveries.back().position);
        wake();
    }

    ports::Executor& worker;
    std::function<void(const ports::Delivery&)> apply;
    std::atomic<bool> is_posted{false};
    std::mutex mutex;  ///< held while events are applied, so that the owner can end in peace
    std::unique_ptr<ports::EventStream> stream;
};

Broadcast::Broadcast(const std::string& name, const Environment& environment,
                     ports::Executor& worker, std::int64_t after_position,
                     std::function<void(const ports::Delivery&)> apply)
    : state_(std::make_shared<State>(worker, std::move(apply))) {
    auto stream = environment.bus.subscribe({.consumer = name,
                                             .after_position = after_position,
                                             .wake = [weak = std::weak_ptr{state_}] {
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
}

}  // namespace boxoffice::eventing
