#include "contexts/musical/store.hpp"

#include "base/invariant.hpp"
#include "contexts/musical/catalogue_sql.hpp"

#include <algorithm>

namespace boxoffice::musical {
namespace {

constexpr ports::SqlText select_seat =
    "SELECT id, performance_id, musical_id, grade, status, owner, epoch, until, party_size, "
    "version, is_deleted FROM seat WHERE id = $1 /* FOR UPDATE */";
/// Never changes, so it is read without a lock.
constexpr ports::SqlText select_performance_of = "SELECT performance_id FROM seat WHERE id = $1";
constexpr ports::SqlText select_seats_of =
    "SELECT id, performance_id, musical_id, grade, status, owner, epoch, until, party_size, "
    "version, is_deleted FROM seat WHERE owner = $1 AND owner <> 0 ORDER BY id /* FOR UPDATE */";
constexpr ports::SqlText select_overdue =
    "SELECT id, performance_id, musical_id, grade, status, owner, epoch, until, party_size, "
    "version, is_deleted FROM seat WHERE performance_id = $1 AND status = 1 AND until <= $2 "
    "ORDER BY until, id LIMIT $3 /* FOR UPDATE */";
constexpr ports::SqlText select_releasable =
    "SELECT id, performance_id, musical_id, grade, status, owner, epoch, until, party_size, "
    "version, is_deleted FROM seat WHERE performance_id = $1 AND block_release_at IS NOT NULL "
    "AND block_release_at <= $2 ORDER BY id LIMIT $3 /* FOR UPDATE */";
constexpr ports::SqlText select_next_overdue =
    "SELECT MIN(until) FROM seat WHERE performance_id = $1 AND status = 1 AND until > $2";
constexpr ports::SqlText select_states =
    "SELECT id, status, until FROM seat WHERE performance_id = $1 AND is_deleted = 0";
constexpr ports::SqlText select_owners =
    "SELECT id, owner FROM seat WHERE performance_id = $1 AND owner <> 0";
constexpr ports::SqlText select_whole_house =
    "SELECT id, section, seat_row, seat_col, grade, price, currency, x, y, attributes, status, "
    "until FROM seat WHERE performance_id = $1 AND is_deleted = 0 ORDER BY id";
constexpr ports::SqlText select_venue_of =
    "SELECT venue.id, venue.version, venue.is_deleted, venue.body FROM performance "
    "JOIN venue ON venue.id = performance.venue_id WHERE performance.id = $1";
constexpr ports::SqlText select_front =
    "SELECT MIN(x), MAX(x), MIN(y) FROM seat WHERE performance_id = $1 AND is_deleted = 0";

constexpr ports::SqlText update_seat =
    "UPDATE seat SET status = $2, owner = $3, epoch = $4, until = $5, party_size = $6, "
    "version = $7 WHERE id = $1";
constexpr ports::SqlText insert_history =
    "INSERT INTO seat_history (seat_id, version, at, reservation_id, epoch, status, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr ports::SqlText update_left =
    "UPDATE seats_left SET available = available + $3 WHERE performance_id = $1 AND grade = $2";

SeatRow read_seat(const ports::SqlRow& row) {
    return {.seat = {.id = row.id<SeatId>(0),
                     .status = static_cast<SeatStatus>(row.integer(4)),
                     .owner = row.id<ReservationId>(5),
                     .epoch = row.integer(6),
                     .until = row.instant(7),
                     .party_size = static_cast<int>(row.integer(8))},
            .performance_id = row.id<PerformanceId>(1),
            .musical_id = row.id<MusicalId>(2),
            .grade = std::string{row.text(3)},
            .version = row.integer(9),
            .is_deleted = row.integer(10) != 0};
}

}  // namespace

void Store::begin_batch() {
    musicals_.clear();
    venues_.clear();
    performances_.clear();
    seats_.clear();
    seats_with_performance_.clear();
    musicals_with_performances_.clear();
    performances_of_.clear();
    owners_.clear();
    seats_of_.clear();
    overdue_.clear();
    overdue_seats_.clear();
    releasable_.clear();
    houses_wanted_.clear();
    moves_.clear();
    left_changes_.clear();
}

bool Store::has_changes() const {
    return musicals_.has_dirty() || venues_.has_dirty() || performances_.has_dirty() ||
           seats_.has_dirty();
}

void Store::load(ports::SqlSession& sql) {
    musical::load(sql, musicals_);
    musical::load(sql, venues_);
    want_performances_of_seats(sql);
    musical::load(sql, performances_);
    const auto of_musicals = load_performances_of(sql, musicals_with_performances_, performances_);
    for (const auto& [musical, performance] : of_musicals) {
        performances_of_[musical].insert(performance);
    }
    load_seats(sql);
    load_houses(sql);
}

/// The performance is locked before any of its seats, so that staff and buyers never wait for each
/// other.
void Store::want_performances_of_seats(ports::SqlSession& sql) {
    if (seats_with_performance_.empty()) return;
    ports::SqlRows ids{1};
    for (const auto id : seats_with_performance_) ids.add({id});
    sql.query_batch(select_performance_of, ids, [this](const ports::SqlRow& row) {
        performances_.want(row.id<PerformanceId>(0));
    });
}

void Store::note_loaded(SeatRow row) {
    if (row.seat.owner) seats_of_[row.seat.owner].insert(row.seat.id);
    const auto id = row.seat.id;
    seats_.loaded(id, std::move(row));
}

void Store::load_seats(ports::SqlSession& sql) {
    const auto note = [&](const ports::SqlRow& row) { note_loaded(read_seat(row)); };
    ports::SqlRows ids{1};
    for (const auto id : seats_.wanted()) ids.add({id});
    sql.query_batch(select_seat, ids, note);

    ports::SqlRows owners{1};
    for (const auto owner : owners_) owners.add({owner});
    sql.query_batch(select_seats_of, owners, note);

    for (const auto& [performance, now] : overdue_) {
        sql.query(select_overdue, {performance, now, sweep_seats_max},
                  [&, performance = performance](const ports::SqlRow& row) {
                      overdue_seats_[performance].insert(row.id<SeatId>(0));
                      note(row);
                  });
    }
    for (const auto& [performance, now] : releasable_) {
        sql.query(select_releasable, {performance, now, sweep_seats_max}, note);
    }
}

/// The places are kept from batch to batch; who sits on them is read anew each time, because
/// another replica may have written, and because a batch may have been rolled back.
void Store::load_houses(ports::SqlSession& sql) {
    std::erase_if(houses_wanted_, [&](PerformanceId id) {
        const auto* row = performances_.find(id);
        return !row || !row->performance.terms.single_seat_gap_rule.value_or(false);
    });
    for (const auto id : houses_wanted_) {
        const auto version = performances_.find(id)->house_version;
        const auto cached = houses_.find(id);
        if (cached == houses_.end() || cached->second.version != version) {
            if (houses_.size() >= houses_max) houses_.clear();
            houses_[id] = {select_house(sql, id, select_focal_point(sql, id)), version};
            continue;
        }
        sql.query(select_states, {id}, [&](const ports::SqlRow& row) {
            cached->second.house.update({.id = row.id<SeatId>(0),
                                         .status = static_cast<SeatStatus>(row.integer(1)),
                                         .until = row.instant(2)});
        });
    }
    // Clearing the cache for a newcomer may have thrown out a house that this batch wants too.
    for (const auto id : houses_wanted_) {
        if (houses_.count(id) != 0) continue;
        houses_[id] = {select_house(sql, id, select_focal_point(sql, id)),
                       performances_.find(id)->house_version};
    }
}

std::vector<PerformanceRow> Store::performances_of(MusicalId id) const {
    std::vector<PerformanceRow> rows;
    const auto found = performances_of_.find(id);
    if (found == performances_of_.end()) return rows;
    for (const auto performance : found->second) {
        const auto* row = performances_.find(performance);
        if (row && !row->is_deleted) rows.push_back(*row);
    }
    return rows;
}

std::vector<Seat> Store::seats_of(ReservationId reservation, PerformanceId performance) const {
    std::vector<Seat> seats;
    const auto found = seats_of_.find(reservation);
    if (found == seats_of_.end()) return seats;
    for (const auto id : found->second) {
        const auto* row = seats_.find(id);
        if (row->seat.owner == reservation && row->performance_id == performance) {
            seats.push_back(row->seat);
        }
    }
    return seats;
}

std::vector<Seat> Store::overdue(PerformanceId performance, Instant now) const {
    std::vector<Seat> seats;
    const auto found = overdue_seats_.find(performance);
    if (found == overdue_seats_.end()) return seats;
    for (const auto id : found->second) {
        const auto& seat = seats_.find(id)->seat;
        if (seat.status == SeatStatus::held && seat.until <= now) seats.push_back(seat);
    }
    return seats;
}

std::optional<Instant> Store::next_overdue(ports::SqlSession& sql, PerformanceId id,
                                           Instant now) const {
    std::optional<Instant> next;
    sql.query(select_next_overdue, {id, now},
              [&](const ports::SqlRow& row) { next = row.optional_instant(0); });
    seats_.for_each_dirty([&](SeatId, const SeatRow& row) {
        const bool is_held = row.performance_id == id && row.seat.status == SeatStatus::held;
        if (is_held && (!next || row.seat.until < *next)) next = row.seat.until;
    });
    return next;
}

const House* Store::house(PerformanceId id) const {
    if (houses_wanted_.count(id) == 0) return nullptr;
    const auto found = houses_.find(id);
    return found == houses_.end() ? nullptr : &found->second.house;
}

std::int64_t Store::count_live_reservations(ports::SqlSession& sql,
                                            const std::set<PerformanceId>& of) const {
    std::set<ReservationId> owners;
    for (const auto performance : of) {
        sql.query(select_owners, {performance}, [&](const ports::SqlRow& row) {
            // A seat that this batch has loaded may have changed since.
            if (!seats_.find(row.id<SeatId>(0))) owners.insert(row.id<ReservationId>(1));
        });
    }
    for (const auto& [owner, seats] : seats_of_) {
        for (const auto id : seats) {
            const auto* row = seats_.find(id);
            if (row->seat.owner == owner && of.count(row->performance_id) != 0) {
                owners.insert(owner);
            }
        }
    }
    return static_cast<std::int64_t>(owners.size());
}

void Store::put(MusicalRow row) {
    ++row.version;
    const auto id = row.musical.id;
    musicals_.put(id, std::move(row));
}

void Store::put(VenueRow row) {
    ++row.version;
    const auto id = row.venue.id;
    venues_.put(id, std::move(row));
}

void Store::put(PerformanceRow row) {
    ++row.version;
    const auto id = row.performance.id;
    performances_of_[row.performance.musical_id].insert(id);
    performances_.put(id, std::move(row));
}

void Store::put(SeatRow row) {
    const auto id = row.seat.id;
    seats_.put(id, std::move(row));
}

void Store::move(const Seat& seat, Instant now, const char* reason) {
    const auto* before = seats_.find(seat.id);
    BOXOFFICE_INVARIANT(before != nullptr);
    if (before->seat == seat) return;
    BOXOFFICE_INVARIANT(seat.epoch >= before->seat.epoch);
    count_left(*before, seat);
    auto row = *before;
    row.seat = seat;
    ++row.version;
    // The history names whom the move concerned: of a freed seat, the one that had it.
    const auto concerned = seat.owner ? seat.owner : before->seat.owner;
    moves_.push_back({seat.id, row.version, now, concerned, seat.epoch, seat.status, reason});
    if (seat.owner) seats_of_[seat.owner].insert(seat.id);
    const auto performance = row.performance_id;
    seats_.put(seat.id, std::move(row));
    if (houses_wanted_.count(performance) != 0) houses_[performance].house.update(seat);
}

void Store::count_left(const SeatRow& before, const Seat& after) {
    const int was = before.seat.status == SeatStatus::available ? 1 : 0;
    const int is = after.status == SeatStatus::available ? 1 : 0;
    if (was != is) left_changes_[{before.performance_id, before.grade}] += is - was;
}

void Store::save(ports::SqlSession& sql) {
    musical::save(sql, musicals_);
    musical::save(sql, venues_);
    musical::save(sql, performances_);
    save_seats(sql);
    save_left(sql);
}

void Store::save_seats(ports::SqlSession& sql) {
    if (!seats_.has_dirty()) return;
    ports::SqlRows rows{7};
    seats_.for_each_dirty([&](SeatId id, const SeatRow& row) {
        const auto& seat = row.seat;
        rows.add({id, static_cast<std::int64_t>(seat.status), seat.owner, seat.epoch, seat.until,
                  seat.party_size, row.version});
    });
    sql.execute_batch(update_seat, rows);

    if (moves_.empty()) return;
    ports::SqlRows history{7};
    for (const auto& move : moves_) {
        history.add({move.seat, move.version, move.at, move.reservation, move.epoch,
                     static_cast<std::int64_t>(move.status), move.reason});
    }
    sql.execute_batch(insert_history, history);
}

void Store::save_left(ports::SqlSession& sql) {
    ports::SqlRows rows{3};
    for (const auto& [place, change] : left_changes_) {
        if (change != 0) rows.add({place.first, place.second, change});
    }
    if (!rows.empty()) sql.execute_batch(update_left, rows);
}

House select_house(ports::SqlSession& sql, PerformanceId performance, PlanPoint focal_point) {
    std::vector<HouseEntry> entries;
    sql.query(select_whole_house, {performance}, [&](const ports::SqlRow& row) {
        HouseEntry entry;
        entry.details.seat_id = row.id<SeatId>(0);
        entry.details.section = row.text(1);
        entry.details.seat_row = static_cast<int>(row.integer(2));
        entry.details.seat_col = static_cast<int>(row.integer(3));
        entry.details.grade = row.text(4);
        entry.details.price.amount = row.integer(5);
        const auto currency = row.text(6);
        std::copy_n(currency.begin(), std::min<std::size_t>(currency.size(), 3),
                    entry.details.price.currency.code.begin());
        entry.position = {static_cast<int>(row.integer(7)), static_cast<int>(row.integer(8))};
        entry.attributes = Attributes{static_cast<std::uint8_t>(row.integer(9))};
        entry.status = static_cast<SeatStatus>(row.integer(10));
        entry.until = row.instant(11);
        entries.push_back(std::move(entry));
    });
    return House{entries, focal_point};
}

PlanPoint select_focal_point(ports::SqlSession& sql, PerformanceId performance) {
    std::optional<PlanPoint> point;
    sql.query(select_venue_of, {performance}, [&](const ports::SqlRow& row) {
        point = read_venue(row).venue.details.plan.focal_point;
    });
    if (point) return *point;
    sql.query(select_front, {performance}, [&](const ports::SqlRow& row) {
        const auto middle = (row.integer(0) + row.integer(1)) / 2;
        point = PlanPoint{static_cast<int>(middle), static_cast<int>(row.integer(2))};
    });
    return point.value_or(PlanPoint{});
}

}  // namespace boxoffice::musical
