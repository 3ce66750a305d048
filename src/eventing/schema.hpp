// The tables of the eventing kernel, the same in every context's database.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::eventing {

/// The kernel's migrations followed by the context's own, whose versions start at 100.
[[nodiscard]] std::vector<ports::Migration> with_kernel(
    std::vector<ports::Migration> context_migrations);

}  // namespace boxoffice::eventing
