// The tables of identity, beside those of the eventing kernel.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::identity {

[[nodiscard]] std::vector<ports::Migration> migrations();

}  // namespace boxoffice::identity
