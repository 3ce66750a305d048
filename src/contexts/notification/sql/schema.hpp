// The tables of notification, beside those of the eventing kernel.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::notification {

[[nodiscard]] std::vector<ports::Migration> migrations();

}  // namespace boxoffice::notification
