// `boxoffice sandbox-provider`: the external payment API to play with, as a process of its own.
#pragma once

#include "platform/config/option.hpp"

#include <vector>

namespace boxoffice::app {

[[nodiscard]] std::vector<platform::Option> sandbox_options();

/// Serves until SIGTERM.
[[nodiscard]] int serve_sandbox(const platform::OptionValues& values);

}  // namespace boxoffice::app
