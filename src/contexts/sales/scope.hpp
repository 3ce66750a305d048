// Which performances a question is about, as its query parameters say.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/time_zone.hpp"
#include "contracts/ids.hpp"
#include "ports/http.hpp"

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::sales {

/// The clock on the house's wall: its days begin and end by it. A performance elsewhere counts on
/// the day that it is here. The same as musical's default.
inline constexpr const char* house_time_zone = "Asia/Seoul";
[[nodiscard]] const base::TimeZone& house_zone();

/// Absent = every. `from` and `to` are days of the house, both inclusive, by the day on which a
/// performance starts.
struct Scope {
    std::optional<contracts::PerformanceId> performance;
    std::optional<contracts::MusicalId> musical;
    std::optional<std::chrono::local_days> from;
    std::optional<std::chrono::local_days> to;

    /// Nothing was asked for by name or day: then what was before today is left out.
    [[nodiscard]] bool is_whole_house() const { return !performance && !musical && !from && !to; }
    friend auto operator<=>(const Scope&, const Scope&) = default;
};

/// The instants between which the performances of a scope start: from inclusive, to exclusive.
struct Bounds {
    std::optional<base::Instant> from;
    std::optional<base::Instant> to;
};
[[nodiscard]] Bounds bounds_of(const Scope& scope, base::Instant now);

/// Reads performanceId, musicalId, from and to. @return the scope, or a ready 422.
[[nodiscard]] base::Result<Scope, ports::HttpResponse> scope_of(const ports::HttpRequest& request);

/// A ready 422 that names the wrong parameter.
[[nodiscard]] ports::HttpResponse invalid_parameter(const ports::HttpRequest& request,
                                                    std::string_view name, const char* reason);
/// A query parameter as a day: absent, the day, or a ready 422 (not_a_date).
[[nodiscard]] base::Result<std::optional<std::chrono::local_days>, ports::HttpResponse> day_of(
    const ports::HttpRequest& request, std::string_view name);

/// Money is for the management; staff at the box office see seats and tickets.
[[nodiscard]] bool sees_money(const ports::Principal& who);

/// The first instant of a day of the house.
[[nodiscard]] base::Instant beginning_of(std::chrono::local_days day);

/// "2026-11-29".
[[nodiscard]] std::string to_text(std::chrono::local_days day);

}  // namespace boxoffice::sales
