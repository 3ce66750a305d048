// The gateway: the front door of the all-in-one process. It keeps nothing and listens to nothing.
#pragma once

#include "base/clock.hpp"
#include "contexts/gateway/asset.hpp"
#include "contexts/gateway/security_headers.hpp"
#include "eventing/context_module.hpp"

#include <memory>

namespace boxoffice::gateway {

/// `clock` and the memory of `assets` outlive the module.
[[nodiscard]] std::unique_ptr<eventing::ContextModule> make_module(const base::Clock& clock,
                                                                   Assets assets,
                                                                   const SecurityTerms& terms);

}  // namespace boxoffice::gateway
