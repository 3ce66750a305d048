#include "platform/bus/log_files.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace boxoffice::platform {
namespace {

[[noreturn]] void throw_system_fault(std::string_view doing, const std::filesystem::path& path,
                                     int code, base::Retry retry = base::Retry::no) {
    const auto reason = std::system_category().message(code);
    throw base::InfrastructureFault(
        fmt::format("the event log cannot {} {}: {}", doing, path.string(), reason), retry);
}

/// Without room nothing has happened, and some may come.
base::Retry retry_after(int code) {
    const bool is_full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return is_full ? base::Retry::yes : base::Retry::no;
}

class SystemAppendFile final : public AppendFile {
  public:
    explicit SystemAppendFile(const std::filesystem::path& path)
        : path_(path), descriptor_(open_file(path, O_WRONLY | O_CREAT | O_APPEND)) {}

    void append(std::string_view bytes) override {
        if (write_all(descriptor_.value(), bytes)) return;
        const int code = errno;
        throw_system_fault("write", path_, code, retry_after(code));
    }
    void cut(std::uint64_t length) override {
        if (::ftruncate(descriptor_.value(), static_cast<off_t>(length)) != 0) {
            throw_system_fault("cut", path_, errno);
        }
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
        if (!platform::sync_directory(directory)) throw_system_fault("sync", directory, errno);
    }
};

}  // namespace

FileDescriptor open_file(const std::filesystem::path& path, int flags) {
    FileDescriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0640));
    if (descriptor.is_open()) return descriptor;
    const int code = errno;
    throw_system_fault("open", path, code, retry_after(code));
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
    if (failed) throw_system_fault("replace", path, failed.value(), retry_after(failed.value()));
    files.sync_directory(path.parent_path());
}

}  // namespace boxoffice::platform
