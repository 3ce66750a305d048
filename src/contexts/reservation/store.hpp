// The rows of the reservation context during one batch.
#pragma once

#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/domain/ticket.hpp"
#include "eventing/batch_rows.hpp"
#include "eventing/batch_store.hpp"
#include "eventing/due.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::reservation {

/// This context's kinds of due work. A reservation has a row of one of the first two.
inline constexpr eventing::DueKind saga_deadline{1};
inline constexpr eventing::DueKind performance_cancellation{2};
inline constexpr eventing::DueKind placement_deadline{3};

/// The columns of a ticket, as every statement here selects them.
[[nodiscard]] Ticket read_ticket(const ports::SqlRow& row);

class Store final : public eventing::BatchStore {
  public:
    /// Before the first batch: other processes write to this database, too.
    void set_among_replicas() { is_among_replicas_ = true; }

    void want(ReservationId id) { reservations_.want(id); }
    /// How many seats that person holds or owns of that performance.
    void want_seat_count(UserId user, PerformanceId performance);

    [[nodiscard]] const Reservation* find(ReservationId id) const { return reservations_.find(id); }
    /// Counts what earlier commands of the batch changed, too.
    [[nodiscard]] std::int64_t seat_count(UserId user, PerformanceId performance) const;

    /// The reservation after `transitions`, each of which becomes a line of its history. What was
    /// placed stands in the reservation and is left out of the line.
    void put(Reservation reservation, std::vector<Transition> transitions);

    /// That ticket and its reservation.
    void want_ticket(TicketId id);
    /// That reservation and its live tickets.
    void want_with_tickets(ReservationId id);
    [[nodiscard]] const Ticket* find_ticket(TicketId id) const { return tickets_.find(id); }
    /// Of a reservation that was wanted with its tickets.
    [[nodiscard]] std::vector<const Ticket*> tickets_of(const Reservation& reservation) const;
    void add_ticket(Ticket ticket);
    void end_ticket(TicketId id);
    /// A ticket that was ended opens the door again.
    void revive_ticket(TicketId id);
    void use_ticket(TicketId id, base::Instant at);

    void begin_batch() override;
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override {
        return reservations_.has_dirty() || tickets_.has_dirty();
    }
    void committed() override;

    /// Reservations that wait for musical's answer, over all batches. Safe from any thread.
    [[nodiscard]] std::int64_t placed_count() const { return placed_count_.load(); }
    /// Those with a row of `placement_deadline`: before the first batch, and from time to time
    /// among replicas, which place and answer for each other. On the worker.
    void count_placed(ports::SqlSession& sql);

  private:
    using Buyer = std::pair<std::int64_t, std::int64_t>;

    void load_tickets(ports::SqlSession& sql);
    void save_tickets(ports::SqlSession& sql);
    void set_live_ticket(TicketId id, bool is_live);

    eventing::BatchRows<ReservationId, Reservation> reservations_;
    std::map<Buyer, std::int64_t> seat_counts_;
    std::vector<Transition> history_;
    eventing::BatchRows<TicketId, Ticket> tickets_;
    std::vector<ReservationId> wanted_with_tickets_;
    std::vector<TicketId> new_tickets_;
    std::vector<TicketId> used_tickets_;
    std::map<TicketId, bool> lives_;  ///< of tickets that were ended or revived: what came last
    bool is_among_replicas_ = false;
    std::int64_t placed_delta_ = 0;
    std::atomic<std::int64_t> placed_count_{0};
};

}  // namespace boxoffice::reservation
