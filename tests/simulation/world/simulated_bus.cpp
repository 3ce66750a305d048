#include "simulation/world/simulated_bus.hpp"

#include "base/fault.hpp"

#include <algorithm>
#include <numeric>

namespace boxoffice::simulation {
namespace {

constexpr base::Duration answer_timeout{30'000};
/// A repeated delivery goes back at most so far.
constexpr std::int64_t repeat_max = 20;

}  // namespace

struct SimulatedBus::StreamState {
    std::function<void()> wake;
    std::vector<std::int64_t> cursors;  ///< by partition, as what is visible
    std::vector<std::int64_t> visible;
    [[nodiscard]] bool has_more() const { return cursors != visible; }
    /// @return whether there is more to see now.
    bool reveal(const ports::Positions& end) {
        bool is_more = false;
        for (std::size_t partition = 0; partition < visible.size(); ++partition) {
            const auto offset = end.of(static_cast<std::int32_t>(partition));
            if (offset <= visible[partition]) continue;
            visible[partition] = offset;
            is_more = true;
        }
        return is_more;
    }
};

struct SimulatedBus::Publish {
    std::vector<ports::EventPointer> events;
    std::function<void(std::optional<std::string>)> done;
    std::optional<std::string> fault;
    base::Duration answer_delay{0};
};

class SimulatedBus::Stream final : public ports::EventStream {
  public:
    Stream(SimulatedBus& bus, std::shared_ptr<StreamState> state)
        : bus_(bus), state_(std::move(state)) {}

    std::vector<ports::Delivery> take(std::size_t count_max) override {
        if (bus_.randomness_.happens(bus_.faults_.take_fails)) {
            ++bus_.counters_["take failed"];
            throw base::InfrastructureFault("simulated: the log cannot be read", base::Retry::yes);
        }
        if (state_->has_more() && bus_.randomness_.happens(bus_.faults_.delivery_repeated)) {
            ++bus_.counters_["delivery repeated"];
            auto& cursor = state_->cursors[some_partition()];
            cursor -= bus_.randomness_.between(0, std::min(cursor, repeat_max));
        }
        std::vector<ports::Delivery> deliveries;
        const auto count = state_->cursors.size();
        const auto first = some_partition();
        for (std::size_t i = 0; i < count; ++i) {
            take_of((first + i) % count, count_max, deliveries);
        }
        return deliveries;
    }

    void acknowledge(ports::Position) override {}

  private:
    [[nodiscard]] std::size_t some_partition() {
        const auto count = state_->cursors.size();
        return count == 1 ? 0 : bus_.randomness_.below(count);
    }
    void take_of(std::size_t partition, std::size_t count_max,
                 std::vector<ports::Delivery>& deliveries) {
        auto& cursor = state_->cursors[partition];
        const auto& events = bus_.partitions_[partition];
        while (cursor < state_->visible[partition] && deliveries.size() < count_max) {
            const auto index = static_cast<std::size_t>(cursor++);
            deliveries.push_back({{static_cast<std::int32_t>(partition), cursor}, events[index]});
        }
    }

    SimulatedBus& bus_;
    std::shared_ptr<StreamState> state_;
};

SimulatedBus::SimulatedBus(SimulatedScheduler& scheduler, SimulatedRandomness randomness)
    : scheduler_(scheduler), randomness_(randomness), worker_(scheduler.make_worker("bus")) {}

SimulatedBus::~SimulatedBus() = default;

base::Duration SimulatedBus::delay_up_to(base::Duration most) {
    return base::Duration{randomness_.between(0, most.count())};
}

void SimulatedBus::publish(std::vector<ports::EventPointer> events,
                           std::function<void(std::optional<std::string> fault)> done) {
    Publish publish{std::move(events), std::move(done), {}, delay_up_to(faults_.answer_delay_max)};
    if (randomness_.happens(faults_.publish_refused)) {
        ++counters_["publish refused"];
        publish.events.clear();
        publish.fault = "simulated: refused";
    } else if (publish.events.size() > 1 && randomness_.happens(faults_.publish_in_part)) {
        ++counters_["publish in part"];
        publish.events.resize(1 + randomness_.below(publish.events.size() - 1));
        publish.fault = "simulated: appended in part";
    } else if (randomness_.happens(faults_.answer_wrong)) {
        ++counters_["answer wrong"];
        publish.fault = "simulated: appended, but the answer is a fault";
    } else if (randomness_.happens(faults_.answer_lost)) {
        ++counters_["answer lost"];
        publish.fault = "simulated: no answer in time";
        publish.answer_delay = answer_timeout;
    }
    const auto on_its_way = std::make_shared<Publish>(std::move(publish));
    std::erase_if(on_their_way_, [](const auto& other) { return other.expired(); });
    on_their_way_.push_back(on_its_way);
    scheduler_.later(delay_up_to(faults_.append_delay_max), *worker_,
                     [this, on_its_way] { arrive(*on_its_way); });
}

void SimulatedBus::publisher_crashed(const std::string& source) {
    for (const auto& weak : on_their_way_) {
        const auto publish = weak.lock();
        if (!publish || publish->events.empty() || publish->events[0]->source != source) continue;
        const auto kept = randomness_.below(publish->events.size() + 1);
        if (kept < publish->events.size()) ++counters_["publish cut off by a crash"];
        publish->events.resize(kept);
    }
}

void SimulatedBus::arrive(const Publish& publish) {
    for (const auto& event : publish.events) add(event);
    if (!publish.events.empty()) deliver();
    scheduler_.later(publish.answer_delay, *worker_,
                     [done = publish.done, fault = publish.fault] { done(fault); });
}

void SimulatedBus::append(const ports::EventEnvelope& event) {
    add(std::make_shared<ports::EventEnvelope>(event));
    deliver();
}

void SimulatedBus::add(ports::EventPointer event) {
    const auto hash = std::accumulate(event->key.begin(), event->key.end(), std::size_t{0});
    partitions_[hash % partitions_.size()].push_back(event);
    log_.push_back(std::move(event));
    if (watch_) watch_(*log_.back());
}

void SimulatedBus::deliver() {
    std::erase_if(streams_, [](const auto& stream) { return stream.expired(); });
    for (const auto& stream : streams_) {
        scheduler_.later(delay_up_to(faults_.delivery_delay_max), *worker_, [stream, end = head()] {
            const auto state = stream.lock();
            if (state && state->reveal(end)) state->wake();
        });
    }
}

ports::Positions SimulatedBus::head() const {
    ports::Positions head;
    for (std::size_t partition = 0; partition < partitions_.size(); ++partition) {
        head.raise({static_cast<std::int32_t>(partition),
                    static_cast<std::int64_t>(partitions_[partition].size())});
    }
    return head;
}

std::unique_ptr<ports::EventStream> SimulatedBus::subscribe(ports::Subscription subscription) {
    return open(subscription.stored(), std::move(subscription.wake));
}

std::unique_ptr<ports::EventStream> SimulatedBus::follow(ports::Broadcasting broadcasting) {
    return open(broadcasting.after.value_or(head()), std::move(broadcasting.wake));
}

std::unique_ptr<ports::EventStream> SimulatedBus::open(const ports::Positions& after,
                                                       std::function<void()> wake) {
    auto state = std::make_shared<StreamState>();
    for (std::size_t partition = 0; partition < partitions_.size(); ++partition) {
        state->cursors.push_back(after.of(static_cast<std::int32_t>(partition)));
    }
    state->visible = state->cursors;
    (void)state->reveal(head());
    state->wake = std::move(wake);
    streams_.push_back(state);
    return std::make_unique<Stream>(*this, std::move(state));
}

}  // namespace boxoffice::simulation
