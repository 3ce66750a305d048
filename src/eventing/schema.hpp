// The tables of the eventing kernel, the same in every context's database.
#pragma once

#include "eventing/environment.hpp"
#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::eventing {

/// The kernel's migrations followed by the context's own, whose versions start at 100.
[[nodiscard]] std::vector<ports::Migration> with_kernel(
    std::vector<ports::Migration> context_migrations);

/// The same environment, after `migrations` were applied to its database. A module gives it to its
/// first member that reads the database: the schema must stand before anything opens a session.
/// @throws base::InfrastructureFault when the database cannot be migrated.
[[nodiscard]] const Environment& migrated(const Environment& environment,
                                          const std::vector<ports::Migration>& migrations);

}  // namespace boxoffice::eventing
