// The tables of my page, beside those of the eventing kernel.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::mypage {

[[nodiscard]] std::vector<ports::Migration> migrations();

}  // namespace boxoffice::mypage
