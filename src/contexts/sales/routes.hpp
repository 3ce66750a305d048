// What sales serves over HTTP: questions alone.
#pragma once

#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::sales {

/// Both live as long as the routes.
[[nodiscard]] std::vector<ports::Route> routes_of(const eventing::Environment& environment,
                                                  eventing::QueryWorker& queries);

}  // namespace boxoffice::sales
