#include "contexts/sales/daily_close.hpp"

#include "contexts/sales/rows.hpp"
#include "contexts/sales/scope.hpp"
#include "contexts/sales/store.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace boxoffice::sales {
namespace {

using ports::SqlRow;
using ports::SqlText;

constexpr SqlText select_lines =
    "SELECT performance_id, method, currency, SUM(sold), SUM(cancelled), SUM(captured), "
    "SUM(refunded), SUM(fees) FROM sales_minute WHERE minute >= $1 AND minute < $2 AND "
    "method <> '' GROUP BY performance_id, method, currency ORDER BY performance_id, method, "
    "currency";
constexpr SqlText select_performance =
    "SELECT id, musical_id, COALESCE((SELECT name FROM musical WHERE musical.id = "
    "performance.musical_id), musical_name), venue_name, starts_at, status FROM performance "
    "WHERE id = $1";

bool is_nothing(const CloseLine& line) {
    return line.tickets_sold == 0 && line.tickets_cancelled == 0 && line.money.is_nothing();
}

void add(CloseLine& sum, const CloseLine& line) {
    sum.tickets_sold += line.tickets_sold;
    sum.tickets_cancelled += line.tickets_cancelled;
    sum.money += line.money;
}

std::vector<CloseLine> summed(const DailyClose& close, bool per_method) {
    std::map<std::pair<std::string, base::Currency>, CloseLine> sums;
    for (const auto& performance : close.performances) {
        for (const auto& line : performance.methods) {
            const auto method = per_method ? line.method : std::string{};
            auto& sum = sums[{method, line.currency}];
            sum.method = method;
            sum.currency = line.currency;
            add(sum, line);
        }
    }
    std::vector<CloseLine> lines;
    lines.reserve(sums.size());
    for (auto& [key, line] : sums) lines.push_back(std::move(line));
    return lines;
}

}  // namespace

DailyClose select_daily_close(ports::SqlSession& sql, std::chrono::local_days date,
                              base::Instant now) {
    DailyClose close{.date = date,
                     .from = beginning_of(date),
                     .to = beginning_of(date + std::chrono::days{1}),
                     .performances = {}};
    close.is_final = close.to <= now;
    sql.query(select_lines, {minute_of(close.from), minute_of(close.to)}, [&](const SqlRow& row) {
        CloseLine line{.method = std::string{row.text(1)},
                       .currency = to_currency(row.text(2)),
                       .tickets_sold = row.integer(3),
                       .tickets_cancelled = row.integer(4),
                       .money = {row.integer(3) - row.integer(4), row.integer(5), row.integer(6),
                                 row.integer(7)}};
        // What was told under one method first and under another afterwards leaves nothing behind.
        if (is_nothing(line)) return;
        const auto id = row.id<contracts::PerformanceId>(0);
        auto& performances = close.performances;
        if (performances.empty() || performances.back().performance.id != id) {
            performances.push_back({.performance = {.id = id}, .methods = {}});
        }
        performances.back().methods.push_back(std::move(line));
    });
    for (auto& each : close.performances) {
        sql.query(select_performance, {each.performance.id},
                  [&](const SqlRow& row) { each.performance = read_performance(row); });
    }
    std::sort(close.performances.begin(), close.performances.end(),
              [](const PerformanceClose& a, const PerformanceClose& b) {
                  return std::tie(a.performance.starts_at, a.performance.id) <
                         std::tie(b.performance.starts_at, b.performance.id);
              });
    return close;
}

std::vector<CloseLine> by_method(const DailyClose& close) {
    return summed(close, true);
}

std::vector<CloseLine> by_currency(const DailyClose& close) {
    return summed(close, false);
}

}  // namespace boxoffice::sales
