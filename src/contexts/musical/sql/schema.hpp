// The tables of the musical context, beside those of the eventing kernel.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::musical {

[[nodiscard]] std::vector<ports::Migration> migrations();

}  // namespace boxoffice::musical
