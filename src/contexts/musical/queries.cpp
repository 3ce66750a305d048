#include "contexts/musical/queries.hpp"

#include "contexts/musical/catalogue_sql.hpp"
#include "contexts/musical/performance_desk.hpp"
#include "contexts/musical/performance_events.hpp"

#include <map>
#include <utility>

namespace boxoffice::musical {
namespace {

// A sort that is not asked for compares NULL with NULL and so decides nothing.

constexpr ports::SqlText select_musical_page =
    "SELECT id, version, is_deleted, body FROM musical WHERE is_deleted = 0 "
    "AND ($1 = '' OR searched LIKE $1 ESCAPE '\\') AND ($2 = '' OR end_date >= $2) "
    "AND ($3 = '' OR start_date <= $3) AND ($4 = '' OR grades LIKE $4 ESCAPE '\\') "
    "AND ($8 = 0 OR EXISTS (SELECT 1 FROM performance JOIN seats_left ON "
    "seats_left.performance_id = performance.id WHERE performance.musical_id = musical.id "
    "AND performance.is_deleted = 0 AND performance.status = 0 AND (performance.is_default = 1 "
    "OR (performance.starts_at >= $9 AND performance.starts_at < $10)) "
    "AND seats_left.available > 0 AND ($11 = '' OR seats_left.grade = $11))) ORDER BY "
    "CASE WHEN $5 = 'name,asc' THEN name END, CASE WHEN $5 = 'name,desc' THEN name END DESC, "
    "CASE WHEN $5 = 'startDate,asc' THEN start_date END, "
    "CASE WHEN $5 = 'startDate,desc' THEN start_date END DESC, "
    "CASE WHEN $5 = 'endDate,asc' THEN end_date END, "
    "CASE WHEN $5 = 'endDate,desc' THEN end_date END DESC, "
    "CASE WHEN $5 = 'id,desc' THEN id END DESC, id LIMIT $6 OFFSET $7";
constexpr ports::SqlText count_musicals =
    "SELECT COUNT(*) FROM musical WHERE is_deleted = 0 "
    "AND ($1 = '' OR searched LIKE $1 ESCAPE '\\') AND ($2 = '' OR end_date >= $2) "
    "AND ($3 = '' OR start_date <= $3) AND ($4 = '' OR grades LIKE $4 ESCAPE '\\') "
    "AND ($5 = 0 OR EXISTS (SELECT 1 FROM performance JOIN seats_left ON "
    "seats_left.performance_id = performance.id WHERE performance.musical_id = musical.id "
    "AND performance.is_deleted = 0 AND performance.status = 0 AND (performance.is_default = 1 "
    "OR (performance.starts_at >= $6 AND performance.starts_at < $7)) "
    "AND seats_left.available > 0 AND ($8 = '' OR seats_left.grade = $8)))";
constexpr ports::SqlText select_one_musical =
    "SELECT id, version, is_deleted, body FROM musical WHERE id = $1 AND is_deleted = 0";

constexpr ports::SqlText select_venue_page =
    "SELECT id, version, is_deleted, body FROM venue WHERE is_deleted = 0 ORDER BY "
    "CASE WHEN $1 = 'name,asc' THEN name END, CASE WHEN $1 = 'name,desc' THEN name END DESC, "
    "CASE WHEN $1 = 'id,desc' THEN id END DESC, id LIMIT $2 OFFSET $3";
constexpr ports::SqlText count_venues = "SELECT COUNT(*) FROM venue WHERE is_deleted = 0";
constexpr ports::SqlText select_one_venue =
    "SELECT id, version, is_deleted, body FROM venue WHERE id = $1 AND is_deleted = 0";

constexpr ports::SqlText select_performance_page =
    "SELECT id, version, musical_id, starts_at, status, is_default, is_deleted, house_version, "
    "sweep_at, seats_pending, body FROM performance WHERE is_deleted = 0 "
    "AND ($1 = 0 OR musical_id = $1) AND (is_default = 1 OR (starts_at >= $5 AND starts_at < $6)) "
    "ORDER BY "
    "CASE WHEN $2 = 'startsAt,asc' OR $2 = '' THEN starts_at END, "
    "CASE WHEN $2 = 'startsAt,desc' THEN starts_at END DESC, "
    "CASE WHEN $2 = 'id,desc' THEN id END DESC, id LIMIT $3 OFFSET $4";
constexpr ports::SqlText count_performances =
    "SELECT COUNT(*) FROM performance WHERE is_deleted = 0 AND ($1 = 0 OR musical_id = $1) "
    "AND (is_default = 1 OR (starts_at >= $2 AND starts_at < $3))";
constexpr ports::SqlText select_one_performance =
    "SELECT id, version, musical_id, starts_at, status, is_default, is_deleted, house_version, "
    "sweep_at, seats_pending, body FROM performance WHERE id = $1 AND is_deleted = 0";

// An overdue hold (status 1) is free.
constexpr ports::SqlText count_seats_by_status =
    "SELECT CASE WHEN status = 1 AND until <= $2 THEN 0 ELSE status END, COUNT(*) FROM seat "
    "WHERE performance_id = $1 AND is_deleted = 0 GROUP BY 1";

constexpr ports::SqlText select_one_seat =
    "SELECT performance_id, musical_id, status, owner, epoch, until, version, id, section, "
    "seat_row, seat_col, row_label, seat_label, grade, price, currency, x, y, attributes, "
    "block_kind, block_reason, block_release_at, blocked_at, blocked_by FROM seat WHERE id = $1 "
    "AND is_deleted = 0";
// $2 is the public status, which an overdue hold leaves at once; $3 is the present.
constexpr ports::SqlText select_seats_of_performance =
    "SELECT performance_id, musical_id, status, owner, epoch, until, version, id, section, "
    "seat_row, seat_col, row_label, seat_label, grade, price, currency, x, y, attributes, "
    "block_kind, block_reason, block_release_at, blocked_at, blocked_by FROM seat WHERE "
    "performance_id = $1 AND is_deleted = 0 AND ($2 = '' OR $2 = "
    "CASE WHEN status = 0 OR (status = 1 AND until <= $3) THEN 'Available' WHEN status = 3 THEN "
    "'Sold' WHEN status = 4 THEN 'Blocked' ELSE 'Held' END) ORDER BY "
    "CASE WHEN $4 = 'price,asc' THEN price END, CASE WHEN $4 = 'price,desc' THEN price END DESC, "
    "CASE WHEN $4 = 'id,desc' THEN id END DESC, id LIMIT $5 OFFSET $6";
constexpr ports::SqlText count_seats_of_performance =
    "SELECT COUNT(*) FROM seat WHERE performance_id = $1 AND is_deleted = 0 AND ($2 = '' OR $2 = "
    "CASE WHEN status = 0 OR (status = 1 AND until <= $3) THEN 'Available' WHEN status = 3 THEN "
    "'Sold' WHEN status = 4 THEN 'Blocked' ELSE 'Held' END)";
constexpr ports::SqlText select_seats_of_musical =
    "SELECT performance_id, musical_id, status, owner, epoch, until, version, id, section, "
    "seat_row, seat_col, row_label, seat_label, grade, price, currency, x, y, attributes, "
    "block_kind, block_reason, block_release_at, blocked_at, blocked_by FROM seat WHERE musical_id "
    "= $1 AND is_deleted = 0 AND ($2 = '' OR $2 = "
    "CASE WHEN status = 0 OR (status = 1 AND until <= $3) THEN 'Available' WHEN status = 3 THEN "
    "'Sold' WHEN status = 4 THEN 'Blocked' ELSE 'Held' END) ORDER BY "
    "CASE WHEN $4 = 'price,asc' THEN price END, CASE WHEN $4 = 'price,desc' THEN price END DESC, "
    "CASE WHEN $4 = 'id,desc' THEN id END DESC, id LIMIT $5 OFFSET $6";
constexpr ports::SqlText count_seats_of_musical =
    "SELECT COUNT(*) FROM seat WHERE musical_id = $1 AND is_deleted = 0 AND ($2 = '' OR $2 = "
    "CASE WHEN status = 0 OR (status = 1 AND until <= $3) THEN 'Available' WHEN status = 3 THEN "
    "'Sold' WHEN status = 4 THEN 'Blocked' ELSE 'Held' END)";
constexpr ports::SqlText select_all_seats =
    "SELECT performance_id, musical_id, status, owner, epoch, until, version, id, section, "
    "seat_row, seat_col, row_label, seat_label, grade, price, currency, x, y, attributes, "
    "block_kind, block_reason, block_release_at, blocked_at, blocked_by FROM seat WHERE is_deleted "
    "= 0 AND ($1 = '' OR $1 = "
    "CASE WHEN status = 0 OR (status = 1 AND until <= $2) THEN 'Available' WHEN status = 3 THEN "
    "'Sold' WHEN status = 4 THEN 'Blocked' ELSE 'Held' END) ORDER BY id LIMIT $3 OFFSET $4";
constexpr ports::SqlText count_all_seats =
    "SELECT COUNT(*) FROM seat WHERE is_deleted = 0 AND ($1 = '' OR $1 = "
    "CASE WHEN status = 0 OR (status = 1 AND until <= $2) THEN 'Available' WHEN status = 3 THEN "
    "'Sold' WHEN status = 4 THEN 'Blocked' ELSE 'Held' END)";

std::string order_of(const contracts::PageRequest& page) {
    if (page.sort.empty()) return {};
    return page.sort + (page.is_descending ? ",desc" : ",asc");
}

/// A LIKE pattern for `text` anywhere: its own wildcards mean themselves.
std::string anywhere(std::string_view text) {
    if (text.empty()) return {};
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

std::int64_t read_count(ports::SqlSession& sql, ports::SqlText statement,
                        std::initializer_list<ports::SqlParameter> parameters) {
    std::int64_t count = 0;
    sql.query(statement, parameters, [&](const ports::SqlRow& row) { count = row.integer(0); });
    return count;
}

MusicalDetails details_of(ports::SqlSession& sql, MusicalId id) {
    MusicalDetails details;
    sql.query(select_one_musical, {id},
              [&](const ports::SqlRow& row) { details = read_musical(row).musical.details; });
    return details;
}

SeatRow read_state(const ports::SqlRow& row) {
    return {.seat = {.id = row.id<SeatId>(7),
                     .status = static_cast<SeatStatus>(row.integer(2)),
                     .owner = row.id<contracts::ReservationId>(3),
                     .epoch = row.integer(4),
                     .until = row.instant(5)},
            .performance_id = row.id<PerformanceId>(0),
            .musical_id = row.id<MusicalId>(1),
            .version = row.integer(6)};
}

}  // namespace

Page select_musicals(ports::SqlSession& sql, const MusicalSearch& search,
                     const contracts::PageRequest& page) {
    const auto text = anywhere(searchable(search.text));
    // Of seats that are left it is their own grade that counts.
    const bool is_any_grade = search.grade.empty() || search.is_available;
    const auto grade = is_any_grade ? std::string{} : anywhere('|' + search.grade + '|');
    const int available = search.is_available ? 1 : 0;
    Page out;
    sql.query(select_musical_page,
              {text, search.from, search.to, grade, order_of(page), page.size, page.offset(),
               available, search.plays_from, search.plays_before, search.grade},
              [&](const ports::SqlRow& row) { out.items.push_back(to_json(read_musical(row))); });
    out.total = read_count(sql, count_musicals,
                           {text, search.from, search.to, grade, available, search.plays_from,
                            search.plays_before, search.grade});
    return out;
}

std::optional<Shown> select_musical(ports::SqlSession& sql, MusicalId id) {
    std::optional<Shown> found;
    sql.query(select_one_musical, {id}, [&](const ports::SqlRow& row) {
        found = Shown{to_json(read_musical(row)), row.integer(1)};
    });
    return found;
}

Page select_venues(ports::SqlSession& sql, const contracts::PageRequest& page) {
    Page out;
    sql.query(
        select_venue_page, {order_of(page), page.size, page.offset()},
        [&](const ports::SqlRow& row) { out.items.push_back(venue_summary(read_venue(row))); });
    out.total = read_count(sql, count_venues, {});
    return out;
}

std::optional<Shown> select_venue(ports::SqlSession& sql, VenueId id) {
    std::optional<Shown> found;
    sql.query(select_one_venue, {id}, [&](const ports::SqlRow& row) {
        found = Shown{to_json(read_venue(row)), row.integer(1)};
    });
    return found;
}

Page select_performances(ports::SqlSession& sql, const PerformanceFilter& filter,
                         const contracts::PageRequest& page, HoldDefault hold_default) {
    const auto id = filter.musical.value_or(MusicalId{});
    std::vector<PerformanceRow> rows;
    sql.query(select_performance_page,
              {id, order_of(page), page.size, page.offset(), filter.from, filter.before},
              [&](const ports::SqlRow& row) { rows.push_back(read_performance(row)); });
    std::map<MusicalId, MusicalDetails> musicals;
    Page out;
    for (const auto& row : rows) {
        const auto of = row.performance.musical_id;
        const auto [details, is_new] = musicals.try_emplace(of);
        if (is_new) details->second = details_of(sql, of);
        out.items.push_back(to_json(row, details->second,
                                    select_seats_left(sql, row.performance.id), hold_default));
    }
    out.total = read_count(sql, count_performances, {id, filter.from, filter.before});
    return out;
}

std::optional<Shown> select_performance(ports::SqlSession& sql, PerformanceId id,
                                        HoldDefault hold_default) {
    std::optional<PerformanceRow> found;
    sql.query(select_one_performance, {id},
              [&](const ports::SqlRow& row) { found = read_performance(row); });
    if (!found) return std::nullopt;
    return Shown{to_json(*found, details_of(sql, found->performance.musical_id),
                         select_seats_left(sql, id), hold_default),
                 found->version};
}

std::optional<PerformanceState> select_performance_state(ports::SqlSession& sql, PerformanceId id,
                                                         Instant now) {
    std::optional<PerformanceState> state;
    sql.query(select_one_performance, {id}, [&](const ports::SqlRow& row) {
        state = PerformanceState{.row = read_performance(row)};
    });
    if (!state) return state;
    state->musical_name = details_of(sql, state->row.performance.musical_id).name;
    sql.query(count_seats_by_status, {id, now}, [&](const ports::SqlRow& row) {
        auto& seats = state->seats;
        switch (static_cast<SeatStatus>(row.integer(0))) {
            case SeatStatus::available:
                seats.available += row.integer(1);
                break;
            case SeatStatus::held:
            case SeatStatus::locked:
                seats.held += row.integer(1);
                break;
            case SeatStatus::sold:
                seats.sold += row.integer(1);
                break;
            case SeatStatus::blocked:
                seats.blocked += row.integer(1);
                break;
        }
    });
    return state;
}

Page select_seats(ports::SqlSession& sql, const SeatFilter& filter,
                  const contracts::PageRequest& page, Instant now, ShownTo whom) {
    Page out;
    const auto add = [&](const ports::SqlRow& row) {
        out.items.push_back(to_json(read_state(row), read_description(row, 7), now, whom));
    };
    const auto order = order_of(page);
    if (filter.performance) {
        const auto id = *filter.performance;
        sql.query(select_seats_of_performance,
                  {id, filter.status, now, order, page.size, page.offset()}, add);
        out.total = read_count(sql, count_seats_of_performance, {id, filter.status, now});
    } else if (filter.musical) {
        const auto id = *filter.musical;
        sql.query(select_seats_of_musical,
                  {id, filter.status, now, order, page.size, page.offset()}, add);
        out.total = read_count(sql, count_seats_of_musical, {id, filter.status, now});
    } else {
        sql.query(select_all_seats, {filter.status, now, page.size, page.offset()}, add);
        out.total = read_count(sql, count_all_seats, {filter.status, now});
    }
    return out;
}

std::optional<Shown> select_seat(ports::SqlSession& sql, SeatId id, Instant now, ShownTo whom) {
    std::optional<Shown> found;
    sql.query(select_one_seat, {id}, [&](const ports::SqlRow& row) {
        found =
            Shown{to_json(read_state(row), read_description(row, 7), now, whom), row.integer(6)};
    });
    return found;
}

}  // namespace boxoffice::musical
