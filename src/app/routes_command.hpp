// `boxoffice routes`: who serves what, as JSON. The front door and the routing of a cluster are
// made from it, so that they cannot differ from what is served.
#pragma once

#include <string>

namespace boxoffice::app {

/// Of the topology and of every module's own routes. Puts the whole house together on a directory
/// that is gone again afterwards, without starting it.
/// @throws base::InfrastructureFault when there is no room for that directory.
[[nodiscard]] std::string routes_document();

}  // namespace boxoffice::app
