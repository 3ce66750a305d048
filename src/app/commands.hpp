// The commands of the program `boxoffice`.
#pragma once

#include "platform/config/command_line.hpp"

namespace boxoffice::app {

/// What `boxoffice --help` lists, with the options of each command.
[[nodiscard]] platform::Program program();

/// Runs what was asked. @return the exit code: 0, or 1 when it did not succeed.
/// @throws base::InfrastructureFault when the world fails; its text is for the operator.
[[nodiscard]] int run(const platform::Invocation& invocation);

}  // namespace boxoffice::app
