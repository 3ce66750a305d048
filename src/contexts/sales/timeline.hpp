// What was held, sold, given back and earned over time.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "contexts/sales/domain/position.hpp"
#include "contexts/sales/domain/seat.hpp"
#include "contexts/sales/scope.hpp"
#include "ports/http.hpp"
#include "ports/sql.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::sales {

enum class Interval { minute, hour, day };

/// Intervals of one answer; a longer time is refused.
inline constexpr std::size_t timeline_intervals_max = 1'500;

/// `starts` are the beginnings of the intervals; the last one ends at `end`. Days begin at midnight
/// by the house's clock, the others at whole hours and minutes.
struct TimelineRequest {
    Scope scope;
    Interval interval = Interval::hour;
    std::vector<base::Instant> starts;
    base::Instant end{};
};

/// Reads performanceId or musicalId, interval, from and to, and makes whole intervals of them.
/// @return the request, or a ready 422.
[[nodiscard]] base::Result<TimelineRequest, ports::HttpResponse> timeline_request_of(
    const ports::HttpRequest& request, base::Instant now);

/// What moved. Tickets in `money` are sold - cancelled.
struct Movement {
    HoldFlow holds;
    std::int64_t sold = 0;
    std::int64_t cancelled = 0;
    std::map<base::Currency, Amounts> money;
};
Movement& operator+=(Movement& movement, const Movement& more);

struct TimelinePoint {
    base::Instant start{};
    Movement totals;
    std::map<std::string, Movement> grades;
};

/// A point for every interval, also those in which nothing moved.
[[nodiscard]] std::vector<TimelinePoint> select_timeline(ports::SqlSession& sql,
                                                         const TimelineRequest& request);

[[nodiscard]] std::string to_json(const TimelineRequest& request,
                                  const std::vector<TimelinePoint>& points, bool with_money,
                                  const std::string& self);

}  // namespace boxoffice::sales
