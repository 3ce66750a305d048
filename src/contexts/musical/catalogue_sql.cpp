#include "contexts/musical/catalogue_sql.hpp"

#include "base/fault.hpp"
#include "contracts/codec.hpp"

#include <utility>

namespace boxoffice::musical {
namespace {

constexpr ports::SqlText select_musical =
    "SELECT id, version, is_deleted, body FROM musical WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText select_venue =
    "SELECT id, version, is_deleted, body FROM venue WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText select_performance =
    "SELECT id, version, musical_id, starts_at, status, is_default, is_deleted, house_version, "
    "sweep_at, seats_pending, body FROM performance WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText select_performances_of =
    "SELECT id, version, musical_id, starts_at, status, is_default, is_deleted, house_version, "
    "sweep_at, seats_pending, body FROM performance WHERE musical_id = $1 ORDER BY id "
    "/* FOR UPDATE */";

constexpr ports::SqlText upsert_musical =
    "INSERT INTO musical (id, version, name, start_date, end_date, searched, grades, is_deleted, "
    "body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name, "
    "start_date = excluded.start_date, end_date = excluded.end_date, "
    "searched = excluded.searched, grades = excluded.grades, is_deleted = excluded.is_deleted, "
    "body = excluded.body";
constexpr ports::SqlText upsert_venue =
    "INSERT INTO venue (id, version, name, seats, is_deleted, body) "
    "VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name, "
    "seats = excluded.seats, is_deleted = excluded.is_deleted, body = excluded.body";
constexpr ports::SqlText upsert_performance =
    "INSERT INTO performance (id, version, musical_id, venue_id, starts_at, status, is_default, "
    "is_deleted, house_version, sweep_at, seats_pending, body) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, venue_id = excluded.venue_id, "
    "starts_at = excluded.starts_at, status = excluded.status, "
    "is_deleted = excluded.is_deleted, house_version = excluded.house_version, "
    "sweep_at = excluded.sweep_at, seats_pending = excluded.seats_pending, body = excluded.body";

/// What this context wrote itself: if it cannot be read, the database is damaged.
template <class T>
T decode_stored(std::string_view body) {
    auto decoded = contracts::decode<T>(body);
    if (decoded) return std::move(decoded).value();
    throw base::InfrastructureFault(
        "musical: a stored body cannot be read: " + decoded.error().to_text() +
            "; restore the database from a backup",
        base::Retry::no);
}

template <class Id, class Row>
ports::SqlRows wanted_ids(eventing::BatchRows<Id, Row>& rows) {
    ports::SqlRows wanted{1};
    for (const auto& id : rows.wanted()) wanted.add({id});
    return wanted;
}

/// "|VIP|R|S|", so that a grade is found by LIKE '%|R|%'.
std::string grades_text(const MusicalDetails& details) {
    std::string text = "|";
    for (const auto& each : details.grades) text += each.grade + '|';
    return text;
}

}  // namespace

std::string searchable(std::string_view text) {
    std::string out{text};
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

MusicalRow read_musical(const ports::SqlRow& row) {
    return {.musical = {.id = row.id<MusicalId>(0),
                        .details = decode_stored<MusicalDetails>(row.text(3))},
            .version = row.integer(1),
            .is_deleted = row.integer(2) != 0};
}

VenueRow read_venue(const ports::SqlRow& row) {
    return {
        .venue = {.id = row.id<VenueId>(0), .details = decode_stored<VenueDetails>(row.text(3))},
        .version = row.integer(1),
        .is_deleted = row.integer(2) != 0};
}

PerformanceRow read_performance(const ports::SqlRow& row) {
    return {.performance = {.id = row.id<PerformanceId>(0),
                            .musical_id = row.id<MusicalId>(2),
                            .starts_at = row.instant(3),
                            .status = static_cast<PerformanceStatus>(row.integer(4)),
                            .is_default = row.integer(5) != 0,
                            .terms = decode_stored<PerformanceTerms>(row.text(10))},
            .version = row.integer(1),
            .is_deleted = row.integer(6) != 0,
            .house_version = row.integer(7),
            .sweep_at = row.optional_instant(8),
            .seats_pending = row.integer(9) != 0};
}

void load(ports::SqlSession& sql, eventing::BatchRows<MusicalId, MusicalRow>& rows) {
    sql.query_batch(select_musical, wanted_ids(rows), [&](const ports::SqlRow& row) {
        rows.loaded(row.id<MusicalId>(0), read_musical(row));
    });
}

void load(ports::SqlSession& sql, eventing::BatchRows<VenueId, VenueRow>& rows) {
    sql.query_batch(select_venue, wanted_ids(rows), [&](const ports::SqlRow& row) {
        rows.loaded(row.id<VenueId>(0), read_venue(row));
    });
}

void load(ports::SqlSession& sql, eventing::BatchRows<PerformanceId, PerformanceRow>& rows) {
    sql.query_batch(select_performance, wanted_ids(rows), [&](const ports::SqlRow& row) {
        rows.loaded(row.id<PerformanceId>(0), read_performance(row));
    });
}

std::vector<std::pair<MusicalId, PerformanceId>> load_performances_of(
    ports::SqlSession& sql, const std::set<MusicalId>& musicals,
    eventing::BatchRows<PerformanceId, PerformanceRow>& rows) {
    ports::SqlRows wanted{1};
    for (const auto id : musicals) wanted.add({id});
    std::vector<std::pair<MusicalId, PerformanceId>> found;
    sql.query_batch(select_performances_of, wanted, [&](const ports::SqlRow& row) {
        found.emplace_back(row.id<MusicalId>(2), row.id<PerformanceId>(0));
        rows.loaded(row.id<PerformanceId>(0), read_performance(row));
    });
    return found;
}

void save(ports::SqlSession& sql, const eventing::BatchRows<MusicalId, MusicalRow>& rows) {
    if (!rows.has_dirty()) return;
    ports::SqlRows out{9};
    rows.for_each_dirty([&](MusicalId id, const MusicalRow& row) {
        const auto& details = row.musical.details;
        auto text = details.name + '\n' + details.name_en.value_or("") + '\n' +
                    details.description.value_or("") + '\n' + details.description_en.value_or("");
        for (const auto& member : details.cast) text += '\n' + member.actor;
        const auto searched = searchable(text);
        out.add({id, row.version, details.name, details.start_date, details.end_date, searched,
                 grades_text(details), row.is_deleted, contracts::encode(details)});
    });
    sql.execute_batch(upsert_musical, out);
}

void save(ports::SqlSession& sql, const eventing::BatchRows<VenueId, VenueRow>& rows) {
    if (!rows.has_dirty()) return;
    ports::SqlRows out{6};
    rows.for_each_dirty([&](VenueId id, const VenueRow& row) {
        out.add({id, row.version, row.venue.details.name, count_seats(row.venue.details.plan),
                 row.is_deleted, contracts::encode(row.venue.details)});
    });
    sql.execute_batch(upsert_venue, out);
}

void save(ports::SqlSession& sql, const eventing::BatchRows<PerformanceId, PerformanceRow>& rows) {
    if (!rows.has_dirty()) return;
    ports::SqlRows out{12};
    rows.for_each_dirty([&](PerformanceId id, const PerformanceRow& row) {
        const auto& performance = row.performance;
        out.add({id, row.version, performance.musical_id,
                 performance.terms.venue_id.value_or(VenueId{}), performance.starts_at,
                 static_cast<std::int64_t>(performance.status), performance.is_default,
                 row.is_deleted, row.house_version, row.sweep_at, row.seats_pending,
                 contracts::encode(performance.terms)});
    });
    sql.execute_batch(upsert_performance, out);
}

}  // namespace boxoffice::musical
