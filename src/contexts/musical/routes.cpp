#include "contexts/musical/routes.hpp"

#include "base/time_zone.hpp"
#include "contexts/musical/route_table.hpp"

namespace boxoffice::musical {

Instant day_of(const HttpRequest& request, const char* name, std::chrono::days later,
               Instant otherwise, FieldErrors& errors) {
    const auto text = query_text(request, name);
    if (text.empty()) return otherwise;
    const auto day = base::parse_date(text);
    const auto zone = base::find_time_zone(time_zone_default);
    if (day && zone) return base::to_instant(base::LocalTime{*day + later}, *zone);
    errors.push_back({name, "not_a_date"});
    return otherwise;
}

std::vector<ports::Route> make_routes(const Rooms& rooms) {
    Table table{rooms};
    add_catalogue(table);
    add_performances(table);
    add_seats(table);
    add_posters(table, rooms);
    return std::move(table).take();
}

}  // namespace boxoffice::musical
