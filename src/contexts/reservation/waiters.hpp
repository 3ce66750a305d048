// People who asked to wait for an outcome (`Prefer: wait`), and what wakes them.
#pragma once

#include "contexts/reservation/domain/reservation.hpp"
#include "eventing/broadcast.hpp"
#include "eventing/environment.hpp"
#include "ports/http.hpp"
#include "ports/scheduler.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

namespace boxoffice::reservation {

/// Every replica hears of every outcome over the bus, so that it does not matter which one was
/// asked. Reads and waits on a worker of its own: whoever waits costs those nothing who write.
class Waiters {
  public:
    explicit Waiters(const eventing::Environment& environment);

    /// Listens from the head of the log on.
    void start();
    /// Whoever still waits is left to his responder's end.
    void stop();

    /// Sends `response` with the reservation as its body once the outcome is known, or as it is
    /// when `wait` is over. At most `waiters_max` at a time; more get `response` at once. Safe from
    /// any thread.
    void wait(ReservationId id, base::Duration wait, ports::HttpResponse response,
              ports::Responder responder);

    static constexpr std::size_t waiters_max = 20'000;

  private:
    struct Waiter {
        std::int64_t number = 0;
        ports::HttpResponse response;
        ports::Responder responder;
        std::unique_ptr<ports::Timer> timer;
    };

    void begin(ReservationId id, base::Duration wait, ports::HttpResponse response,
               ports::Responder responder);
    void heard(const ports::EventEnvelope& event);
    void look(ReservationId id);
    void time_out(ReservationId id, std::int64_t number);
    [[nodiscard]] std::optional<Reservation> read(ReservationId id);

    const eventing::Environment& environment_;
    std::unique_ptr<ports::Executor> worker_;
    std::atomic<std::size_t> count_{0};
    // Below: on the worker only.
    std::unique_ptr<ports::SqlSession> session_;
    std::multimap<ReservationId, Waiter> waiters_;
    std::int64_t next_number_ = 1;
    std::unique_ptr<eventing::Broadcast> broadcast_;
};

}  // namespace boxoffice::reservation
