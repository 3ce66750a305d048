#include "contexts/musical/pricing.hpp"

#include "contexts/musical/performance_events.hpp"

#include <utility>
#include <vector>

namespace boxoffice::musical {
namespace {

constexpr ports::SqlText select_grades =
    "SELECT grade, seats FROM seats_left WHERE performance_id = $1 AND seats > 0 ORDER BY grade";
constexpr ports::SqlText select_to_reprice =
    "SELECT id, section, seat_row, seat_col, row_label, seat_label, grade, price, currency, x, y, "
    "attributes, block_kind, block_reason, block_release_at, blocked_at, blocked_by FROM seat "
    "WHERE performance_id = $1 AND grade = $2 AND is_deleted = 0 AND has_own_price = 0 "
    "AND (price <> $3 OR currency <> $4) ORDER BY id";
constexpr ports::SqlText update_price =
    "UPDATE seat SET price = $3, currency = $4 WHERE performance_id = $1 AND grade = $2 "
    "AND is_deleted = 0 AND has_own_price = 0";
constexpr ports::SqlText update_lowest =
    "UPDATE seats_left SET lowest_price = cheapest.price, lowest_currency = cheapest.currency "
    "FROM (SELECT grade, MIN(price) AS price, MIN(currency) AS currency FROM seat "
    "WHERE performance_id = $1 AND is_deleted = 0 GROUP BY grade) AS cheapest "
    "WHERE seats_left.performance_id = $1 AND seats_left.grade = cheapest.grade";

}  // namespace

base::Money price_or_default(const std::string& grade, const PerformanceTerms& terms,
                             const MusicalDetails& musical) {
    return price_of(grade, terms, musical).value_or(price_default);
}

std::map<std::string, std::int64_t> seats_by_grade(ports::SqlSession& sql,
                                                   PerformanceId performance) {
    std::map<std::string, std::int64_t> seats;
    sql.query(select_grades, {performance}, [&](const ports::SqlRow& row) {
        seats.emplace(std::string{row.text(0)}, row.integer(1));
    });
    return seats;
}

std::size_t reprice(eventing::UnitOfWork& work, const PerformanceRow& row,
                    const MusicalDetails& musical) {
    const auto& performance = row.performance;
    std::vector<contracts::SeatDetails> repriced;
    for (const auto& [grade, seats] : seats_by_grade(work.sql(), performance.id)) {
        const auto price = price_or_default(grade, performance.terms, musical);
        const auto before = repriced.size();
        work.sql().query(select_to_reprice,
                         {performance.id, grade, price.amount, price.currency.text()},
                         [&](const ports::SqlRow& found) {
                             auto details = read_description(found).details;
                             details.price = price;
                             repriced.push_back(std::move(details));
                         });
        if (repriced.size() == before) continue;
        work.sql().execute(update_price,
                           {performance.id, grade, price.amount, price.currency.text()});
        work.wrote();
    }
    if (repriced.empty()) return 0;
    refresh_lowest_prices(work.sql(), performance.id);
    const SeatRow any{.performance_id = performance.id, .musical_id = performance.musical_id};
    publish_all_changed(work, any, "edited", "repriced", repriced);
    return repriced.size();
}

void refresh_lowest_prices(ports::SqlSession& sql, PerformanceId performance) {
    sql.execute(update_lowest, {performance});
}

}  // namespace boxoffice::musical
