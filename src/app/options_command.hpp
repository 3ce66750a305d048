// `boxoffice options`: what `serve` would take, and where each value was written, without starting
// it.
#pragma once

#include "platform/config/command_line.hpp"

#include <string>

namespace boxoffice::app {

[[nodiscard]] platform::Command options_command();

/// Each option with its value and where it was written, as one JSON object; of secrets, and of
/// passwords in addresses, only that they are there.
/// @throws base::InfrastructureFault with the sentence when the options contradict each other.
[[nodiscard]] std::string options_document(const platform::Invocation& invocation);

}  // namespace boxoffice::app
