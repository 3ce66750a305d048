// Reading reservations: committed states only, never the worker's memory.
#pragma once

#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/domain/ticket.hpp"
#include "contracts/english_names.hpp"
#include "contracts/resource.hpp"
#include "ports/sql.hpp"

#include <optional>
#include <vector>

namespace boxoffice::reservation {

[[nodiscard]] std::optional<Reservation> find_reservation(ports::SqlSession& sql, ReservationId id);

/// Whose reservations, and which; what is left out does not matter.
struct ListFilter {
    std::optional<UserId> user;
    std::optional<PerformanceId> performance;
    std::optional<ReservationId> number;
    /// Any of these people, each once; none of them = nobody's.
    std::optional<std::vector<UserId>> people;
    std::string status;             ///< the public one; empty = any
    std::string state;              ///< the exact one; empty = any
    std::optional<Instant> from;    ///< reserved then or later
    std::optional<Instant> before;  ///< reserved earlier
};
struct ReservationList {
    std::vector<Reservation> reservations;
    std::int64_t total = 0;
};
/// Newest first, or oldest first with `sort=id,asc`.
[[nodiscard]] ReservationList list_reservations(ports::SqlSession& sql, const ListFilter& filter,
                                                const contracts::PageRequest& page);

/// The steps of one reservation, without what was placed.
[[nodiscard]] std::vector<Transition> find_history(ports::SqlSession& sql, ReservationId id);

struct TicketOfReservation {
    Ticket ticket;
    Reservation reservation;
};
[[nodiscard]] std::optional<TicketOfReservation> find_ticket(ports::SqlSession& sql, TicketId id);

/// Nothing when the house has said nothing in English of that performance.
[[nodiscard]] std::optional<contracts::EnglishNames> find_english_names(ports::SqlSession& sql,
                                                                        PerformanceId performance);

/// Reservations of a performance after `cursor` that are not over, for canceling them in portions.
[[nodiscard]] std::vector<ReservationId> find_living_of(ports::SqlSession& sql,
                                                        PerformanceId performance,
                                                        ReservationId cursor,
                                                        std::size_t count_max);

}  // namespace boxoffice::reservation
