// The gateway: the front door of the all-in-one process. It keeps nothing and listens to nothing.
#pragma once

#include "eventing/context_module.hpp"

#include <memory>

namespace boxoffice::gateway {

[[nodiscard]] std::unique_ptr<eventing::ContextModule> make_module();

}  // namespace boxoffice::gateway
