// The overview as it is answered and streamed.
#pragma once

#include "base/money.hpp"
#include "contexts/sales/figures.hpp"
#include "contracts/ids.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::sales {

/// Of one currency. `net` = revenue - refunded; `fees_kept` is a part of it.
struct MoneyResource {
    base::Money revenue;
    base::Money refunded;
    base::Money fees_kept;
    base::Money net;
};
BOOST_DESCRIBE_STRUCT(MoneyResource, (), (revenue, refunded, fees_kept, net))
[[nodiscard]] MoneyResource to_money(base::Currency currency, const Amounts& amounts);

/// `money` is left out for those who do not see it.
struct FiguresResource {
    std::int64_t capacity = 0;
    std::int64_t available = 0;
    std::int64_t held = 0;
    std::int64_t sold = 0;
    std::int64_t blocked = 0;
    std::int64_t comps = 0;
    std::int64_t sold_last5_minutes = 0;
    std::int64_t sold_last60_minutes = 0;
    std::optional<std::vector<MoneyResource>> money;
};
BOOST_DESCRIBE_STRUCT(FiguresResource, (),
                      (capacity, available, held, sold, blocked, comps, sold_last5_minutes,
                       sold_last60_minutes, money))

struct GradeResource : FiguresResource {
    std::string grade;
};
BOOST_DESCRIBE_STRUCT(GradeResource, (FiguresResource), (grade))

struct PerformanceResource {
    contracts::PerformanceId performance_id;
    contracts::MusicalId musical_id;
    std::string musical_name;
    std::string venue_name;
    std::optional<base::Instant> starts_at;
    std::string status;
    FiguresResource totals;
    std::vector<GradeResource> grades;
};
BOOST_DESCRIBE_STRUCT(PerformanceResource, (),
                      (performance_id, musical_id, musical_name, venue_name, starts_at, status,
                       totals, grades))

struct OverviewResource {
    std::int64_t version = 0;
    base::Instant as_of{};
    std::string time_zone;
    FiguresResource totals;
    std::vector<PerformanceResource> performances;
    bool is_truncated = false;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(OverviewResource, (),
                      (version, as_of, time_zone, totals, performances, is_truncated, _links))

/// `self` is the address that was asked.
[[nodiscard]] std::string to_json(const Overview& overview, bool with_money,
                                  const std::string& self);

}  // namespace boxoffice::sales
