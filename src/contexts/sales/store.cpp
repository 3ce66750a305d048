#include "contexts/sales/store.hpp"

#include "contexts/sales/purchase_codec.hpp"
#include "contexts/sales/rows.hpp"

#include <algorithm>

namespace boxoffice::sales {
namespace {

using ports::SqlText;

constexpr SqlText select_performance =
    "SELECT id, musical_id, musical_name, venue_name, starts_at, status FROM performance "
    "WHERE id = $1 /* FOR UPDATE */";
constexpr SqlText select_seat =
    "SELECT id, performance_id, grade, price, currency, state, owner, changed_at FROM seat "
    "WHERE id = $1 /* FOR UPDATE */";
constexpr SqlText select_purchase =
    "SELECT reservation_id, body FROM purchase WHERE reservation_id = $1 /* FOR UPDATE */";

constexpr SqlText upsert_musical =
    "INSERT INTO musical (id, name) VALUES ($1, $2) "
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name";
constexpr SqlText upsert_performance =
    "INSERT INTO performance (id, musical_id, musical_name, venue_name, starts_at, status) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET "
    "musical_id = excluded.musical_id, musical_name = excluded.musical_name, "
    "venue_name = excluded.venue_name, starts_at = excluded.starts_at, status = excluded.status";
constexpr SqlText upsert_seat =
    "INSERT INTO seat (id, performance_id, grade, price, currency, state, owner, changed_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET "
    "grade = excluded.grade, price = excluded.price, currency = excluded.currency, "
    "state = excluded.state, owner = excluded.owner, changed_at = excluded.changed_at";
constexpr SqlText upsert_purchase =
    "INSERT INTO purchase (reservation_id, performance_id, body) VALUES ($1, $2, $3) "
    "ON CONFLICT (reservation_id) DO UPDATE SET body = excluded.body";

// Sums are added to: a batch need not read them.
constexpr SqlText add_to_grade =
    "INSERT INTO grade (performance_id, grade, currency, price, capacity, held, sold, blocked) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (performance_id, grade) DO UPDATE SET "
    "currency = excluded.currency, "
    "price = CASE WHEN grade.price > excluded.price THEN grade.price ELSE excluded.price END, "
    "capacity = grade.capacity + excluded.capacity, held = grade.held + excluded.held, "
    "sold = grade.sold + excluded.sold, blocked = grade.blocked + excluded.blocked";
constexpr SqlText add_to_total =
    "INSERT INTO sales_total (performance_id, grade, method, currency, tickets, captured, "
    "refunded, fees) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT (performance_id, grade, method, currency) DO UPDATE SET "
    "tickets = sales_total.tickets + excluded.tickets, "
    "captured = sales_total.captured + excluded.captured, "
    "refunded = sales_total.refunded + excluded.refunded, fees = sales_total.fees + excluded.fees";
constexpr SqlText add_to_minute =
    "INSERT INTO sales_minute (performance_id, minute, grade, method, currency, held, released, "
    "sold, cancelled, captured, refunded, fees) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (performance_id, minute, grade, method, currency) DO UPDATE SET "
    "held = sales_minute.held + excluded.held, "
    "released = sales_minute.released + excluded.released, "
    "sold = sales_minute.sold + excluded.sold, "
    "cancelled = sales_minute.cancelled + excluded.cancelled, "
    "captured = sales_minute.captured + excluded.captured, "
    "refunded = sales_minute.refunded + excluded.refunded, "
    "fees = sales_minute.fees + excluded.fees";

/// Holds are not of money.
constexpr base::Currency no_currency{{' ', ' ', ' '}};

}  // namespace

std::int64_t minute_of(base::Instant instant) {
    return std::chrono::floor<std::chrono::minutes>(instant).time_since_epoch().count();
}

void Store::put(Performance performance) {
    changed_.insert(performance.id);
    const auto id = performance.id;
    performances_.put(id, std::move(performance));
}

void Store::count(const Seat& seat, const Counts& counts) {
    auto& change = grades_[{seat.performance_id, seat.grade}];
    change.counts += counts;
    change.price.currency = seat.price.currency;
    change.price.amount = std::max(change.price.amount, seat.price.amount);
}

void Store::put(const Seat& seat, base::Instant at) {
    if (const auto* before = seats_.find(seat.id)) {
        count(*before, Counts{} - counts_of(*before));
        const auto flow = flow_of(*before, seat);
        if (flow != HoldFlow{}) {
            const Cell cell{.grade = seat.grade, .method = {}, .currency = no_currency};
            auto& holds = minutes_[{seat.performance_id, minute_of(at), cell}].holds;
            holds.held += flow.held;
            holds.released += flow.released;
        }
    }
    count(seat, counts_of(seat));
    changed_.insert(seat.performance_id);
    seats_.put(seat.id, seat);
}

void Store::put(Purchase purchase, base::Instant at, bool is_given_back) {
    const auto* before = purchases_.find(purchase.reservation_id);
    const auto moved =
        difference(position_of(purchase), before ? position_of(*before) : Position{});
    const auto performance = purchase.performance_id;
    for (const auto& [cell, amounts] : moved) {
        totals_[{performance, cell}] += amounts;
        auto& minute = minutes_[{performance, minute_of(at), cell}];
        minute.amounts += amounts;
        if (is_given_back) {
            minute.cancelled -= amounts.tickets;
        } else {
            minute.sold += amounts.tickets;
        }
    }
    if (!moved.empty()) changed_.insert(performance);
    const auto id = purchase.reservation_id;
    purchases_.put(id, std::move(purchase));
}

void Store::name(contracts::MusicalId musical, std::string name) {
    names_[musical] = std::move(name);
}

void Store::begin_batch() {
    performances_.clear();
    seats_.clear();
    purchases_.clear();
    names_.clear();
    grades_.clear();
    totals_.clear();
    minutes_.clear();
    changed_.clear();
}

bool Store::has_changes() const {
    return performances_.has_dirty() || seats_.has_dirty() || purchases_.has_dirty() ||
           !names_.empty();
}

void Store::committed() {
    if (listener_ && !changed_.empty()) listener_(changed_);
}

void Store::load(ports::SqlSession& sql) {
    const auto read = [&sql](auto& rows, SqlText statement, const ports::SqlRowReader& each) {
        ports::SqlRows keys{1};
        for (const auto key : rows.wanted()) keys.add({key});
        if (!keys.empty()) sql.query_batch(statement, keys, each);
    };
    read(performances_, select_performance, [this](const ports::SqlRow& row) {
        performances_.loaded(row.id<PerformanceId>(0), read_performance(row));
    });
    read(seats_, select_seat,
         [this](const ports::SqlRow& row) { seats_.loaded(row.id<SeatId>(0), read_seat(row)); });
    read(purchases_, select_purchase, [this](const ports::SqlRow& row) {
        purchases_.loaded(row.id<ReservationId>(0), decode_purchase(row.text(1)));
    });
}

void Store::save(ports::SqlSession& sql) {
    save_rows(sql);
    save_sums(sql);
}

void Store::save_rows(ports::SqlSession& sql) {
    ports::SqlRows musicals{2};
    for (const auto& [id, name] : names_) musicals.add({id, name});
    if (!musicals.empty()) sql.execute_batch(upsert_musical, musicals);

    ports::SqlRows performances{6};
    performances_.for_each_dirty([&](PerformanceId id, const Performance& each) {
        performances.add({id, each.musical_id, each.musical_name, each.venue_name, each.starts_at,
                          static_cast<int>(each.status)});
    });
    if (!performances.empty()) sql.execute_batch(upsert_performance, performances);

    ports::SqlRows seats{8};
    seats_.for_each_dirty([&](SeatId id, const Seat& seat) {
        seats.add({id, seat.performance_id, seat.grade, seat.price.amount,
                   seat.price.currency.text(), static_cast<int>(seat.state), seat.owner,
                   seat.changed_at});
    });
    if (!seats.empty()) sql.execute_batch(upsert_seat, seats);

    ports::SqlRows purchases{3};
    purchases_.for_each_dirty([&](ReservationId id, const Purchase& purchase) {
        purchases.add({id, purchase.performance_id, encode_purchase(purchase)});
    });
    if (!purchases.empty()) sql.execute_batch(upsert_purchase, purchases);
}

void Store::save_sums(ports::SqlSession& sql) {
    ports::SqlRows grades{8};
    for (const auto& [key, change] : grades_) {
        const auto& [performance, grade] = key;
        const auto& counts = change.counts;
        grades.add({performance, grade, change.price.currency.text(), change.price.amount,
                    counts.capacity, counts.held, counts.sold, counts.blocked});
    }
    if (!grades.empty()) sql.execute_batch(add_to_grade, grades);

    ports::SqlRows totals{8};
    for (const auto& [key, amounts] : totals_) {
        const auto& [performance, cell] = key;
        totals.add({performance, cell.grade, cell.method, cell.currency.text(), amounts.tickets,
                    amounts.captured, amounts.refunded, amounts.fees});
    }
    if (!totals.empty()) sql.execute_batch(add_to_total, totals);

    ports::SqlRows minutes{12};
    for (const auto& [key, moved] : minutes_) {
        const auto& [performance, minute, cell] = key;
        minutes.add({performance, minute, cell.grade, cell.method, cell.currency.text(),
                     moved.holds.held, moved.holds.released, moved.sold, moved.cancelled,
                     moved.amounts.captured, moved.amounts.refunded, moved.amounts.fees});
    }
    if (!minutes.empty()) sql.execute_batch(add_to_minute, minutes);
}

void forget_everything(ports::SqlSession& sql) {
    sql.begin();
    for (const auto statement :
         {SqlText{"DELETE FROM musical"}, SqlText{"DELETE FROM performance"},
          SqlText{"DELETE FROM seat"}, SqlText{"DELETE FROM grade"},
          SqlText{"DELETE FROM purchase"}, SqlText{"DELETE FROM sales_total"},
          SqlText{"DELETE FROM sales_minute"}, SqlText{"DELETE FROM inbox"},
          SqlText{"DELETE FROM parked_event"}, SqlText{"DELETE FROM log_progress"}}) {
        sql.execute(statement, {});
    }
    sql.commit();
}

}  // namespace boxoffice::sales
