#include "contexts/reservation/replica_views.hpp"

#include "base/fault.hpp"
#include "base/integer.hpp"
#include "contracts/codec.hpp"
#include "contracts/events.hpp"

#include <utility>

namespace boxoffice::reservation {
namespace {

constexpr base::Duration count_interval{1'000};

/// Calls `follow` with the event when it is one of that kind.
template <class Event, class Follow>
void on(const ports::EventEnvelope& envelope, Follow follow) {
    if (envelope.type != contracts::event_type<Event>) return;
    if (const auto event = contracts::decode<Event>(envelope.payload)) follow(*event);
}

bool is_of_directory(const ports::EventEnvelope& event) {
    return event.type == contracts::event_type<contracts::PerformanceScheduled> ||
           event.type == contracts::event_type<contracts::PerformanceCanceled> ||
           event.type == contracts::event_type<contracts::SeatsOpened> ||
           event.type == contracts::event_type<contracts::SeatsChanged>;
}

}  // namespace

ReplicaViews::ReplicaViews(eventing::ContextKernel& kernel, Store& store, SeatDirectory& directory,
                           SeatView& view)
    : kernel_(kernel), store_(store), directory_(directory), view_(view) {}

void ReplicaViews::prepare() {
    store_.set_among_replicas();
    changes_ = std::make_unique<eventing::StoredChanges>(
        "reservation-views", kernel_.environment(), kernel_.worker(),
        [this](const ports::EventEnvelope& event) { return hear(event); },
        [this](const std::set<std::string>& keys) { reload(keys); });
}

void ReplicaViews::start() {
    changes_->start();
    count_later();
}

void ReplicaViews::stop() {
    changes_.reset();
    timer_.reset();
}

ports::Positions ReplicaViews::directory_positions() const {
    return changes_->told_up_to();
}

bool ReplicaViews::is_repeated(const ports::EventEnvelope& event) {
    auto& seen = seen_[event.key];
    const std::pair here{event.generation, event.sequence};
    if (here <= seen) return true;
    seen = here;
    return false;
}

bool ReplicaViews::hear(const ports::EventEnvelope& event) {
    if (event.source != contracts::event_source<contracts::SeatHeld>) return false;
    if (is_of_directory(event)) return true;
    if (is_repeated(event)) return false;
    on<contracts::SeatHeld>(
        event, [this](const contracts::SeatHeld& held) { view_.held(held.seats, held.until); });
    on<contracts::SeatSold>(event,
                            [this](const contracts::SeatSold& sold) { view_.sold(sold.seats); });
    on<contracts::SeatReleased>(
        event, [this](const contracts::SeatReleased& freed) { view_.freed(freed.seats); });
    on<contracts::SeatMoved>(
        event, [this](const contracts::SeatMoved& moved) { view_.moved(moved.moves); });
    on<contracts::SeatRefunded>(
        event, [this](const contracts::SeatRefunded& freed) { view_.freed(freed.seats); });
    return false;
}

/// On the worker, between two batches, like every change of the directory.
void ReplicaViews::reload(const std::set<std::string>& keys) {
    if (!session_) session_ = kernel_.environment().database.open_reader();
    for (const auto& key : keys) {
        if (const auto id = base::to_integer(key)) directory_.reload(*session_, {*id});
    }
}

void ReplicaViews::count_later() {
    const auto& environment = kernel_.environment();
    timer_ = environment.scheduler.after(count_interval, kernel_.worker(), [this] {
        try {
            if (!session_) session_ = kernel_.environment().database.open_reader();
            store_.count_placed(*session_);
        } catch (const base::InfrastructureFault& fault) {
            session_.reset();
            kernel_.environment().log.write(ports::LogLevel::warning,
                                            "waiting placements cannot be counted",
                                            {{"context", "reservation"}, {"fault", fault.what()}});
        }
        count_later();
    });
}

}  // namespace boxoffice::reservation
