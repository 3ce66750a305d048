// The tables of the reservation context.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::reservation {

[[nodiscard]] std::vector<ports::Migration> migrations();

}  // namespace boxoffice::reservation
