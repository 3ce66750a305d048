#include "contexts/reservation/queries.hpp"

#include "contexts/reservation/codecs.hpp"

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText select_one = "SELECT body FROM reservation WHERE id = $1";
constexpr ports::SqlText count_some =
    "SELECT COUNT(*) FROM reservation WHERE ($1 = 0 OR user_id = $1) AND ($2 = 0 OR performance_id "
    "= $2)";
constexpr ports::SqlText count_of_user =
    "SELECT COUNT(*) FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2)";
constexpr ports::SqlText select_newest =
    "SELECT body FROM reservation WHERE ($1 = 0 OR user_id = $1) AND ($2 = 0 OR performance_id = "
    "$2) "
    "ORDER BY id DESC LIMIT $3 OFFSET $4";
constexpr ports::SqlText select_newest_of_user =
    "SELECT body FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2) "
    "ORDER BY id DESC LIMIT $3 OFFSET $4";
constexpr ports::SqlText select_oldest =
    "SELECT body FROM reservation WHERE ($1 = 0 OR user_id = $1) AND ($2 = 0 OR performance_id = "
    "$2) "
    "ORDER BY id LIMIT $3 OFFSET $4";
constexpr ports::SqlText select_history =
    "SELECT body FROM reservation_history WHERE reservation_id = $1 ORDER BY version";
constexpr ports::SqlText select_ticket =
    "SELECT id, reservation_id, performance_id, seat_id, code, is_live FROM ticket WHERE id = $1";
constexpr ports::SqlText select_of_performance =
    "SELECT id FROM reservation WHERE performance_id = $1 AND id > $2 ORDER BY id LIMIT $3";

}  // namespace

std::optional<Reservation> Queries::find(ReservationId id) {
    const std::lock_guard lock{mutex_};
    std::optional<Reservation> found;
    session_->query(select_one, {id}, [&](const ports::SqlRow& row) {
        found = decode_stored<Reservation>(row.text(0));
    });
    return found;
}

ReservationList Queries::list(const ListFilter& filter, const contracts::PageRequest& page) {
    const std::lock_guard lock{mutex_};
    const auto user = filter.user.value_or(UserId{});
    const auto performance = filter.performance.value_or(PerformanceId{});
    ReservationList list;
    session_->query(user ? count_of_user : count_some, {user, performance},
                    [&](const ports::SqlRow& row) { list.total = row.integer(0); });
    const auto newest = user ? select_newest_of_user : select_newest;
    const bool is_oldest_first = page.sort == "id" && !page.is_descending;
    session_->query(is_oldest_first ? select_oldest : newest,
                    {user, performance, page.size, page.offset()}, [&](const ports::SqlRow& row) {
                        list.reservations.push_back(decode_stored<Reservation>(row.text(0)));
                    });
    return list;
}

std::vector<Transition> Queries::history(ReservationId id) {
    const std::lock_guard lock{mutex_};
    std::vector<Transition> steps;
    session_->query(select_history, {id}, [&](const ports::SqlRow& row) {
        steps.push_back(decode_stored<Transition>(row.text(0)));
    });
    return steps;
}

std::optional<TicketRow> Queries::find_ticket(TicketId id, bool& is_live) {
    const std::lock_guard lock{mutex_};
    std::optional<TicketRow> found;
    session_->query(select_ticket, {id}, [&](const ports::SqlRow& row) {
        found = TicketRow{row.id<TicketId>(0), row.id<ReservationId>(1), row.id<PerformanceId>(2),
                          row.id<SeatId>(3), std::string{row.text(4)}};
        is_live = row.integer(5) != 0;
    });
    return found;
}

std::vector<ReservationId> Queries::of_performance(PerformanceId performance, ReservationId cursor,
                                                   std::size_t count_max) {
    const std::lock_guard lock{mutex_};
    std::vector<ReservationId> ids;
    session_->query(select_of_performance, {performance, cursor, count_max},
                    [&](const ports::SqlRow& row) { ids.push_back(row.id<ReservationId>(0)); });
    return ids;
}

}  // namespace boxoffice::reservation
