// Reading reservations: committed states only, never the worker's memory.
#pragma once

#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/store.hpp"
#include "contracts/resource.hpp"
#include "ports/sql.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::reservation {

/// Whose reservations, and which.
struct ListFilter {
    std::optional<UserId> user;
    std::optional<PerformanceId> performance;
};

struct ReservationList {
    std::vector<Reservation> reservations;
    std::int64_t total = 0;
};

/// Point reads take some 20 us on SQLite, so they run where they are asked. Safe from any thread.
class Queries {
  public:
    explicit Queries(ports::SqlDatabase& database) : session_(database.open_reader()) {}

    [[nodiscard]] std::optional<Reservation> find(ReservationId id);
    /// Newest first, or oldest first with `sort=id,asc`.
    [[nodiscard]] ReservationList list(const ListFilter& filter,
                                       const contracts::PageRequest& page);
    [[nodiscard]] std::vector<Transition> history(ReservationId id);
    [[nodiscard]] std::optional<TicketRow> find_ticket(TicketId id, bool& is_live);
    /// Reservations of a performance after `cursor`, for canceling them in portions.
    [[nodiscard]] std::vector<ReservationId> of_performance(PerformanceId performance,
                                                            ReservationId cursor,
                                                            std::size_t count_max);

  private:
    std::mutex mutex_;
    std::unique_ptr<ports::SqlSession> session_;
};

}  // namespace boxoffice::reservation
