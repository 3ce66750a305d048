// What GET shows staff of seats that are off sale.
#pragma once

#include "contexts/musical/queries.hpp"

#include <string>

namespace boxoffice::musical {

/// The blocked seats of a performance in order of id; of one kind, or of any when `kind` is empty.
/// @return nothing when there is no such performance.
[[nodiscard]] std::optional<Page> select_blocks(ports::SqlSession& sql, PerformanceId performance,
                                                const std::string& kind,
                                                const contracts::PageRequest& page);

}  // namespace boxoffice::musical
