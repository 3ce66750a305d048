// Which event changes which figures. The inbox lets each event through once, and every movement
// stands at the time that its event carries, so a replay from the beginning of the log gives the
// same.
#pragma once

#include "base/clock.hpp"
#include "contexts/sales/store.hpp"
#include "contracts/events.hpp"
#include "eventing/consumer.hpp"
#include "eventing/unit_of_work.hpp"

#include <vector>

namespace boxoffice::sales {

/// An event and when its context published it.
template <class Event>
struct At {
    Event event;
    base::Instant at{};
};

class Projections {
  public:
    explicit Projections(Store& store) : store_(store) {}

    /// Every event that the sales figures listen to.
    void listen(eventing::EventHandlers& handlers);

    void declare(const At<contracts::ItemCreated>&) {}
    void declare(const At<contracts::ItemEdited>&) {}
    void declare(const At<contracts::PerformanceScheduled>& told);
    void declare(const At<contracts::PerformanceCanceled>& told);
    void declare(const At<contracts::SeatsOpened>& told);
    void declare(const At<contracts::SeatsChanged>& told);
    void declare(const At<contracts::SeatMoved>& told);
    /// Events of the seats of one reservation.
    template <class Event>
    requires requires(const Event& event) {
        event.reservation_id;
        event.seats;
    }
    void declare(const At<Event>& told) {
        store_.want(told.event.reservation_id);
        for (const auto& seat : told.event.seats) store_.want(seat.seat_id);
    }
    /// Events of its money alone.
    template <class Event>
    requires requires(const Event& event) {
        event.payment_id;
    } &&(!requires(const Event& event) { event.seats; }) void declare(const At<Event>& told) {
        store_.want(told.event.reservation_id);
    }

    void decide(const At<contracts::ItemCreated>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::ItemEdited>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::PerformanceScheduled>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::PerformanceCanceled>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::SeatsOpened>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::SeatsChanged>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::SeatHeld>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::SeatSold>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::SeatReleased>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::SeatRefunded>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::SeatMoved>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::ReservationCancelPlaced>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::ReservationCancelCompleted>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::PaymentRequested>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::RefundRequested>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::PaymentApproved>& told, eventing::UnitOfWork& work);
    void decide(const At<contracts::PaymentRefunded>& told, eventing::UnitOfWork& work);

  private:
    template <class Event>
    [[nodiscard]] Purchase purchase_of(const Event& event) const;
    void move(const std::vector<contracts::SeatReference>& seats, SeatState state,
              ReservationId owner, base::Instant at);
    template <class Event>
    void take_seats(const At<Event>& told, SeatState state);
    template <class Event>
    void free_seats(const At<Event>& told);
    template <class Event>
    void follow(const At<Event>& told);
    void change(const contracts::SeatDetails& details, const contracts::SeatsChanged& event,
                base::Instant at);

    Store& store_;
};

}  // namespace boxoffice::sales
