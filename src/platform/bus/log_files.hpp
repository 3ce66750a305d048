// How the log touches the disk: tests put a disk that fails behind it. Internal to the room.
#pragma once

#include "platform/files/file_descriptor.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace boxoffice::platform {

/// @throws base::InfrastructureFault naming the file and the system's reason; retryable when there
/// was no room to make it.
[[nodiscard]] FileDescriptor open_file(const std::filesystem::path& path, int flags);

/// A file that only grows.
class AppendFile {
  public:
    virtual ~AppendFile() = default;
    /// @throws base::InfrastructureFault when not all of it was written; a part may have been.
    /// Retryable when there was no room for it.
    virtual void append(std::string_view bytes) = 0;
    /// Takes away whatever lies beyond that length.
    /// @throws base::InfrastructureFault (not retryable) when that cannot be done.
    virtual void cut(std::uint64_t length) = 0;
    /// Returns once everything appended is on the disk.
    /// @throws base::InfrastructureFault; then nothing is known of what is on the disk.
    virtual void sync() = 0;
};

class LogFiles {
  public:
    virtual ~LogFiles() = default;
    /// Opens a file for appending; makes it when it is not there.
    /// @throws base::InfrastructureFault, retryable when there was no room to make it.
    [[nodiscard]] virtual std::unique_ptr<AppendFile> open_append(
        const std::filesystem::path& path) = 0;
    /// Returns once the names of new files are on the disk.
    virtual void sync_directory(const std::filesystem::path& directory) = 0;
};

[[nodiscard]] std::unique_ptr<LogFiles> make_system_files();

/// Replaces a small file as a whole: after a crash it has its old or its new content.
/// @throws base::InfrastructureFault
void replace_file(LogFiles& files, const std::filesystem::path& path, std::string_view content);

}  // namespace boxoffice::platform
