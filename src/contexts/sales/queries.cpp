#include "contexts/sales/queries.hpp"

#include "contexts/sales/rows.hpp"
#include "contracts/desk_methods.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::sales {
namespace {

using contracts::PerformanceId;
using ports::SqlRow;
using ports::SqlText;

constexpr SqlText select_position =
    "SELECT CAST(COALESCE(SUM(log_offset), 0) AS BIGINT) FROM log_progress";
constexpr SqlText select_performances =
    "SELECT id, musical_id, COALESCE((SELECT name FROM musical WHERE musical.id = "
    "performance.musical_id), musical_name), venue_name, starts_at, status FROM performance "
    "WHERE status <> 2 AND (CAST($1 AS INTEGER) IS NULL OR id = $1) "
    "AND (CAST($2 AS INTEGER) IS NULL OR musical_id = $2) "
    "AND (CAST($3 AS INTEGER) IS NULL OR starts_at IS NULL OR starts_at >= $3) "
    "AND (CAST($4 AS INTEGER) IS NULL OR starts_at < $4) "
    "ORDER BY starts_at NULLS FIRST, id LIMIT $5";
constexpr SqlText select_grades =
    "SELECT performance_id, grade, currency, capacity, held, sold, blocked FROM grade "
    "WHERE performance_id = $1 ORDER BY price DESC, grade";
constexpr SqlText select_totals =
    "SELECT performance_id, grade, method, currency, tickets, captured, refunded, fees "
    "FROM sales_total WHERE performance_id = $1";
constexpr SqlText select_pace =
    "SELECT performance_id, grade, SUM(CASE WHEN changed_at > $2 THEN 1 ELSE 0 END), COUNT(*) FROM "
    "seat "
    "WHERE state = 2 AND changed_at > $1 GROUP BY performance_id, grade";
constexpr SqlText select_sold_since =
    "SELECT DISTINCT performance_id FROM seat WHERE state = 2 AND changed_at > $1";
constexpr SqlText count_performance = "SELECT COUNT(*) FROM performance WHERE id = $1";
constexpr SqlText count_musical =
    "SELECT (SELECT COUNT(*) FROM musical WHERE id = $1) + "
    "(SELECT COUNT(*) FROM performance WHERE musical_id = $1)";

constexpr base::Duration pace_short = std::chrono::minutes{5};
constexpr base::Duration pace_long = std::chrono::minutes{60};

using ById = std::map<PerformanceId, PerformanceFigures*>;

Figures& figures_of(const ById& performances, const SqlRow& row) {
    auto& grades = performances.at(row.id<PerformanceId>(0))->grades;
    const auto grade = row.text(1);
    const auto found = std::find_if(grades.begin(), grades.end(),
                                    [&](const GradeFigures& each) { return each.grade == grade; });
    if (found != grades.end()) return found->figures;
    grades.push_back({.grade = std::string{grade}, .figures = {}});
    return grades.back().figures;
}

bool is_empty(const Figures& figures) {
    return figures.seats == Counts{} && figures.comps == 0 &&
           std::all_of(figures.money.begin(), figures.money.end(),
                       [](const auto& entry) { return entry.second.is_nothing(); });
}

void read_figures(ports::SqlSession& sql, const ById& performances, base::Instant now) {
    ports::SqlRows keys{1};
    for (const auto& [id, performance] : performances) keys.add({id});
    if (keys.empty()) return;
    sql.query_batch(select_grades, keys, [&](const SqlRow& row) {
        auto& figures = figures_of(performances, row);
        figures.seats = {row.integer(3), row.integer(4), row.integer(5), row.integer(6)};
        figures.money[to_currency(row.text(2))];  // what can be sold has its line of money
    });
    sql.query_batch(select_totals, keys, [&](const SqlRow& row) {
        auto& figures = figures_of(performances, row);
        if (row.text(2) == contracts::desk_comp) figures.comps += row.integer(4);
        figures.money[to_currency(row.text(3))] +=
            Amounts{row.integer(4), row.integer(5), row.integer(6), row.integer(7)};
    });
    sql.query(select_pace, {now - pace_long, now - pace_short}, [&](const SqlRow& row) {
        if (!performances.contains(row.id<PerformanceId>(0))) return;
        auto& figures = figures_of(performances, row);
        figures.sold_last_5_minutes = row.integer(2);
        figures.sold_last_60_minutes = row.integer(3);
    });
}

}  // namespace

Figures& operator+=(Figures& figures, const Figures& more) {
    figures.seats += more.seats;
    figures.comps += more.comps;
    figures.sold_last_5_minutes += more.sold_last_5_minutes;
    figures.sold_last_60_minutes += more.sold_last_60_minutes;
    for (const auto& [currency, amounts] : more.money) figures.money[currency] += amounts;
    return figures;
}

std::int64_t select_version(ports::SqlSession& sql) {
    std::int64_t version = 0;
    sql.query(select_position, {}, [&](const SqlRow& row) { version = row.integer(0); });
    return version;
}

Overview select_overview(ports::SqlSession& sql, const Scope& scope, base::Instant now) {
    const Snapshot snapshot{sql};
    Overview overview{.version = select_version(sql), .as_of = now};
    const auto bounds = bounds_of(scope, now);
    const auto wanted = static_cast<std::int64_t>(overview_performances_max) + 1;
    sql.query(select_performances,
              {scope.performance, scope.musical, bounds.from, bounds.to, wanted},
              [&](const SqlRow& row) {
                  overview.performances.push_back({.performance = read_performance(row)});
              });
    overview.is_truncated = overview.performances.size() > overview_performances_max;
    if (overview.is_truncated) overview.performances.pop_back();

    ById by_id;
    for (auto& each : overview.performances) by_id[each.performance.id] = &each;
    read_figures(sql, by_id, now);
    for (auto& each : overview.performances) {
        std::erase_if(each.grades,
                      [](const GradeFigures& grade) { return is_empty(grade.figures); });
        for (const auto& grade : each.grades) each.totals += grade.figures;
        overview.totals += each.totals;
    }
    return overview;
}

bool is_known(ports::SqlSession& sql, const Scope& scope) {
    bool known = true;
    const auto note = [&](const SqlRow& row) { known = known && row.integer(0) > 0; };
    if (scope.performance) sql.query(count_performance, {*scope.performance}, note);
    if (scope.musical) sql.query(count_musical, {*scope.musical}, note);
    return known;
}

std::set<PerformanceId> select_selling(ports::SqlSession& sql, base::Instant since) {
    std::set<PerformanceId> selling;
    sql.query(select_sold_since, {since},
              [&](const SqlRow& row) { selling.insert(row.id<PerformanceId>(0)); });
    return selling;
}

}  // namespace boxoffice::sales
