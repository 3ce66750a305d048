#include "contexts/sales/scope.hpp"

#include "base/id.hpp"
#include "base/invariant.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <fmt/format.h>

namespace boxoffice::sales {

const base::TimeZone& house_zone() {
    static const auto zone = [] {
        const auto found = base::find_time_zone(house_time_zone);
        BOXOFFICE_INVARIANT(found.has_value());
        return *found;
    }();
    return zone;
}

base::Instant beginning_of(std::chrono::local_days day) {
    return base::to_instant(base::LocalTime{day}, house_zone());
}

std::string to_text(std::chrono::local_days day) {
    const std::chrono::year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Bounds bounds_of(const Scope& scope, base::Instant now) {
    Bounds bounds;
    if (scope.from) bounds.from = beginning_of(*scope.from);
    if (scope.to) bounds.to = beginning_of(*scope.to + std::chrono::days{1});
    if (scope.is_whole_house()) bounds.from = beginning_of(base::to_local_date(now, house_zone()));
    return bounds;
}

ports::HttpResponse invalid_parameter(const ports::HttpRequest& request, std::string_view name,
                                      const char* reason) {
    return contracts::to_response(contracts::validation_problem(
        {{{std::string{name}, reason}}}, request.header("Accept-Language").value_or("")));
}

base::Result<std::optional<std::chrono::local_days>, ports::HttpResponse> day_of(
    const ports::HttpRequest& request, std::string_view name) {
    const auto text = request.query_value(name);
    if (!text) return std::optional<std::chrono::local_days>{};
    const auto day = base::parse_date(*text);
    if (!day) return base::unexpected(invalid_parameter(request, name, "not_a_date"));
    return day;
}

base::Result<Scope, ports::HttpResponse> scope_of(const ports::HttpRequest& request) {
    const auto performance = contracts::integer_of(request, "performanceId", 1, base::id_max);
    if (!performance) return base::unexpected(performance.error());
    const auto musical = contracts::integer_of(request, "musicalId", 1, base::id_max);
    if (!musical) return base::unexpected(musical.error());
    const auto from = day_of(request, "from");
    if (!from) return base::unexpected(from.error());
    const auto to = day_of(request, "to");
    if (!to) return base::unexpected(to.error());
    Scope scope{.performance = {}, .musical = {}, .from = *from, .to = *to};
    if (*performance) scope.performance = contracts::PerformanceId{**performance};
    if (*musical) scope.musical = contracts::MusicalId{**musical};
    return scope;
}

bool sees_money(const ports::Principal& who) {
    return ports::may_call(ports::Access::admin, who);
}

}  // namespace boxoffice::sales
