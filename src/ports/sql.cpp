#include "ports/sql.hpp"

#include "base/invariant.hpp"
#include "base/match.hpp"

namespace boxoffice::ports {

void SqlRows::add(std::initializer_list<SqlParameter> row) {
    BOXOFFICE_INVARIANT(row.size() == columns_);
    for (const auto& parameter : row) {
        std::visit(base::match{[this](std::monostate) { cells_.emplace_back(); },
                               [this](std::int64_t number) { cells_.emplace_back(number); },
                               [this](std::string_view text) {
                                   cells_.emplace_back(std::in_place_type<std::string>, text);
                               }},
                   parameter.value());
    }
}

}  // namespace boxoffice::ports
