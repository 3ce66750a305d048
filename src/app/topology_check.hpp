// Holds the modules against topology.hpp: a map that is wrong stops the start.
#pragma once

#include "eventing/context_module.hpp"

#include <memory>
#include <string>
#include <vector>

namespace boxoffice::app {

/// The context that publishes `event`; empty when none does.
[[nodiscard]] std::string publisher_of(std::string_view event);

/// Every difference between topology and what the modules serve and listen to, as a sentence.
[[nodiscard]] std::vector<std::string> topology_differences(
    const std::vector<std::unique_ptr<eventing::ContextModule>>& modules);

}  // namespace boxoffice::app
