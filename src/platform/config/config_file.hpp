// The configuration file: TOML, read into texts by dotted key. Internal to the room.
#pragma once

#include "platform/config/option.hpp"

#include <map>
#include <string>

namespace boxoffice::platform {

/// "server.port" -> "8080". Lists of texts are joined with commas.
using FileValues = std::map<std::string, std::string, std::less<>>;

/// @return the error when the file cannot be read, is no TOML, or holds a value that no option can
/// have.
[[nodiscard]] base::Result<FileValues, ConfigurationError> read_config_file(
    const std::string& path);

/// The whole content of a small file that holds one secret, without a newline at its end; nothing
/// when it cannot be read or is empty.
[[nodiscard]] std::optional<std::string> read_secret_file(const std::string& path);

}  // namespace boxoffice::platform
