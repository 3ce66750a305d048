#include "contexts/musical/performance_desk.hpp"

#include "contexts/musical/answers.hpp"
#include "contexts/musical/catalogue_sql.hpp"
#include "contexts/musical/due_kinds.hpp"
#include "contexts/musical/performance_events.hpp"
#include "contexts/musical/pricing.hpp"
#include "contexts/musical/run_desk.hpp"
#include "contracts/resource.hpp"

#include <map>
#include <set>
#include <utility>

namespace boxoffice::musical {
namespace {

using eventing::key_of;

constexpr ports::SqlText select_left =
    "SELECT grade, available FROM seats_left WHERE performance_id = $1 ORDER BY grade";
constexpr ports::SqlText add_left =
    "INSERT INTO seats_left (performance_id, grade, seats, available) VALUES ($1, $2, $3, $3) "
    "ON CONFLICT (performance_id, grade) DO UPDATE SET seats = seats_left.seats + excluded.seats, "
    "available = seats_left.available + excluded.available";
constexpr ports::SqlText insert_seat =
    "INSERT INTO seat (id, performance_id, musical_id, status, owner, epoch, until, party_size, "
    "version, is_deleted, section, seat_row, seat_col, row_label, seat_label, grade, price, "
    "currency, x, y, attributes, block_reason, has_own_price) VALUES "
    "($1, $2, $3, 0, 0, 0, 0, 0, 0, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', $15)";
constexpr ports::SqlText select_musical =
    "SELECT id, version, is_deleted, body FROM musical WHERE id = $1";
constexpr ports::SqlText select_performance =
    "SELECT id, version, musical_id, starts_at, status, is_default, is_deleted, house_version, "
    "sweep_at, seats_pending, body FROM performance WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText delete_seats = "UPDATE seat SET is_deleted = 1 WHERE performance_id = $1";

std::string address(PerformanceId id) {
    return "/performances/" + std::to_string(id.value);
}

/// Grades that the plan's seats would have and that nothing prices. Without any prices the default
/// one counts for all.
FieldErrors missing_prices(const SeatingPlan& plan, const PerformanceTerms& terms,
                           const MusicalDetails& musical) {
    if (terms.grades.empty() && musical.grades.empty()) return {};
    std::set<std::string> grades;
    for (const auto& section : plan.sections) {
        for (const auto& row : section.rows) {
            for (const auto& seat : row.seats) {
                grades.insert(suggested_grade(plan, seat, grade_default));
            }
        }
    }
    FieldErrors errors;
    for (const auto& grade : grades) {
        if (!price_of(grade, terms, musical)) errors.push_back({"grades", "no_price_for " + grade});
    }
    return errors;
}

std::string list_of(const std::vector<std::string>& performances) {
    std::string body = "{\"_embedded\":{\"performances\":[";
    for (const auto& performance : performances) {
        if (body.back() != '[') body += ',';
        body += performance;
    }
    return body + "]}}";
}

}  // namespace

SeatsLeft select_seats_left(ports::SqlSession& sql, PerformanceId performance) {
    SeatsLeft left;
    sql.query(select_left, {performance},
              [&](const ports::SqlRow& row) { left[std::string{row.text(0)}] = row.integer(1); });
    return left;
}

std::optional<MusicalRow> find_musical(const Store& store, ports::SqlSession& sql, MusicalId id) {
    std::optional<MusicalRow> found;
    if (const auto* row = store.find(id)) {
        found = *row;
    } else {
        sql.query(select_musical, {id},
                  [&](const ports::SqlRow& stored) { found = read_musical(stored); });
    }
    if (found && found->is_deleted) found.reset();
    return found;
}

std::optional<PerformanceRow> find_performance(const Store& store, ports::SqlSession& sql,
                                               PerformanceId id) {
    std::optional<PerformanceRow> found;
    if (const auto* row = store.find(id)) {
        found = *row;
    } else {
        sql.query(select_performance, {id},
                  [&](const ports::SqlRow& stored) { found = read_performance(stored); });
    }
    if (found && found->is_deleted) found.reset();
    return found;
}

void insert_seats(ports::SqlSession& sql, const std::vector<NewSeat>& seats) {
    ports::SqlRows rows{15};
    std::map<std::pair<PerformanceId, std::string>, std::int64_t> counts;
    for (const auto& seat : seats) {
        const auto& details = seat.description.details;
        rows.add({details.seat_id, seat.performance_id, seat.musical_id, details.section,
                  details.seat_row, details.seat_col, details.row_label, details.seat_label,
                  details.grade, details.price.amount, details.price.currency.text(),
                  seat.description.position.x, seat.description.position.y,
                  seat.description.attributes.bits(), seat.has_own_price ? 1 : 0});
        ++counts[{seat.performance_id, details.grade}];
    }
    sql.execute_batch(insert_seat, rows);
    ports::SqlRows left{3};
    for (const auto& [place, count] : counts) left.add({place.first, place.second, count});
    sql.execute_batch(add_left, left);
    std::set<PerformanceId> performances;
    for (const auto& [place, count] : counts) performances.insert(place.first);
    for (const auto performance : performances) refresh_lowest_prices(sql, performance);
}

PerformanceRow PerformanceDesk::create(const SchedulePerformances& command, Instant start,
                                       const std::optional<VenueRow>& venue,
                                       eventing::UnitOfWork& work) {
    PerformanceRow row{.performance = {.id = work.next_id<PerformanceId>({"performance"}),
                                       .musical_id = command.musical,
                                       .starts_at = start,
                                       .terms = command.terms}};
    if (venue) {
        auto& terms = row.performance.terms;
        terms.venue_id = venue->venue.id;
        if (!terms.time_zone) terms.time_zone = venue->venue.details.time_zone;
    }
    return row;
}

ports::HttpResponse PerformanceDesk::decide(const SchedulePerformances& command,
                                            eventing::UnitOfWork& work) {
    const auto* musical = store_.find(command.musical);
    if (!musical || musical->is_deleted) return refusal(command.language, 404, "not_found");
    const auto& details = musical->musical.details;
    for (const auto start : command.starts) {
        auto errors = validate(command.terms, start);
        if (!errors.empty()) return invalid(command.language, std::move(errors));
    }
    const auto venue_id = venue_of(command.terms, details);
    const auto venue = find_venue(work.sql(), venue_id);
    if (venue_id && !venue) return invalid(command.language, {{"venueId", "not_found"}});
    if (venue) {
        auto errors = missing_prices(venue->venue.details.plan, command.terms, details);
        if (!errors.empty()) return invalid(command.language, std::move(errors));
    }
    const auto seats = venue ? count_seats(venue->venue.details.plan) : 0;
    const bool at_once = seats * command.starts.size() <= seats_at_once_max;
    const auto names = venue ? names_of(venue->venue.details) : VenueNames{};
    std::vector<std::string> created;
    PerformanceId last;
    for (const auto start : command.starts) {
        auto row = create(command, start, venue, work);
        last = row.performance.id;
        row.seats_pending = venue && !at_once;
        store_.put(row);
        publish_scheduled(work, store_.hold_default(), row, details, names);
        if (venue && at_once) open_seats(row, *venue, details, work);
        if (row.seats_pending) work.set_due(open_seats_due, last.value, work.now());
        created.push_back(
            to_json(row, details, select_seats_left(work.sql(), last), store_.hold_default()));
    }
    if (!command.is_run) return contracts::created_response(address(last), created.front());
    return contracts::created_response(
        "/items/" + std::to_string(command.musical.value) + "/performances", list_of(created));
}

void PerformanceDesk::open_seats(PerformanceRow row, const VenueRow& venue,
                                 const MusicalDetails& musical, eventing::UnitOfWork& work) {
    const auto& plan = venue.venue.details.plan;
    const auto& performance = row.performance;
    std::vector<NewSeat> seats;
    std::vector<contracts::SeatDetails> opened;
    seats.reserve(count_seats(plan));
    for (const auto& section : plan.sections) {
        for (const auto& plan_row : section.rows) {
            for (const auto& seat : plan_row.seats) {
                const auto grade = suggested_grade(plan, seat, grade_default);
                contracts::SeatDetails details{
                    .seat_id = work.next_id<SeatId>({"seat"}),
                    .section = section.name,
                    .seat_row = plan_row.seat_row,
                    .seat_col = seat.seat_col,
                    .row_label = plan_row.row_label,
                    .seat_label = seat.seat_label,
                    .grade = grade,
                    .price = price_or_default(grade, performance.terms, musical)};
                opened.push_back(details);
                seats.push_back({{.details = std::move(details),
                                  .position = seat.position,
                                  .attributes = attributes_from(seat.attributes)},
                                 performance.id,
                                 performance.musical_id});
            }
        }
    }
    insert_seats(work.sql(), seats);
    work.wrote();
    publish_opened(work, row, musical, opened);
    row.seats_pending = false;
    ++row.house_version;
    store_.put(std::move(row));
}

void PerformanceDesk::decide(const OpenSeats& command, eventing::UnitOfWork& work) {
    work.clear_due(open_seats_due, command.id.value);
    const auto row = find_performance(store_, work.sql(), command.id);
    if (!row || !row->seats_pending) return;
    const auto musical = find_musical(store_, work.sql(), row->performance.musical_id);
    const auto venue = row->performance.terms.venue_id
                           ? find_venue(work.sql(), *row->performance.terms.venue_id)
                           : std::nullopt;
    if (!musical || !venue) return;
    open_seats(*row, *venue, musical->musical.details, work);
}

void PerformanceDesk::decide(const TellAgain& command, eventing::UnitOfWork& work) {
    work.clear_due(tell_again_due, command.id.value);
    const auto row = find_performance(store_, work.sql(), command.id);
    const bool is_to_come =
        row && row->performance.status != PerformanceStatus::canceled &&
        (row->performance.is_default || row->performance.starts_at > work.now());
    const auto musical =
        is_to_come ? find_musical(store_, work.sql(), row->performance.musical_id) : std::nullopt;
    if (!musical) return;
    const auto& details = musical->musical.details;
    publish_scheduled(work, store_.hold_default(), *row, details,
                      HallNames{work.sql()}.of(*row, details));
}

ports::HttpResponse PerformanceDesk::decide(const EditPerformance& command,
                                            eventing::UnitOfWork& work) {
    const auto found = find_performance(store_, work.sql(), command.id);
    if (!found) return refusal(command.language, 404, "not_found");
    if (found->performance.status == PerformanceStatus::canceled) {
        return refusal(command.language, 409, "performance_canceled");
    }
    auto errors = validate(command.terms, command.starts_at);
    const auto& terms = found->performance.terms;
    if (command.terms.venue_id && command.terms.venue_id != terms.venue_id) {
        errors.push_back({"venueId", "cannot_change"});  // its seats are those of the venue
    }
    if (!errors.empty()) return invalid(command.language, std::move(errors));

    auto row = *found;
    row.performance.starts_at = command.starts_at;
    row.performance.terms = command.terms;
    row.performance.terms.venue_id = terms.venue_id;
    if (!command.terms.time_zone) row.performance.terms.time_zone = terms.time_zone;
    const auto musical = find_musical(store_, work.sql(), row.performance.musical_id);
    const auto details = musical ? musical->musical.details : MusicalDetails{};
    store_.put(row);
    publish_scheduled(work, store_.hold_default(), row, details,
                      HallNames{work.sql()}.of(row, details));
    const auto seats =
        count_to_reprice(work.sql(), command.id, terms, details, row.performance.terms, details);
    reprice_all(work, {{row, details, seats}});
    return contracts::json_response(
        200,
        to_json(row, details, select_seats_left(work.sql(), command.id), store_.hold_default()));
}

ports::HttpResponse PerformanceDesk::decide(const CancelPerformance& command,
                                            eventing::UnitOfWork& work) {
    const auto found = find_performance(store_, work.sql(), command.id);
    if (!found) return refusal(command.language, 404, "not_found");
    auto row = *found;
    if (row.performance.status != PerformanceStatus::canceled) {
        row.performance.status = PerformanceStatus::canceled;
        store_.put(row);
        work.publish(key_of(command.id),
                     contracts::PerformanceCanceled{.performance_id = command.id,
                                                    .musical_id = row.performance.musical_id,
                                                    .reason = command.reason});
    }
    const auto musical = find_musical(store_, work.sql(), row.performance.musical_id);
    const auto details = musical ? musical->musical.details : MusicalDetails{};
    return contracts::json_response(
        200,
        to_json(row, details, select_seats_left(work.sql(), command.id), store_.hold_default()));
}

ports::HttpResponse PerformanceDesk::decide(const DeletePerformance& command,
                                            eventing::UnitOfWork& work) {
    const auto found = find_performance(store_, work.sql(), command.id);
    if (!found) return refusal(command.language, 404, "not_found");
    const auto live = store_.count_live_reservations(work.sql(), {command.id});
    if (live > 0) return has_live_reservations(command.language, live);
    auto row = *found;
    row.is_deleted = true;
    ++row.house_version;
    store_.put(row);
    work.sql().execute(delete_seats, {command.id});
    work.wrote();
    work.publish(key_of(command.id),
                 contracts::PerformanceCanceled{.performance_id = command.id,
                                                .musical_id = row.performance.musical_id,
                                                .reason = "deleted"});
    return no_content();
}

}  // namespace boxoffice::musical
