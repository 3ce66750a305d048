#include "contexts/reservation/waiters.hpp"

#include "contexts/reservation/domain/status.hpp"
#include "contexts/reservation/resource.hpp"

namespace boxoffice::reservation {
namespace {

/// Answers with the reservation as it is now.
void send(const std::optional<Reservation>& reservation, ports::HttpResponse response,
          const ports::Responder& responder) {
    if (reservation) response.body = to_json(*reservation);
    responder->send(std::move(response));
}

bool ends_waiting(std::string_view type) {
    return type == "ReservationHeld" || type == "ReservationCompleted" ||
           type == "ReservationImpossible" || type == "ReservationExpired" ||
           type == "ReservationCancelCompleted";
}

/// "reservationId":17 stands first in every event of this context.
std::optional<ReservationId> named_reservation(std::string_view payload) {
    constexpr std::string_view start = "{\"reservationId\":";
    if (!payload.starts_with(start)) return std::nullopt;
    std::int64_t id = 0;
    for (const char c : payload.substr(start.size())) {
        if (c < '0' || c > '9') break;
        id = id * 10 + (c - '0');
    }
    return ReservationId{id};
}

}  // namespace

void Waiters::wait(ReservationId id, base::Duration wait, ports::HttpResponse response,
                   ports::Responder responder) {
    const auto present = queries_.find(id);
    const bool is_known = present && is_outcome_known(*present);
    if (is_known || wait <= base::Duration::zero() || count_ >= waiters_max) {
        return send(present, std::move(response), responder);
    }
    {
        const std::lock_guard lock{mutex_};
        const auto number = next_number_++;
        auto timer = environment_.scheduler.after(wait, worker_,
                                                  [this, id, number] { time_out(id, number); });
        waiters_.emplace(id, std::pair{number, Waiter{std::move(response), std::move(responder),
                                                      std::move(timer)}});
        ++count_;
    }
    // The outcome may have come between the look above and the registration.
    const auto again = queries_.find(id);
    if (again && is_outcome_known(*again)) answer(id);
}

void Waiters::heard(const ports::EventEnvelope& event) {
    if (count_ == 0 || event.source != "reservation" || !ends_waiting(event.type)) return;
    const auto id = named_reservation(event.payload);
    if (!id) return;
    {
        const std::lock_guard lock{mutex_};
        if (waiters_.find(*id) == waiters_.end()) return;
    }
    const auto reservation = queries_.find(*id);
    if (reservation && is_outcome_known(*reservation)) answer(*id);
}

void Waiters::answer(ReservationId id) {
    std::vector<Waiter> woken;
    {
        const std::lock_guard lock{mutex_};
        const auto [begin, end] = waiters_.equal_range(id);
        for (auto entry = begin; entry != end; ++entry)
            woken.push_back(std::move(entry->second.second));
        waiters_.erase(begin, end);
        count_ -= woken.size();
    }
    const auto reservation = queries_.find(id);
    for (auto& waiter : woken) send(reservation, std::move(waiter.response), waiter.responder);
}

void Waiters::time_out(ReservationId id, std::int64_t number) {
    std::optional<Waiter> late;
    {
        const std::lock_guard lock{mutex_};
        const auto [begin, end] = waiters_.equal_range(id);
        for (auto entry = begin; entry != end; ++entry) {
            if (entry->second.first != number) continue;
            late = std::move(entry->second.second);
            waiters_.erase(entry);
            --count_;
            break;
        }
    }
    if (late) send(queries_.find(id), std::move(late->response), late->responder);
}

}  // namespace boxoffice::reservation
