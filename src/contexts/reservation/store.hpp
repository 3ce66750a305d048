// The rows of the reservation context during one batch.
#pragma once

#include "contexts/reservation/domain/saga.hpp"
#include "eventing/batch_rows.hpp"
#include "eventing/batch_store.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::reservation {

/// A ticket as it is stored: `code` is unguessable (128 bits) and is what the door reads.
struct TicketRow {
    TicketId id;
    ReservationId reservation_id;
    PerformanceId performance_id;
    SeatId seat_id;
    std::string code;
};

class Store final : public eventing::BatchStore {
  public:
    void want(ReservationId id) { reservations_.want(id); }
    /// How many seats that person holds or owns of that performance.
    void want_seat_count(UserId user, PerformanceId performance);

    [[nodiscard]] const Reservation* find(ReservationId id) const { return reservations_.find(id); }
    /// Counts what earlier commands of the batch changed, too.
    [[nodiscard]] std::int64_t seat_count(UserId user, PerformanceId performance) const;

    /// The reservation after `transitions`, each of which becomes a line of its history.
    void put(const Reservation& reservation, const std::vector<Transition>& transitions);
    void add_ticket(TicketRow ticket);
    void end_tickets(const std::vector<TicketId>& tickets);

    void begin_batch() override;
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override { return reservations_.has_dirty(); }
    void committed() override;

    /// Reservations that wait for musical's answer, over all batches. Safe from any thread.
    [[nodiscard]] std::int64_t placed_count() const { return placed_count_.load(); }
    /// Before the first batch.
    void count_placed(ports::SqlSession& sql);

  private:
    using Buyer = std::pair<std::int64_t, std::int64_t>;

    eventing::BatchRows<ReservationId, Reservation> reservations_;
    std::map<Buyer, std::int64_t> seat_counts_;
    std::vector<Transition> history_;
    std::vector<TicketRow> new_tickets_;
    std::vector<TicketId> ended_tickets_;
    std::int64_t placed_delta_ = 0;
    std::atomic<std::int64_t> placed_count_{0};
};

}  // namespace boxoffice::reservation
