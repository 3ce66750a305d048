#include "contexts/reservation/waiters.hpp"

#include "base/fault.hpp"
#include "contexts/reservation/domain/status.hpp"
#include "contexts/reservation/queries.hpp"
#include "contexts/reservation/resource.hpp"
#include "contracts/codec.hpp"

#include <utility>

namespace boxoffice::reservation {
namespace {

/// Answers with the reservation as it is now; with what was known before if it could not be read.
void send(const std::optional<Reservation>& reservation, ports::HttpResponse response,
          const ports::Responder& responder) {
    if (reservation) response.body = to_json(*reservation);
    responder->send(std::move(response));
}

/// SeatUnlockRequested stands for a charge that failed: the reservation is Held again.
bool ends_waiting(std::string_view type) {
    return type == "ReservationHeld" || type == "ReservationCompleted" ||
           type == "ReservationImpossible" || type == "ReservationExpired" ||
           type == "ReservationCancelCompleted" || type == "SeatUnlockRequested" ||
           type == "ReservationReseated" || type == "ReservationReseatRefused";
}

}  // namespace

Waiters::Waiters(const eventing::Environment& environment)
    : environment_(environment),
      worker_(environment.scheduler.make_worker("reservation-waiters")) {}

void Waiters::start() {
    broadcast_ = std::make_unique<eventing::Broadcast>(
        "reservation-waiters", environment_, *worker_, std::nullopt,
        [this](const ports::Delivery& delivery) { heard(*delivery.event); });
}

void Waiters::stop() {
    broadcast_.reset();
    worker_->close();
    waiters_.clear();
}

void Waiters::wait(ReservationId id, base::Duration wait, ports::HttpResponse response,
                   ports::Responder responder) {
    if (count_.fetch_add(1) >= waiters_max) {
        count_.fetch_sub(1);
        return responder->send(std::move(response));
    }
    worker_->post([this, id, wait, response = std::move(response),
                   responder = std::move(responder)]() mutable {
        begin(id, wait, std::move(response), std::move(responder));
    });
}

void Waiters::begin(ReservationId id, base::Duration wait, ports::HttpResponse response,
                    ports::Responder responder) {
    const auto number = next_number_++;
    auto timer =
        environment_.scheduler.after(wait, *worker_, [this, id, number] { time_out(id, number); });
    waiters_.emplace(id,
                     Waiter{number, std::move(response), std::move(responder), std::move(timer)});
    // The outcome may have come before; what comes from now on is heard.
    look(id);
}

void Waiters::heard(const ports::EventEnvelope& event) {
    if (waiters_.empty() || event.source != "reservation" || !ends_waiting(event.type)) return;
    const auto named = contracts::decode<NamedReservation>(event.payload);
    if (named && waiters_.contains(named->reservation_id)) look(named->reservation_id);
}

void Waiters::look(ReservationId id) {
    const auto reservation = read(id);
    if (!reservation || !is_outcome_known(*reservation)) return;
    const auto [begin, end] = waiters_.equal_range(id);
    for (auto waiter = begin; waiter != end; ++waiter) {
        send(reservation, std::move(waiter->second.response), waiter->second.responder);
        --count_;
    }
    waiters_.erase(begin, end);
}

void Waiters::time_out(ReservationId id, std::int64_t number) {
    auto [waiter, end] = waiters_.equal_range(id);
    while (waiter != end && waiter->second.number != number) ++waiter;
    if (waiter == end) return;
    auto late = std::move(waiter->second);
    waiters_.erase(waiter);
    --count_;
    send(read(id), std::move(late.response), late.responder);
}

std::optional<Reservation> Waiters::read(ReservationId id) {
    try {
        if (!session_) session_ = environment_.database.open_reader();
        return find_reservation(*session_, id);
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        environment_.log.write(ports::LogLevel::warning, "a reservation cannot be read",
                               {{"fault", fault.what()}});
        return std::nullopt;
    }
}

}  // namespace boxoffice::reservation
