// `boxoffice keys rotate`: a new key signs, the former one verifies on.
#pragma once

#include "platform/config/command_line.hpp"

#include <filesystem>
#include <string>

namespace boxoffice::app {

[[nodiscard]] platform::Command keys_rotate_command();

/// Writes the ring `which` ("access-tokens" or "refresh-tokens") in `keys` with a new key, and
/// prints when it begins to sign. Running processes of identity take it over by themselves.
/// @throws base::InfrastructureFault when there is no such ring, or when the key that would be
/// forgotten may have signed what is still good and `is_forced` is not said.
int rotate_keys(const std::string& which, const std::filesystem::path& keys, bool is_forced);

/// As the command line has it.
int rotate_keys(const platform::OptionValues& values);

}  // namespace boxoffice::app
