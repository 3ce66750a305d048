#include "eventing/outbox_relay.hpp"

#include <algorithm>

namespace boxoffice::eventing {
namespace {

/// Events handed to the bus in one go.
constexpr std::size_t publish_max = 1'024;
constexpr base::Duration retry_delay_max{5'000};

}  // namespace

/// Answers of the bus that come after the relay is gone find `relay` empty.
struct OutboxRelay::Alive {
    std::mutex mutex;
    OutboxRelay* relay = nullptr;
};

OutboxRelay::OutboxRelay(const std::string& context, const Environment& environment,
                         ports::Executor& worker, const Rush& rush,
                         std::function<void(std::int64_t)> published)
    : scheduler_(environment.scheduler),
      clock_(environment.clock),
      rush_(rush),
      bus_(environment.bus),
      worker_(worker),
      log_(environment.log),
      failures_(environment.metrics.counter(
          "boxoffice_relay_failures_total", "context=\"" + context + "\"",
          "Publishes that the bus did not take and that are repeated.")),
      gauges_(environment.metrics, context),
      context_(context),
      spans_(environment, context),
      published_(std::move(published)),
      alive_(std::make_shared<Alive>()) {
    alive_->relay = this;
}

OutboxRelay::~OutboxRelay() {
    stop();
}

void OutboxRelay::stop() {
    const std::lock_guard lock{alive_->mutex};
    alive_->relay = nullptr;
    retry_.reset();
    after_rush_.reset();
}

void OutboxRelay::relay(std::vector<OutboxRow> rows) {
    for (auto& row : rows) pending_.push_back(std::move(row));
    show_pending();
    if (!is_sending_ && !retry_ && !pending_.empty()) send(share());
}

/// How many may go now.
std::size_t OutboxRelay::share() const {
    const auto now = clock_.now();
    return rush_.puts_off(now - pending_.front().event->time, now) ? rush_.share() : publish_max;
}

void OutboxRelay::send(std::size_t count_max) {
    is_sending_ = true;
    const auto count = std::min(pending_.size(), count_max);
    std::vector<ports::EventPointer> events;
    events.reserve(count);
    for (std::size_t i = 0; i < count; ++i) events.push_back(pending_[i].event);
    const auto last_position = pending_[count - 1].position;
    spans_.begin(events);

    bus_.publish(std::move(events), [alive = alive_, count,
                                     last_position](std::optional<std::string> fault) {
        const std::lock_guard lock{alive->mutex};
        if (!alive->relay) return;
        alive->relay->worker_.post([alive, count, last_position, fault = std::move(fault)] {
            // The worker is the only one that ends the relay, so it cannot end during this task.
            if (alive->relay) alive->relay->answered(count, last_position, fault);
        });
    });
}

void OutboxRelay::answered(std::size_t count, std::int64_t last_position,
                           const std::optional<std::string>& fault) {
    is_sending_ = false;
    spans_.end(fault.has_value());
    if (fault) {
        failures_.add();
        ++failures_in_a_row_;
        log_.write(ports::LogLevel::error, "bus did not take events, will repeat",
                   {{"context", context_}, {"fault", *fault}});
        const base::Duration delay{20LL << std::min(failures_in_a_row_, 8)};
        retry_ =
            scheduler_.after(std::min(delay, retry_delay_max), worker_, [this, alive = alive_] {
                if (!alive->relay) return;
                retry_.reset();
                send_more();
            });
        return;
    }
    failures_in_a_row_ = 0;
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(count));
    show_pending();
    published_(last_position);
    send_more();
}

void OutboxRelay::show_pending() {
    pending_count_.store(pending_.size(), std::memory_order_relaxed);
    gauges_.show(pending_.size(),
                 pending_.empty() ? base::Instant{} : pending_.front().event->time);
}

/// In a rush the next commit takes the next share along; should none come, the rush is over.
void OutboxRelay::send_more() {
    if (pending_.empty()) return;
    const auto count_max = share();
    if (count_max == publish_max) return send(count_max);
    after_rush_ = scheduler_.after(rush_.lull(), worker_, [this, alive = alive_] {
        if (!alive->relay || is_sending_ || retry_) return;
        send_more();
    });
}

}  // namespace boxoffice::eventing
