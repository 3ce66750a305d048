// The schema of each context that stores something.
#pragma once

#include "ports/sql.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace boxoffice::app {

/// Every context with a database of its own.
[[nodiscard]] std::span<const std::string_view> stored_contexts();

/// Its migrations, those of the eventing kernel among them. `context` is one of stored_contexts().
[[nodiscard]] std::vector<ports::Migration> schema_of(std::string_view context);

}  // namespace boxoffice::app
