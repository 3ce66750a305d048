#include "platform/files/file_descriptor.hpp"

#include <cerrno>
#include <fcntl.h>
#include <utility>

namespace boxoffice::platform {

FileDescriptor::~FileDescriptor() {
    if (value_ < 0) return;
    // Who lets go of a descriptor because a call on it failed still wants that call's reason.
    const int reason = errno;
    ::close(value_);
    errno = reason;
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : value_(std::exchange(other.value_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
}

bool write_all(int descriptor, std::string_view bytes,
               ssize_t (*write)(int, const void*, std::size_t)) {
    while (!bytes.empty()) {
        const ssize_t written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written == 0) errno = ENOSPC;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool sync_directory(const std::filesystem::path& directory) {
    const FileDescriptor opened{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return opened.is_open() && ::fsync(opened.value()) == 0;
}

}  // namespace boxoffice::platform
