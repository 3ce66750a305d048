// Files with secrets in them: whole or not at all, readable by their owner only (0400).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::platform {

enum class IfPresent {
    keep,     ///< leave what is there; the caller then reads it
    replace,  ///< take its place in one step
};

/// Survives a power cut once it returned. Missing parent directories are made, open to their owner
/// only.
/// @return whether `text` is now in the file; false only for `keep`.
/// @throws base::InfrastructureFault when it cannot be written.
bool write_private_file(const std::filesystem::path& path, std::string_view text,
                        IfPresent if_present);

/// @return nothing when there is no such file.
/// @throws base::InfrastructureFault when it cannot be read, is larger than 64 KiB, or when
/// everybody on this machine may read it: such a secret is none.
[[nodiscard]] std::optional<std::string> read_private_file(const std::filesystem::path& path);

}  // namespace boxoffice::platform
