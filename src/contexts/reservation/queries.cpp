#include "contexts/reservation/queries.hpp"

#include "contexts/reservation/codecs.hpp"
#include "contexts/reservation/domain/status.hpp"
#include "contexts/reservation/store.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText select_one = "SELECT body FROM reservation WHERE id = $1";
constexpr ports::SqlText select_history =
    "SELECT body FROM reservation_history WHERE reservation_id = $1 ORDER BY version";
constexpr ports::SqlText select_ticket =
    "SELECT id, reservation_id, performance_id, seat_id, secret, is_live, used_at FROM ticket "
    "WHERE id = $1";
constexpr ports::SqlText select_english_names =
    "SELECT english_names FROM directory_performance WHERE id = $1 AND english_names <> ''";
constexpr ports::SqlText select_living_of_performance =
    "SELECT id FROM reservation WHERE performance_id = $1 AND id > $2 "
    "AND state NOT IN ('Impossible', 'Expired', 'Canceled') ORDER BY id LIMIT $3";

constexpr ports::SqlText select_ids_of_user =
    "SELECT id FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2) "
    "AND ($3 = '' OR status = $3) AND ($4 = '' OR state = $4) "
    "AND reserved_at >= $5 AND reserved_at < $6";

/// One way to choose reservations. $1 is the user or the performance, $2 a performance or 0; the
/// others mean the same everywhere: $3 status and $4 state (empty = any), $5 from, $6 before.
struct Choice {
    ports::SqlText count;
    ports::SqlText newest_first;
    ports::SqlText oldest_first;
};

constexpr Choice all{
    "SELECT COUNT(*) FROM reservation WHERE $1 = $2 AND ($3 = '' OR status = $3) "
    "AND ($4 = '' OR state = $4) AND reserved_at >= $5 AND reserved_at < $6",
    "SELECT body FROM reservation WHERE $1 = $2 AND ($3 = '' OR status = $3) "
    "AND ($4 = '' OR state = $4) AND reserved_at >= $5 AND reserved_at < $6 "
    "ORDER BY id DESC LIMIT $7 OFFSET $8",
    "SELECT body FROM reservation WHERE $1 = $2 AND ($3 = '' OR status = $3) "
    "AND ($4 = '' OR state = $4) AND reserved_at >= $5 AND reserved_at < $6 "
    "ORDER BY id LIMIT $7 OFFSET $8"};
constexpr Choice of_user{
    "SELECT COUNT(*) FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2) "
    "AND ($3 = '' OR status = $3) AND ($4 = '' OR state = $4) "
    "AND reserved_at >= $5 AND reserved_at < $6",
    "SELECT body FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2) "
    "AND ($3 = '' OR status = $3) AND ($4 = '' OR state = $4) "
    "AND reserved_at >= $5 AND reserved_at < $6 ORDER BY id DESC LIMIT $7 OFFSET $8",
    "SELECT body FROM reservation WHERE user_id = $1 AND ($2 = 0 OR performance_id = $2) "
    "AND ($3 = '' OR status = $3) AND ($4 = '' OR state = $4) "
    "AND reserved_at >= $5 AND reserved_at < $6 ORDER BY id LIMIT $7 OFFSET $8"};
constexpr Choice of_performance{
    "SELECT COUNT(*) FROM reservation WHERE performance_id = $1 AND $2 = 0 "
    "AND ($3 = '' OR status = $3) AND ($4 = '' OR state = $4) "
    "AND reserved_at >= $5 AND reserved_at < $6",
    "SELECT body FROM reservation WHERE performance_id = $1 AND $2 = 0 "
    "AND ($3 = '' OR status = $3) AND ($4 = '' OR state = $4) "
    "AND reserved_at >= $5 AND reserved_at < $6 ORDER BY id DESC LIMIT $7 OFFSET $8",
    "SELECT body FROM reservation WHERE performance_id = $1 AND $2 = 0 "
    "AND ($3 = '' OR status = $3) AND ($4 = '' OR state = $4) "
    "AND reserved_at >= $5 AND reserved_at < $6 ORDER BY id LIMIT $7 OFFSET $8"};

/// From the beginning to the end of time, unless the filter says otherwise.
struct Days {
    explicit Days(const ListFilter& filter)
        : from(filter.from.value_or(Instant{})), before(filter.before.value_or(Instant::max())) {}
    Instant from;
    Instant before;
};

bool is_oldest_first(const contracts::PageRequest& page) {
    return page.sort == "id" && !page.is_descending;
}

bool fits(const Reservation& reservation, const ListFilter& filter) {
    const Days days{filter};
    return (!filter.user || *filter.user == reservation.user_id) &&
           (!filter.performance || *filter.performance == reservation.performance_id) &&
           (filter.status.empty() || filter.status == public_status(reservation)) &&
           (filter.state.empty() || filter.state == to_text(reservation.state)) &&
           days.from <= reservation.reserved_dt && reservation.reserved_dt < days.before;
}

ReservationList list_by_number(ports::SqlSession& sql, const ListFilter& filter,
                               const contracts::PageRequest& page) {
    ReservationList list;
    auto found = find_reservation(sql, *filter.number);
    if (!found || !fits(*found, filter)) return list;
    list.total = 1;
    if (page.number == 0) list.reservations.push_back(std::move(*found));
    return list;
}

ReservationList list_of_people(ports::SqlSession& sql, const ListFilter& filter,
                               const contracts::PageRequest& page) {
    const Days days{filter};
    ports::SqlRows people{6};
    for (const auto user : *filter.people) {
        if (filter.user && *filter.user != user) continue;
        people.add({user, filter.performance.value_or(PerformanceId{}), filter.status, filter.state,
                    days.from, days.before});
    }
    std::vector<ReservationId> ids;
    if (people.empty()) return {};
    sql.query_batch(select_ids_of_user, people,
                    [&](const ports::SqlRow& row) { ids.push_back(row.id<ReservationId>(0)); });
    std::ranges::sort(ids);
    if (!is_oldest_first(page)) std::ranges::reverse(ids);
    ReservationList list{.reservations = {}, .total = std::ssize(ids)};
    ports::SqlRows shown{1};
    const auto end = std::min(list.total, page.offset() + page.size);
    for (auto i = page.offset(); i < end; ++i) shown.add({ids[static_cast<std::size_t>(i)]});
    if (shown.empty()) return list;
    sql.query_batch(select_one, shown, [&](const ports::SqlRow& row) {
        list.reservations.push_back(decode_stored<Reservation>(row.text(0)));
    });
    return list;
}

}  // namespace

std::optional<Reservation> find_reservation(ports::SqlSession& sql, ReservationId id) {
    std::optional<Reservation> found;
    sql.query(select_one, {id},
              [&](const ports::SqlRow& row) { found = decode_stored<Reservation>(row.text(0)); });
    return found;
}

ReservationList list_reservations(ports::SqlSession& sql, const ListFilter& filter,
                                  const contracts::PageRequest& page) {
    if (filter.number) return list_by_number(sql, filter, page);
    if (filter.people) return list_of_people(sql, filter, page);
    const auto performance = filter.performance.value_or(PerformanceId{}).value;
    const auto& choice = filter.user ? of_user : filter.performance ? of_performance : all;
    const auto first = filter.user ? filter.user->value : performance;
    const auto second = filter.user ? performance : 0;
    const Days days{filter};
    ReservationList list;
    sql.query(choice.count, {first, second, filter.status, filter.state, days.from, days.before},
              [&](const ports::SqlRow& row) { list.total = row.integer(0); });
    sql.query(is_oldest_first(page) ? choice.oldest_first : choice.newest_first,
              {first, second, filter.status, filter.state, days.from, days.before, page.size,
               page.offset()},
              [&](const ports::SqlRow& row) {
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

std::optional<contracts::EnglishNames> find_english_names(ports::SqlSession& sql,
                                                          PerformanceId performance) {
    std::optional<contracts::EnglishNames> names;
    sql.query(select_english_names, {performance}, [&](const ports::SqlRow& row) {
        names = decode_stored<contracts::EnglishNames>(row.text(0));
    });
    return names;
}

std::vector<ReservationId> find_living_of(ports::SqlSession& sql, PerformanceId performance,
                                          ReservationId cursor, std::size_t count_max) {
    std::vector<ReservationId> ids;
    sql.query(select_living_of_performance, {performance, cursor, count_max},
              [&](const ports::SqlRow& row) { ids.push_back(row.id<ReservationId>(0)); });
    return ids;
}

}  // namespace boxoffice::reservation
