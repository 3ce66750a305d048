// Whether a request's path is what a route's pattern means, for houses without an HTTP server.
#pragma once

#include "ports/http.hpp"

#include <string>

namespace boxoffice::simulation {

/// Notes the parameters of `pattern` in `request` when its path fits. Whole segments only.
[[nodiscard]] bool fits(const std::string& pattern, ports::HttpRequest& request);

}  // namespace boxoffice::simulation
