// The performances of a musical day by day, with what is left and what it costs.
#pragma once

#include "contexts/musical/resources.hpp"
#include "ports/sql.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace boxoffice::musical {

/// Days that one calendar shows at most, and by default.
inline constexpr std::chrono::days calendar_days_max{400};
inline constexpr std::chrono::days calendar_days_default{120};

/// Both days are shown. `grade`: performances that have seats of it left; `actor`: performances
/// whose cast has somebody with that text in his name. Empty = any.
struct CalendarRequest {
    MusicalId musical;
    std::chrono::local_days from;
    std::chrono::local_days to;
    std::string grade;
    std::string actor;
    Instant now{};
};

/// A performance is on the day that its own clock shows. @return nothing when there is no such
/// musical.
[[nodiscard]] std::optional<CalendarResource> select_calendar(ports::SqlSession& sql,
                                                              const CalendarRequest& request);

/// "2027-01-15".
[[nodiscard]] std::string text_of(std::chrono::local_days day);

}  // namespace boxoffice::musical
