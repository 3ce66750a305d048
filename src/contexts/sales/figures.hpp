// The figures of an overview, as they are read.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contexts/sales/domain/position.hpp"
#include "contexts/sales/domain/seat.hpp"
#include "contexts/sales/performance.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::sales {

/// `comps` are those of the sold that nobody pays for. The pace: tickets sold in the last 5 and 60
/// minutes that are still sold.
struct Figures {
    Counts seats;
    std::int64_t comps = 0;
    std::int64_t sold_last_5_minutes = 0;
    std::int64_t sold_last_60_minutes = 0;
    std::map<base::Currency, Amounts> money;
};
Figures& operator+=(Figures& figures, const Figures& more);

struct GradeFigures {
    std::string grade;
    Figures figures;
};

struct PerformanceFigures {
    Performance performance;
    Figures totals;
    std::vector<GradeFigures> grades;  ///< the dearest first
};

/// `version` is the position of the log up to which events are counted.
struct Overview {
    std::int64_t version = 0;
    base::Instant as_of{};
    Figures totals;
    std::vector<PerformanceFigures> performances;
    bool is_truncated = false;
};

}  // namespace boxoffice::sales
