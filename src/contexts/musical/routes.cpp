#include "contexts/musical/routes.hpp"

#include "contexts/musical/route_table.hpp"

namespace boxoffice::musical {

std::vector<ports::Route> make_routes(const Rooms& rooms) {
    Table table{rooms};
    add_catalogue(table);
    add_performances(table);
    add_seats(table);
    return std::move(table).take();
}

}  // namespace boxoffice::musical
