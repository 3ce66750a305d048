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
                                   cells_.emplace_back(Text{texts_.size(), text.size()});
                                   texts_.append(text);
                               }},
                   parameter.value());
    }
}

void SqlRows::clear() {
    cells_.clear();
    texts_.clear();
}

SqlParameter::Value SqlRows::cell(std::size_t row, std::size_t column) const {
    return std::visit(base::match{[](std::monostate) { return SqlParameter::Value{}; },
                                  [](std::int64_t number) { return SqlParameter::Value{number}; },
                                  [this](Text text) {
                                      return SqlParameter::Value{
                                          std::string_view{texts_}.substr(text.begin, text.size)};
                                  }},
                      cells_[row * columns_ + column]);
}

}  // namespace boxoffice::ports
