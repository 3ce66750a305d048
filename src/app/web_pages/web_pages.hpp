// The web pages that lie in this program.
#pragma once

#include "contexts/gateway/asset.hpp"

namespace boxoffice::app {

/// As they were when the program was built; without built pages, one that says how to build them.
[[nodiscard]] gateway::Assets web_pages();

}  // namespace boxoffice::app
