// From the clock on a theatre's wall to UTC and back. Only the zones that a box office is likely to
// stand in, with the rules in force since 2007; nothing is read from the machine, so that a replay
// gives the same answer.
#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace boxoffice::base {

enum class SummerTime { none, european, american };

struct TimeZone {
    std::chrono::minutes offset{};  ///< east of UTC, outside summer time
    SummerTime summer_time = SummerTime::none;
};

/// An IANA name such as "Asia/Seoul" or "Europe/Vienna", "UTC", or a fixed offset such as "+09:00".
/// @return nothing when it is not known here.
[[nodiscard]] std::optional<TimeZone> find_time_zone(std::string_view name);

using LocalTime = std::chrono::local_time<std::chrono::minutes>;

/// A time that the change to summer time skips counts as if the change had not been made yet; one
/// that happens twice is the first of the two.
[[nodiscard]] Instant to_instant(LocalTime local, const TimeZone& zone);

/// What the clock on the wall shows, to the minute.
[[nodiscard]] LocalTime to_local_time(Instant instant, const TimeZone& zone);

/// The day that the calendar on the wall shows.
[[nodiscard]] std::chrono::local_days to_local_date(Instant instant, const TimeZone& zone);

/// "2026-11-22". @return nothing when it is no date of the years 1900 to 2200.
[[nodiscard]] std::optional<std::chrono::local_days> parse_date(std::string_view text);
/// "19:30". @return nothing when it is no time of day.
[[nodiscard]] std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);

}  // namespace boxoffice::base
