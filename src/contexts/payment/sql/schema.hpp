// The tables of the payment context.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::payment {

[[nodiscard]] std::vector<ports::Migration> migrations();

}  // namespace boxoffice::payment
