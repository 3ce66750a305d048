// What sales serves over HTTP: questions alone.
#pragma once

#include "contexts/sales/feed.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::sales {

/// All live as long as the routes.
[[nodiscard]] std::vector<ports::Route> routes_of(const eventing::Environment& environment,
                                                  eventing::QueryWorker& queries, Feed& feed);

}  // namespace boxoffice::sales
