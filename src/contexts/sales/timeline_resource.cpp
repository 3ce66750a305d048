// A timeline as it is answered.
#include "contexts/sales/overview_resource.hpp"
#include "contexts/sales/timeline.hpp"
#include "contracts/codec_definition.hpp"

namespace boxoffice::sales {
namespace {

/// `money` is left out for those who do not see it.
struct MovementResource {
    std::int64_t held = 0;
    std::int64_t released = 0;
    std::int64_t sold = 0;
    std::int64_t cancelled = 0;
    std::optional<std::vector<MoneyResource>> money;
};
BOOST_DESCRIBE_STRUCT(MovementResource, (), (held, released, sold, cancelled, money))

struct GradeMovementResource : MovementResource {
    std::string grade;
};
BOOST_DESCRIBE_STRUCT(GradeMovementResource, (MovementResource), (grade))

struct PointResource : MovementResource {
    base::Instant start{};
    std::vector<GradeMovementResource> grades;
};
BOOST_DESCRIBE_STRUCT(PointResource, (MovementResource), (start, grades))

struct TimelineResource {
    std::string interval;
    base::Instant from{};
    base::Instant to{};
    std::string time_zone;
    std::vector<PointResource> points;
    MovementResource totals;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(TimelineResource, (), (interval, from, to, time_zone, points, totals, _links))

MovementResource to_resource(const Movement& movement, bool with_money) {
    MovementResource out{.held = movement.holds.held,
                         .released = movement.holds.released,
                         .sold = movement.sold,
                         .cancelled = movement.cancelled,
                         .money = {}};
    if (!with_money) return out;
    out.money.emplace();
    for (const auto& [currency, amounts] : movement.money) {
        out.money->push_back(to_money(currency, amounts));
    }
    return out;
}

const char* to_text(Interval interval) {
    switch (interval) {
        case Interval::minute:
            return "minute";
        case Interval::hour:
            return "hour";
        case Interval::day:
            return "day";
    }
    return "hour";
}

}  // namespace

std::string to_json(const TimelineRequest& request, const std::vector<TimelinePoint>& points,
                    bool with_money, const std::string& self) {
    TimelineResource out{.interval = to_text(request.interval),
                         .from = request.starts.front(),
                         .to = request.end,
                         .time_zone = house_time_zone,
                         .points = {},
                         .totals = {},
                         ._links = {{self}}};
    Movement totals;
    for (const auto& point : points) {
        PointResource shown{to_resource(point.totals, with_money), point.start, {}};
        for (const auto& [grade, movement] : point.grades) {
            shown.grades.push_back({to_resource(movement, with_money), grade});
        }
        out.points.push_back(std::move(shown));
        totals += point.totals;
    }
    out.totals = to_resource(totals, with_money);
    return contracts::encode(out);
}

}  // namespace boxoffice::sales
