#include "contexts/musical/calendar.hpp"

#include "base/time_zone.hpp"
#include "contexts/musical/catalogue_sql.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

namespace boxoffice::musical {
namespace {

constexpr ports::SqlText select_musical = "SELECT id FROM musical WHERE id = $1 AND is_deleted = 0";
constexpr ports::SqlText select_between =
    "SELECT id, version, musical_id, starts_at, status, is_default, is_deleted, house_version, "
    "sweep_at, seats_pending, body FROM performance WHERE musical_id = $1 AND is_deleted = 0 "
    "AND is_default = 0 AND starts_at >= $2 AND starts_at < $3 ORDER BY starts_at, id";
constexpr ports::SqlText select_left =
    "SELECT grade, seats, available, lowest_price, lowest_currency FROM seats_left "
    "WHERE performance_id = $1 AND seats > 0 ORDER BY lowest_price DESC NULLS LAST, grade";

/// No clock on a wall is farther from UTC.
constexpr auto clock_difference_max = std::chrono::hours{14};

std::string text_of(base::LocalTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()));
    return text.data();
}

base::Money money_of(std::int64_t amount, std::string_view currency) {
    base::Money money{amount, {}};
    std::copy_n(currency.begin(), std::min<std::size_t>(currency.size(), 3),
                money.currency.code.begin());
    return money;
}

std::vector<GradeLeft> select_grades(ports::SqlSession& sql, PerformanceId performance) {
    std::vector<GradeLeft> grades;
    sql.query(select_left, {performance}, [&](const ports::SqlRow& row) {
        grades.push_back({.grade = std::string{row.text(0)},
                          .seats = row.integer(1),
                          .seats_left = row.integer(2),
                          .lowest_price = money_of(row.integer(3), row.text(4))});
    });
    return grades;
}

bool has_actor(const std::vector<CastMember>& cast, const std::string& actor) {
    const auto wanted = searchable(actor);
    return std::any_of(cast.begin(), cast.end(), [&](const CastMember& member) {
        return searchable(member.actor).find(wanted) != std::string::npos;
    });
}

/// What a buyer can do now: not_open, on_sale, closed, sold_out or canceled.
std::string sale_of(const Performance& performance, std::int64_t seats_left, Instant now) {
    const auto on_sale = is_on_sale(performance, now);
    if (on_sale) return seats_left > 0 ? "on_sale" : "sold_out";
    if (on_sale.error() == "sales_not_open") return "not_open";
    return on_sale.error() == "sales_closed" ? "closed" : "canceled";
}

CalendarEntry entry_of(const Performance& performance, base::LocalTime local,
                       std::vector<GradeLeft> grades, Instant now) {
    CalendarEntry entry{.performance_id = performance.id,
                        .starts_at = performance.starts_at,
                        .local_time = text_of(local),
                        .status = text_of(performance.status),
                        .sales_open_at = performance.terms.sales_open_at,
                        .sales_close_at = sales_end(performance),
                        .cast = performance.terms.cast};
    for (const auto& grade : grades) {
        entry.seats_left += grade.seats_left;
        const bool is_lower =
            !entry.lowest_price || grade.lowest_price.amount < entry.lowest_price->amount;
        if (is_lower) entry.lowest_price = grade.lowest_price;
    }
    entry.grades = std::move(grades);
    entry.sale = sale_of(performance, entry.seats_left, now);
    return entry;
}

bool has_left(const std::vector<GradeLeft>& grades, const std::string& grade) {
    return std::any_of(grades.begin(), grades.end(), [&](const GradeLeft& each) {
        return each.grade == grade && each.seats_left > 0;
    });
}

}  // namespace

std::string text_of(std::chrono::local_days day) {
    const std::chrono::year_month_day date{day};
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

std::optional<CalendarResource> select_calendar(ports::SqlSession& sql,
                                                const CalendarRequest& request) {
    bool is_there = false;
    sql.query(select_musical, {request.musical}, [&](const ports::SqlRow&) { is_there = true; });
    if (!is_there) return std::nullopt;

    const auto utc = base::TimeZone{};
    const auto first = base::to_instant(request.from, utc) - clock_difference_max;
    const auto last =
        base::to_instant(request.to + std::chrono::days{1}, utc) + clock_difference_max;
    std::vector<PerformanceRow> rows;
    sql.query(select_between, {request.musical, first, last},
              [&](const ports::SqlRow& row) { rows.push_back(read_performance(row)); });

    const auto item = "/items/" + std::to_string(request.musical.value);
    CalendarResource calendar{.musical_id = request.musical,
                              .from = text_of(request.from),
                              .to = text_of(request.to),
                              .time_zone = time_zone_default,
                              ._links = {{item + "/calendar"}, {item}}};
    for (const auto& row : rows) {
        const auto& performance = row.performance;
        const auto name = performance.terms.time_zone.value_or(time_zone_default);
        const auto local =
            base::to_local_time(performance.starts_at, base::find_time_zone(name).value_or(utc));
        const auto day = std::chrono::floor<std::chrono::days>(local);
        if (day < request.from || day > request.to) continue;
        if (!request.actor.empty() && !has_actor(performance.terms.cast, request.actor)) continue;
        auto grades = select_grades(sql, performance.id);
        if (!request.grade.empty() && !has_left(grades, request.grade)) continue;
        auto date = text_of(day);
        if (calendar.days.empty()) calendar.time_zone = name;
        if (calendar.days.empty() || calendar.days.back().date != date) {
            calendar.days.push_back({.date = std::move(date), .performances = {}});
        }
        calendar.days.back().performances.push_back(
            entry_of(performance, local, std::move(grades), request.now));
    }
    return calendar;
}

}  // namespace boxoffice::musical
