// The tables of sales, beside those of the eventing kernel.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::sales {

/// Append-only: what was released is never edited. Versions start at 100.
[[nodiscard]] std::vector<ports::Migration> migrations();

}  // namespace boxoffice::sales
