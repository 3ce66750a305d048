// People who asked to wait for an outcome (`Prefer: wait`), and what wakes them.
#pragma once

#include "contexts/reservation/queries.hpp"
#include "eventing/environment.hpp"
#include "ports/event_bus.hpp"
#include "ports/http.hpp"
#include "ports/scheduler.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace boxoffice::reservation {

/// Every replica hears of every outcome over the bus, so that it does not matter which one was
/// asked.
class Waiters {
  public:
    Waiters(const eventing::Environment& environment, ports::Executor& worker, Queries& queries)
        : environment_(environment), worker_(worker), queries_(queries) {}

    /// Sends `response` with the reservation as its body once the outcome is known, or as it is
    /// when `wait` is over. At most `waiters_max` at a time; more are answered at once.
    void wait(ReservationId id, base::Duration wait, ports::HttpResponse response,
              ports::Responder responder);
    /// An event of this context, as the broadcast brings it.
    void heard(const ports::EventEnvelope& event);

    static constexpr std::size_t waiters_max = 20'000;

  private:
    struct Waiter {
        ports::HttpResponse response;
        ports::Responder responder;
        std::unique_ptr<ports::Timer> timer;
    };
    void answer(ReservationId id);
    void time_out(ReservationId id, std::int64_t number);

    const eventing::Environment& environment_;
    ports::Executor& worker_;
    Queries& queries_;
    std::mutex mutex_;
    std::multimap<ReservationId, std::pair<std::int64_t, Waiter>> waiters_;
    std::atomic<std::size_t> count_{0};
    std::int64_t next_number_ = 1;
};

}  // namespace boxoffice::reservation
