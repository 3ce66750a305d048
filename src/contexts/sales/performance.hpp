// A performance as the sales figures name it.
#pragma once

#include "base/clock.hpp"
#include "contracts/ids.hpp"

#include <optional>
#include <string>

namespace boxoffice::sales {

/// Stored as its number: append only.
enum class PerformanceStatus { scheduled, canceled, deleted };

/// `starts_at` is absent as long as nobody has said it.
struct Performance {
    contracts::PerformanceId id;
    contracts::MusicalId musical_id;
    std::string musical_name;
    std::string venue_name;
    std::optional<base::Instant> starts_at;
    PerformanceStatus status = PerformanceStatus::scheduled;
};

}  // namespace boxoffice::sales
