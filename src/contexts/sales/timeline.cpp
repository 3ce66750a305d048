#include "contexts/sales/timeline.hpp"

#include "contexts/sales/rows.hpp"
#include "contexts/sales/store.hpp"

#include <algorithm>

namespace boxoffice::sales {
namespace {

using ports::HttpRequest;
using ports::HttpResponse;
using ports::SqlRow;
using ports::SqlText;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr SqlText select_of_house =
    "SELECT minute / $3 * $3, grade, currency, SUM(held), SUM(released), SUM(sold), "
    "SUM(cancelled), SUM(captured), SUM(refunded), SUM(fees) FROM sales_minute "
    "WHERE minute >= $1 AND minute < $2 GROUP BY 1, 2, 3";
constexpr SqlText select_of_performance =
    "SELECT minute / $3 * $3, grade, currency, SUM(held), SUM(released), SUM(sold), "
    "SUM(cancelled), SUM(captured), SUM(refunded), SUM(fees) FROM sales_minute "
    "WHERE minute >= $1 AND minute < $2 AND performance_id = $4 GROUP BY 1, 2, 3";
constexpr SqlText select_of_musical =
    "SELECT minute / $3 * $3, grade, currency, SUM(held), SUM(released), SUM(sold), "
    "SUM(cancelled), SUM(captured), SUM(refunded), SUM(fees) FROM sales_minute "
    "WHERE minute >= $1 AND minute < $2 AND performance_id IN "
    "(SELECT id FROM performance WHERE musical_id = $4) GROUP BY 1, 2, 3";

/// How far back an answer goes unless told.
base::Duration usual_length(Interval interval) {
    switch (interval) {
        case Interval::minute:
            return hours{2};
        case Interval::hour:
            return days{3};
        case Interval::day:
            return days{30};
    }
    return {};
}

/// Minutes that the database may sum up: every time zone's midnight falls between two of them.
std::int64_t minutes_per_group(Interval interval) {
    switch (interval) {
        case Interval::minute:
            return 1;
        case Interval::hour:
            return 60;
        case Interval::day:
            return 15;
    }
    return 1;
}

base::Instant beginning_of_interval(Interval interval, base::Instant instant) {
    switch (interval) {
        case Interval::minute:
            return std::chrono::floor<minutes>(instant);
        case Interval::hour:
            return std::chrono::floor<hours>(instant);
        case Interval::day:
            return beginning_of(base::to_local_date(instant, house_zone()));
    }
    return instant;
}

/// The next midnight is not always 24 hours away.
base::Instant next_after(Interval interval, base::Instant start) {
    switch (interval) {
        case Interval::minute:
            return start + minutes{1};
        case Interval::hour:
            return start + hours{1};
        case Interval::day:
            return beginning_of(base::to_local_date(start, house_zone()) + days{1});
    }
    return start;
}

base::Result<Interval, HttpResponse> interval_of(const HttpRequest& request) {
    const auto text = request.query_value("interval").value_or("hour");
    if (text == "minute") return Interval::minute;
    if (text == "hour") return Interval::hour;
    if (text == "day") return Interval::day;
    return base::unexpected(invalid_parameter(request, "interval", "not_a_known_value"));
}

base::Result<base::Instant, HttpResponse> instant_of(const HttpRequest& request, const char* name,
                                                     base::Instant usual) {
    const auto text = request.query_value(name);
    if (!text) return usual;
    const auto instant = base::parse_rfc3339(*text);
    if (!instant) return base::unexpected(invalid_parameter(request, name, "not_a_time"));
    return *instant;
}

/// Musical or performance alone: `from` and `to` are instants here.
base::Result<Scope, HttpResponse> named_scope_of(const HttpRequest& request) {
    auto bare = request;
    std::erase_if(bare.query,
                  [](const auto& entry) { return entry.first == "from" || entry.first == "to"; });
    auto scope = scope_of(bare);
    if (scope && scope->performance && scope->musical) {
        return base::unexpected(
            invalid_parameter(request, "musicalId", "either_this_or_performanceId"));
    }
    return scope;
}

}  // namespace

Movement& operator+=(Movement& movement, const Movement& more) {
    movement.holds.held += more.holds.held;
    movement.holds.released += more.holds.released;
    movement.sold += more.sold;
    movement.cancelled += more.cancelled;
    for (const auto& [currency, amounts] : more.money) movement.money[currency] += amounts;
    return movement;
}

base::Result<TimelineRequest, HttpResponse> timeline_request_of(const HttpRequest& request,
                                                                base::Instant now) {
    const auto scope = named_scope_of(request);
    if (!scope) return base::unexpected(scope.error());
    const auto interval = interval_of(request);
    if (!interval) return base::unexpected(interval.error());
    // The interval that is under way counts.
    const auto to = instant_of(request, "to", now + base::Duration{1});
    if (!to) return base::unexpected(to.error());
    const auto from = instant_of(request, "from", *to - usual_length(*interval));
    if (!from) return base::unexpected(from.error());
    if (*from >= *to) return base::unexpected(invalid_parameter(request, "from", "after_to"));

    TimelineRequest timeline{.scope = *scope, .interval = *interval, .starts = {}};
    timeline.end = beginning_of_interval(*interval, *from);
    while (timeline.end < *to) {
        if (timeline.starts.size() == timeline_intervals_max) {
            return base::unexpected(invalid_parameter(request, "from", "out_of_range"));
        }
        timeline.starts.push_back(timeline.end);
        timeline.end = next_after(*interval, timeline.end);
    }
    return timeline;
}

std::vector<TimelinePoint> select_timeline(ports::SqlSession& sql, const TimelineRequest& request) {
    std::vector<TimelinePoint> points;
    points.reserve(request.starts.size());
    for (const auto start : request.starts) points.push_back({.start = start});

    const auto read = [&](const SqlRow& row) {
        const base::Instant at{minutes{row.integer(0)}};
        const auto after = std::upper_bound(request.starts.begin(), request.starts.end(), at);
        auto& point = points[static_cast<std::size_t>(after - request.starts.begin()) - 1];
        Movement moved{.holds = {row.integer(3), row.integer(4)},
                       .sold = row.integer(5),
                       .cancelled = row.integer(6),
                       .money = {}};
        const Amounts amounts{row.integer(5) - row.integer(6), row.integer(7), row.integer(8),
                              row.integer(9)};
        if (!amounts.is_nothing()) moved.money[to_currency(row.text(2))] = amounts;
        point.grades[std::string{row.text(1)}] += moved;
        point.totals += moved;
    };
    const auto from = minute_of(request.starts.front());
    const auto to = minute_of(request.end);
    const auto group = minutes_per_group(request.interval);
    const auto& scope = request.scope;
    if (scope.performance) {
        sql.query(select_of_performance, {from, to, group, *scope.performance}, read);
    } else if (scope.musical) {
        sql.query(select_of_musical, {from, to, group, *scope.musical}, read);
    } else {
        sql.query(select_of_house, {from, to, group}, read);
    }
    return points;
}

}  // namespace boxoffice::sales
