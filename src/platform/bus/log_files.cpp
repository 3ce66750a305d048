#include "platform/bus/log_files.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace boxoffice::platform {
namespace {

[[noreturn]] void throw_system_fault(std::string_view doing, const std::filesystem::path& path,
                                     int code) {
    const auto reason = std::system_category().message(code);
    throw base::InfrastructureFault(
        fmt::format("the event log cannot {} {}: {}", doing, path.string(), reason),
        base::Retry::no);
}

class SystemAppendFile final : public AppendFile {
  public:
    explicit SystemAppendFile(const std::filesystem::path& path)
        : path_(path), descriptor_(open_file(path, O_WRONLY | O_CREAT | O_APPEND)) {}

    void append(std::string_view bytes) override {
        if (!write_all(descriptor_.value(), bytes, ::write))
            throw_system_fault("write", path_, errno);
    }
    void sync() override {
        if (::fdatasync(descriptor_.value()) != 0) throw_system_fault("sync", path_, errno);
    }

  private:
    std::filesystem::path path_;
    FileDescriptor descriptor_;
};

class SystemFiles final : public LogFiles {
  public:
    std::unique_ptr<AppendFile> open_append(const std::filesystem::path& path) override {
        return std::make_unique<SystemAppendFile>(path);
    }
    void sync_directory(const std::filesystem::path& directory) override {
        const auto descriptor = open_file(directory, O_RDONLY | O_DIRECTORY);
        if (::fsync(descriptor.value()) != 0) throw_system_fault("sync", directory, errno);
    }
};

}  // namespace

FileDescriptor::~FileDescriptor() {
    if (value_ >= 0) ::close(value_);
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : value_(std::exchange(other.value_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
}

FileDescriptor open_file(const std::filesystem::path& path, int flags) {
    FileDescriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0640));
    if (!descriptor.is_open()) throw_system_fault("open", path, errno);
    return descriptor;
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

std::unique_ptr<LogFiles> make_system_files() {
    return std::make_unique<SystemFiles>();
}

void replace_file(LogFiles& files, const std::filesystem::path& path, std::string_view content) {
    auto temporary = path;
    temporary += ".new";
    std::error_code failed;
    std::filesystem::remove(temporary, failed);
    {
        const auto file = files.open_append(temporary);
        file->append(content);
        file->sync();
    }
    std::filesystem::rename(temporary, path, failed);
    if (failed) throw_system_fault("replace", path, failed.value());
    files.sync_directory(path.parent_path());
}

}  // namespace boxoffice::platform
