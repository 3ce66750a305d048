#include "contexts/reservation/queries.hpp"

#include "contexts/reservation/codecs.hpp"
#include "contexts/reservation/store.hpp"

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText select_one = "SELECT body FROM reservation WHERE id = $1";
constexpr ports::SqlText select_history =
    "SELECT body FROM reservation_history WHERE reservation_id = $1 ORDER BY version";
constexpr ports::SqlText select_ticket =
    "SELECT id, reservation_id, performance_id, seat_id, secret, is_live, used_at FROM ticket "
    "WHERE id = $1";
constexpr ports::SqlText select_living_of_performance =
    "SELECT id FROM reservation WHERE performance_id = $1 AND id > $2 "
    "AND state NOT IN ('Impossible', 'Expired', 'Canceled') ORDER BY id LIMIT $3";

/// One way to choose reservations. $1 is the user or the performance, $2 a performance or 0.
struct Choice {
    ports::SqlText count;
    ports::SqlText newest_first;
    ports::SqlText oldest_first;
};

constexpr Choice all{"SELECT COUNT(*) FROM reservation WHERE $1 = $2",
                     "SELECT body FROM reservation WHERE $1 = $2 ORDER BY id DESC LIMIT $3 "
                     "OFFSET $4",
                     "SELECT body FROM reservation WHERE $1 = $2 ORDER BY id LIMIT $3 OFFSET $4"};
constexpr Choice of_user{
    "SELECT COUNT(*) FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2)",
    "SELECT body FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2) "
    "ORDER BY id DESC LIMIT $3 OFFSET $4",
    "SELECT body FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2) "
    "ORDER BY id LIMIT $3 OFFSET $4"};
constexpr Choice of_performance{
    "SELECT COUNT(*) FROM reservation WHERE performance_id = $1 AND $2 = 0",
    "SELECT body FROM reservation WHERE performance_id = $1 AND $2 = 0 "
    "ORDER BY id DESC LIMIT $3 OFFSET $4",
    "SELECT body FROM reservation WHERE performance_id = $1 AND $2 = 0 "
    "ORDER BY id LIMIT $3 OFFSET $4"};

}  // namespace

std::optional<Reservation> find_reservation(ports::SqlSession& sql, ReservationId id) {
    std::optional<Reservation> found;
    sql.query(select_one, {id},
              [&](const ports::SqlRow& row) { found = decode_stored<Reservation>(row.text(0)); });
    return found;
}

ReservationList list_reservations(ports::SqlSession& sql, const ListFilter& filter,
                                  const contracts::PageRequest& page) {
    const auto performance = filter.performance.value_or(PerformanceId{}).value;
    const auto& choice = filter.user ? of_user : filter.performance ? of_performance : all;
    const auto first = filter.user ? filter.user->value : performance;
    const auto second = filter.user ? performance : 0;
    ReservationList list;
    sql.query(choice.count, {first, second},
              [&](const ports::SqlRow& row) { list.total = row.integer(0); });
    const bool is_oldest_first = page.sort == "id" && !page.is_descending;
    sql.query(is_oldest_first ? choice.oldest_first : choice.newest_first,
              {first, second, page.size, page.offset()}, [&](const ports::SqlRow& row) {
                  list.reservations.push_back(decode_stored<Reservation>(row.text(0)));
              });
    return list;
}

std::vector<Transition> find_history(ports::SqlSession& sql, ReservationId id) {
    std::vector<Transition> steps;
    sql.query(select_history, {id}, [&](const ports::SqlRow& row) {
        steps.push_back(decode_stored<Transition>(row.text(0)));
    });
    return steps;
}

std::optional<TicketOfReservation> find_ticket(ports::SqlSession& sql, TicketId id) {
    std::optional<Ticket> ticket;
    sql.query(select_ticket, {id}, [&](const ports::SqlRow& row) { ticket = read_ticket(row); });
    if (!ticket) return std::nullopt;
    auto reservation = find_reservation(sql, ticket->reservation_id);
    if (!reservation) return std::nullopt;
    return TicketOfReservation{std::move(*ticket), std::move(*reservation)};
}

std::vector<ReservationId> find_living_of(ports::SqlSession& sql, PerformanceId performance,
                                          ReservationId cursor, std::size_t count_max) {
    std::vector<ReservationId> ids;
    sql.query(select_living_of_performance, {performance, cursor, count_max},
              [&](const ports::SqlRow& row) { ids.push_back(row.id<ReservationId>(0)); });
    return ids;
}

}  // namespace boxoffice::reservation
