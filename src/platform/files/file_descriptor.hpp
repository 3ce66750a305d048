// A file descriptor with an owner, and the calls on it that the system may answer only in part.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <unistd.h>

namespace boxoffice::platform {

/// A file descriptor, closed when this goes.
class FileDescriptor {
  public:
    explicit FileDescriptor(int value = -1) : value_(value) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;

    [[nodiscard]] int value() const { return value_; }
    [[nodiscard]] bool is_open() const { return value_ >= 0; }

  private:
    int value_;
};

/// Writes all of `bytes`, however few of them each call takes. `write` is ::write but in tests.
/// @return false with errno set when a call failed; a part may have been written.
[[nodiscard]] bool write_all(int descriptor, std::string_view bytes,
                             ssize_t (*write)(int, const void*, std::size_t) = ::write);

/// Returns once the names in `directory` are on the disk.
/// @return false with errno set when it could not be opened or synced.
[[nodiscard]] bool sync_directory(const std::filesystem::path& directory);

}  // namespace boxoffice::platform
