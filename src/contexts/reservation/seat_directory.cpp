#include "contexts/reservation/seat_directory.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText select_performances =
    "SELECT id, musical_id, musical_name, venue_name, starts_at, sales_open_at, sales_close_at, "
    "seat_limit, is_canceled, refund_rules, is_default, english_names FROM directory_performance";
constexpr ports::SqlText select_seats =
    "SELECT id, performance_id, section, seat_row, seat_col, row_label, seat_label, grade, price, "
    "currency FROM directory_seat";
constexpr ports::SqlText select_performance =
    "SELECT id, musical_id, musical_name, venue_name, starts_at, sales_open_at, sales_close_at, "
    "seat_limit, is_canceled, refund_rules, is_default, english_names FROM directory_performance "
    "WHERE id = $1";
constexpr ports::SqlText select_seats_of =
    "SELECT id, performance_id, section, seat_row, seat_col, row_label, seat_label, grade, price, "
    "currency FROM directory_seat WHERE performance_id = $1";
constexpr ports::SqlText count_seats = "SELECT COUNT(*) FROM directory_seat";
constexpr ports::SqlText upsert_performance =
    "INSERT INTO directory_performance (id, musical_id, musical_name, venue_name, starts_at, "
    "sales_open_at, sales_close_at, seat_limit, is_canceled, refund_rules, is_default, "
    "english_names) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (id) DO UPDATE SET musical_name = excluded.musical_name, "
    "venue_name = excluded.venue_name, starts_at = excluded.starts_at, "
    "sales_open_at = excluded.sales_open_at, sales_close_at = excluded.sales_close_at, "
    "seat_limit = excluded.seat_limit, refund_rules = excluded.refund_rules, "
    "is_default = excluded.is_default, english_names = excluded.english_names";
constexpr ports::SqlText cancel_performance =
    "UPDATE directory_performance SET is_canceled = 1 WHERE id = $1";
constexpr ports::SqlText upsert_seat =
    "INSERT INTO directory_seat (id, performance_id, section, seat_row, seat_col, row_label, "
    "seat_label, grade, price, currency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT (id) DO UPDATE SET section = excluded.section, seat_row = excluded.seat_row, "
    "seat_col = excluded.seat_col, row_label = excluded.row_label, seat_label = "
    "excluded.seat_label, "
    "grade = excluded.grade, price = excluded.price, currency = excluded.currency";
constexpr ports::SqlText delete_seat = "DELETE FROM directory_seat WHERE id = $1";

DirectoryPerformance read_performance(const ports::SqlRow& row) {
    return {.id = row.id<contracts::PerformanceId>(0),
            .musical_id = row.id<contracts::MusicalId>(1),
            .musical_name = std::string{row.text(2)},
            .venue_name = std::string{row.text(3)},
            .starts_at = row.instant(4),
            .sales_open_at = row.optional_instant(5),
            .sales_close_at = row.optional_instant(6),
            .seat_limit = static_cast<int>(row.integer(7)),
            .is_canceled = row.integer(8) != 0,
            .refund_rules = row.id<RefundRulesId>(9),
            .is_default = row.integer(10) != 0,
            .english_names = std::string{row.text(11)}};
}

contracts::SeatDetails read_details(const ports::SqlRow& row) {
    contracts::SeatDetails seat{.seat_id = row.id<contracts::SeatId>(0),
                                .section = std::string{row.text(2)},
                                .seat_row = static_cast<int>(row.integer(3)),
                                .seat_col = static_cast<int>(row.integer(4)),
                                .row_label = std::string{row.text(5)},
                                .seat_label = std::string{row.text(6)},
                                .grade = std::string{row.text(7)},
                                .price = {.amount = row.integer(8)}};
    const auto code = row.text(9);
    std::copy_n(code.begin(), std::min(code.size(), seat.price.currency.code.size()),
                seat.price.currency.code.begin());
    return seat;
}

}  // namespace

void SeatDirectory::load(ports::SqlSession& sql) {
    sql.query(select_performances, {},
              [this](const ports::SqlRow& row) { follow(read_performance(row)); });
    sql.query(count_seats, {}, [this](const ports::SqlRow& row) {
        seats_.reserve(static_cast<std::size_t>(row.integer(0)));
    });
    sql.query(select_seats, {}, [this](const ports::SqlRow& row) {
        auto details = read_details(row);
        const auto id = details.seat_id;
        seats_.insert_or_assign(
            id, DirectorySeat{row.id<contracts::PerformanceId>(1), std::move(details)});
    });
}

void SeatDirectory::reload(ports::SqlSession& sql, contracts::PerformanceId performance) {
    sql.query(select_performance, {performance},
              [this](const ports::SqlRow& row) { follow(read_performance(row)); });
    std::unordered_map<contracts::SeatId, DirectorySeat> seats;
    sql.query(select_seats_of, {performance}, [&](const ports::SqlRow& row) {
        auto details = read_details(row);
        const auto id = details.seat_id;
        seats.insert_or_assign(id, DirectorySeat{performance, std::move(details)});
    });
    std::erase_if(seats_, [&](const auto& known) {
        return known.second.performance_id == performance && !seats.contains(known.first);
    });
    for (auto& [id, seat] : seats) seats_.insert_or_assign(id, std::move(seat));
}

const DirectorySeat* SeatDirectory::find(contracts::SeatId seat) const {
    const auto found = seats_.find(seat);
    return found == seats_.end() ? nullptr : &found->second;
}

const DirectoryPerformance* SeatDirectory::find(contracts::PerformanceId performance) const {
    const auto found = performances_.find(performance);
    return found == performances_.end() ? nullptr : &found->second;
}

void SeatDirectory::save(ports::SqlSession& sql, const DirectoryPerformance& performance) {
    sql.execute(
        upsert_performance,
        {performance.id, performance.musical_id, performance.musical_name, performance.venue_name,
         performance.starts_at, performance.sales_open_at, performance.sales_close_at,
         performance.seat_limit, performance.is_canceled ? 1 : 0, performance.refund_rules,
         performance.is_default ? 1 : 0, performance.english_names});
}

void SeatDirectory::save_canceled(ports::SqlSession& sql, contracts::PerformanceId performance) {
    sql.execute(cancel_performance, {performance});
}

void SeatDirectory::save(ports::SqlSession& sql, contracts::PerformanceId performance,
                         const std::vector<contracts::SeatDetails>& seats) {
    ports::SqlRows rows{10};
    for (const auto& seat : seats) {
        rows.add({seat.seat_id, performance, seat.section, seat.seat_row, seat.seat_col,
                  seat.row_label, seat.seat_label, seat.grade, seat.price.amount,
                  seat.price.currency.text()});
    }
    sql.execute_batch(upsert_seat, rows);
}

void SeatDirectory::remove(ports::SqlSession& sql,
                           const std::vector<contracts::SeatDetails>& seats) {
    ports::SqlRows rows{1};
    for (const auto& seat : seats) rows.add({seat.seat_id});
    sql.execute_batch(delete_seat, rows);
}

void SeatDirectory::follow(DirectoryPerformance performance) {
    auto& known = performances_[performance.id];
    performance.is_canceled = performance.is_canceled || known.is_canceled;
    known = std::move(performance);
}

void SeatDirectory::cancel(contracts::PerformanceId performance) {
    const auto found = performances_.find(performance);
    if (found != performances_.end()) found->second.is_canceled = true;
}

void SeatDirectory::follow(contracts::PerformanceId performance,
                           const std::vector<contracts::SeatDetails>& seats) {
    for (const auto& seat : seats) {
        seats_.insert_or_assign(seat.seat_id, DirectorySeat{performance, seat});
    }
}

void SeatDirectory::forget(const std::vector<contracts::SeatDetails>& seats) {
    for (const auto& seat : seats) seats_.erase(seat.seat_id);
}

}  // namespace boxoffice::reservation
