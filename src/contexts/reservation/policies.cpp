#include "contexts/reservation/policies.hpp"

namespace boxoffice::reservation {
namespace {

using eventing::EventHandlers;
using eventing::JobPointer;
using ports::EventEnvelope;

/// The event goes to the saga of the reservation it names.
template <class Event>
void to_saga(EventHandlers& events, Handlers& handlers) {
    events.on<Event>([&handlers](const Event& event, const EventEnvelope&) -> JobPointer {
        return eventing::make_job(handlers, SagaInput{event.reservation_id, event});
    });
}

/// What memory does once an event is stored, if it follows at all.
class Memory {
  public:
    explicit Memory(bool follows) : follows_(follows) {}

    template <class Follow>
    [[nodiscard]] std::function<void()> then(Follow follow) const {
        if (!follows_) return {};
        return follow;
    }

  private:
    bool follows_;
};

/// The same, and the seat view follows once it is stored.
template <class Event, class Follow>
void to_saga_and_view(EventHandlers& events, Handlers& handlers, Memory memory, Follow follow) {
    events.on<Event>(
        [&handlers, memory, follow](const Event& event, const EventEnvelope&) -> JobPointer {
            return eventing::make_job(handlers, SagaInput{event.reservation_id, event},
                                      memory.then([follow, event] { follow(event); }));
        });
}

void register_directory(EventHandlers& events, Handlers& handlers, SeatDirectory& directory,
                        Memory memory) {
    events.on<PerformanceScheduled>([&, memory](const PerformanceScheduled& event,
                                                const EventEnvelope&) -> JobPointer {
        const auto performance = std::make_shared<DirectoryPerformance>(
            DirectoryPerformance{.id = event.performance_id,
                                 .musical_id = event.musical_id,
                                 .musical_name = event.musical_name,
                                 .venue_name = event.venue_name,
                                 .starts_at = event.starts_at,
                                 .sales_open_at = event.sales_open_at,
                                 .sales_close_at = event.sales_close_at,
                                 .seat_limit = event.seat_limit_per_person,
                                 .is_default = event.is_default.value_or(false)});
        if (event.english_names) {
            performance->english_names = contracts::encode(*event.english_names);
        }
        DirectoryChange change{.performance = performance, .performance_id = event.performance_id};
        if (event.refund_tables) change.rules = RefundRules{event.time_zone, *event.refund_tables};
        return eventing::make_job(
            handlers, std::move(change),
            memory.then([&directory, performance] { directory.follow(*performance); }));
    });
    events.on<SeatsOpened>(
        [&, memory](const SeatsOpened& event, const EventEnvelope&) -> JobPointer {
            return eventing::make_job(
                handlers,
                DirectoryChange{.performance_id = event.performance_id, .upserted = event.seats},
                memory.then(
                    [&directory, event] { directory.follow(event.performance_id, event.seats); }));
        });
    events.on<SeatsChanged>(
        [&, memory](const SeatsChanged& event, const EventEnvelope&) -> JobPointer {
            DirectoryChange change{.performance_id = event.performance_id};
            const bool is_deleted = event.change == "deleted";
            (is_deleted ? change.removed : change.upserted) = event.seats;
            return eventing::make_job(handlers, std::move(change),
                                      memory.then([&directory, event, is_deleted] {
                                          if (is_deleted) return directory.forget(event.seats);
                                          directory.follow(event.performance_id, event.seats);
                                      }));
        });
    events.on<PerformanceCanceled>([&, memory](const PerformanceCanceled& event,
                                               const EventEnvelope&) -> JobPointer {
        return eventing::make_job(
            handlers, DirectoryChange{.performance_id = event.performance_id, .canceled = event},
            memory.then([&directory, id = event.performance_id] { directory.cancel(id); }));
    });
}

}  // namespace

void register_policies(EventHandlers& events, Handlers& handlers, SeatDirectory& directory,
                       SeatView& view, bool memory_follows) {
    const Memory memory{memory_follows};
    register_directory(events, handlers, directory, memory);

    to_saga_and_view<SeatHeld>(events, handlers, memory, [&view](const SeatHeld& event) {
        view.held(event.seats, event.until);
    });
    to_saga_and_view<SeatSold>(events, handlers, memory,
                               [&view](const SeatSold& event) { view.sold(event.seats); });
    to_saga_and_view<SeatReleased>(events, handlers, memory,
                                   [&view](const SeatReleased& event) { view.freed(event.seats); });
    to_saga_and_view<SeatRefunded>(events, handlers, memory,
                                   [&view](const SeatRefunded& event) { view.freed(event.seats); });
    to_saga_and_view<SeatMoved>(events, handlers, memory,
                                [&view](const SeatMoved& event) { view.moved(event.moves); });
    to_saga<SeatMoveRefused>(events, handlers);
    to_saga<SeatAlreadySold>(events, handlers);
    to_saga<SeatLocked>(events, handlers);
    to_saga<SeatLockRefused>(events, handlers);
    to_saga<SeatUnlocked>(events, handlers);
    to_saga<SeatSaleRefused>(events, handlers);
    to_saga<PaymentApproved>(events, handlers);
    to_saga<PaymentDeclined>(events, handlers);
    to_saga<PaymentAbandoned>(events, handlers);
    to_saga<PaymentRefunded>(events, handlers);
    to_saga<RefundFailed>(events, handlers);
    // Nothing personal is kept here: reservations and tickets name a person by his id alone, which
    // leads nowhere once identity has forgotten him. The books need them as they are.
    events.on<AccountErased>(
        [](const AccountErased&, const EventEnvelope&) -> JobPointer { return nullptr; });
}

}  // namespace boxoffice::reservation
