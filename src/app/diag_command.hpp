// `boxoffice diag`: what somebody needs to help from afar, in one archive without a secret.
#pragma once

#include "platform/config/command_line.hpp"

namespace boxoffice::app {

[[nodiscard]] platform::Command diag_command();

/// Asks the running house that the options name, and looks at what it has stored; one of the two is
/// enough. @return 0 when the archive is written.
/// @throws base::InfrastructureFault when it cannot be, or when it would show a secret.
int diagnose(const platform::OptionValues& values);

}  // namespace boxoffice::app
