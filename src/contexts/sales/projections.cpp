#include "contexts/sales/projections.hpp"

namespace boxoffice::sales {

using namespace contracts;

namespace {

template <class... Event>
void listen_to(Projections& projections, eventing::EventHandlers& handlers) {
    const auto project = [&projections](const auto& event, const ports::EventEnvelope& envelope) {
        using Told = std::remove_cvref_t<decltype(event)>;
        return eventing::make_job(projections, At<Told>{event, envelope.time});
    };
    (handlers.on<Event>(project), ...);
}

}  // namespace

void Projections::listen(eventing::EventHandlers& handlers) {
    listen_to<ItemCreated, ItemEdited, PerformanceScheduled, PerformanceCanceled, SeatsOpened,
              SeatsChanged, SeatHeld, SeatSold, SeatReleased, SeatRefunded, SeatMoved>(*this,
                                                                                       handlers);
    listen_to<ReservationCancelPlaced, ReservationCancelCompleted, PaymentRequested,
              RefundRequested>(*this, handlers);
    listen_to<PaymentApproved, PaymentRefunded>(*this, handlers);
}

// ---- the programme

void Projections::declare(const At<PerformanceScheduled>& told) {
    store_.want(told.event.performance_id);
}

void Projections::declare(const At<PerformanceCanceled>& told) {
    store_.want(told.event.performance_id);
}

void Projections::declare(const At<SeatsOpened>& told) {
    store_.want(told.event.performance_id);
    for (const auto& seat : told.event.seats) store_.want(seat.seat_id);
}

void Projections::declare(const At<SeatsChanged>& told) {
    for (const auto& seat : told.event.seats) store_.want(seat.seat_id);
}

void Projections::decide(const At<ItemCreated>& told, eventing::UnitOfWork&) {
    store_.name(told.event.musical_id, told.event.name);
}

void Projections::decide(const At<ItemEdited>& told, eventing::UnitOfWork&) {
    store_.name(told.event.musical_id, told.event.name);
}

void Projections::decide(const At<PerformanceScheduled>& told, eventing::UnitOfWork&) {
    const auto& event = told.event;
    const auto* known = store_.find(event.performance_id);
    store_.put(Performance{.id = event.performance_id,
                           .musical_id = event.musical_id,
                           .musical_name = event.musical_name,
                           .venue_name = event.venue_name,
                           .starts_at = event.starts_at,
                           .status = known ? known->status : PerformanceStatus::scheduled});
}

void Projections::decide(const At<PerformanceCanceled>& told, eventing::UnitOfWork&) {
    const auto& event = told.event;
    const auto* known = store_.find(event.performance_id);
    auto performance =
        known ? *known : Performance{.id = event.performance_id, .musical_id = event.musical_id};
    performance.status =
        event.reason == "deleted" ? PerformanceStatus::deleted : PerformanceStatus::canceled;
    store_.put(std::move(performance));
}

// ---- seats

void Projections::decide(const At<SeatsOpened>& told, eventing::UnitOfWork&) {
    const auto& event = told.event;
    if (!store_.find(event.performance_id)) {
        store_.put(Performance{.id = event.performance_id,
                               .musical_id = event.musical_id,
                               .musical_name = event.musical_name});
    }
    for (const auto& details : event.seats) {
        // Seats that are told again are what became of them meanwhile.
        if (store_.find(details.seat_id)) continue;
        store_.put(Seat{.id = details.seat_id,
                        .performance_id = event.performance_id,
                        .grade = details.grade,
                        .price = details.price,
                        .changed_at = told.at},
                   told.at);
    }
}

void Projections::change(const SeatDetails& details, const SeatsChanged& event, base::Instant at) {
    const auto* known = store_.find(details.seat_id);
    if (!known) return;
    auto seat = *known;
    seat.grade = details.grade;
    seat.price = details.price;
    const auto become = [&](SeatState state) {
        seat.state = state;
        seat.owner = {};
        seat.changed_at = at;
    };
    if (event.change == "blocked") become(SeatState::blocked);
    if (event.change == "unblocked") become(SeatState::available);
    if (event.change == "deleted") become(SeatState::deleted);
    store_.put(seat, at);
}

void Projections::decide(const At<SeatsChanged>& told, eventing::UnitOfWork&) {
    for (const auto& details : told.event.seats) change(details, told.event, told.at);
}

void Projections::move(const std::vector<SeatReference>& seats, SeatState state,
                       ReservationId owner, base::Instant at) {
    for (const auto& reference : seats) {
        const auto* known = store_.find(reference.seat_id);
        if (!known) continue;
        auto seat = *known;
        seat.state = state;
        seat.owner = owner;
        seat.changed_at = at;
        store_.put(seat, at);
    }
}

template <class Event>
Purchase Projections::purchase_of(const Event& event) const {
    if (const auto* known = store_.find(event.reservation_id)) return *known;
    return {.reservation_id = event.reservation_id, .performance_id = event.performance_id};
}

template <class Event>
void Projections::take_seats(const At<Event>& told, SeatState state) {
    const auto& event = told.event;
    std::vector<BoughtSeat> seats;
    for (const auto& reference : event.seats) {
        const auto* seat = store_.find(reference.seat_id);
        if (seat) seats.push_back({seat->id, seat->grade, seat->price});
    }
    auto purchase = with_seats(purchase_of(event), seats);
    if constexpr (std::is_same_v<Event, SeatSold>) purchase = evolve(std::move(purchase), event);
    move(event.seats, state, event.reservation_id, told.at);
    store_.put(std::move(purchase), told.at, false);
}

template <class Event>
void Projections::free_seats(const At<Event>& told) {
    move(told.event.seats, SeatState::available, {}, told.at);
    const auto* known = store_.find(told.event.reservation_id);
    if (known) store_.put(evolve(*known, told.event), told.at, true);
}

void Projections::decide(const At<SeatHeld>& told, eventing::UnitOfWork&) {
    take_seats(told, SeatState::held);
}

void Projections::decide(const At<SeatSold>& told, eventing::UnitOfWork&) {
    take_seats(told, SeatState::sold);
}

void Projections::decide(const At<SeatReleased>& told, eventing::UnitOfWork&) {
    free_seats(told);
}

void Projections::decide(const At<SeatRefunded>& told, eventing::UnitOfWork&) {
    free_seats(told);
}

void Projections::declare(const At<SeatMoved>& told) {
    store_.want(told.event.reservation_id);
    for (const auto& move : told.event.moves) {
        store_.want(move.seat_id);
        store_.want(move.to_seat_id);
    }
}

void Projections::decide(const At<SeatMoved>& told, eventing::UnitOfWork&) {
    const auto& event = told.event;
    std::vector<SeatReference> left;
    std::vector<SeatReference> taken;
    std::vector<MovedTo> moves;
    for (const auto& each : event.moves) {
        left.push_back({each.seat_id});
        taken.push_back({each.to_seat_id});
        const auto* seat = store_.find(each.to_seat_id);
        moves.push_back({each, seat ? seat->grade : std::string{}});
    }
    move(left, event.kept_off_sale ? SeatState::blocked : SeatState::available, {}, told.at);
    move(taken, SeatState::sold, event.reservation_id, told.at);
    store_.put(with_moves(purchase_of(event), moves), told.at, false);
}

// ---- money

template <class Event>
void Projections::follow(const At<Event>& told) {
    store_.put(evolve(purchase_of(told.event), told.event), told.at, false);
}

void Projections::decide(const At<ReservationCancelPlaced>& told, eventing::UnitOfWork&) {
    follow(told);
}

void Projections::decide(const At<ReservationCancelCompleted>& told, eventing::UnitOfWork&) {
    // An end before anything was held or paid leaves nothing to count.
    if (store_.find(told.event.reservation_id)) follow(told);
}

void Projections::decide(const At<PaymentRequested>& told, eventing::UnitOfWork&) {
    follow(told);
}

void Projections::decide(const At<RefundRequested>& told, eventing::UnitOfWork&) {
    follow(told);
}

void Projections::decide(const At<PaymentApproved>& told, eventing::UnitOfWork&) {
    follow(told);
}

void Projections::decide(const At<PaymentRefunded>& told, eventing::UnitOfWork&) {
    follow(told);
}

}  // namespace boxoffice::sales
