#include "platform/media/media_directory.hpp"

#include "base/fault.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/sha256_digest.hpp"
#include "platform/files/file_descriptor.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace boxoffice::platform {
namespace {

/// Everything may come right again: a full disk, a share that is away.
[[noreturn]] void fail(const char* doing, const std::filesystem::path& path) {
    const auto reason = std::generic_category().message(errno);
    throw base::InfrastructureFault(
        "media: cannot " + std::string{doing} + ' ' + path.string() + ": " + reason,
        base::Retry::yes);
}

/// A file that is gone again unless it was given its name.
class Beside {
  public:
    explicit Beside(std::filesystem::path path) : path_(std::move(path)) {}
    ~Beside() {
        const int reason = errno;
        if (!is_named_) ::unlink(path_.c_str());
        errno = reason;
    }
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;

    void write(std::string_view bytes) const {
        const FileDescriptor opened{
            ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640)};
        if (!opened.is_open()) fail("create", path_);
        if (!write_all(opened.value(), bytes)) fail("write", path_);
        if (::fsync(opened.value()) != 0) fail("sync", path_);
    }
    void take_name(const std::filesystem::path& name) {
        if (::rename(path_.c_str(), name.c_str()) != 0) fail("name", name);
        is_named_ = true;
    }

  private:
    std::filesystem::path path_;
    bool is_named_ = false;
};

std::string beside_name(const std::string& name) {
    std::array<unsigned char, 8> random{};
    randombytes_buf(random.data(), random.size());
    return '.' + name + '.' + to_hex(random) + ".new";
}

}  // namespace

std::string MediaDirectory::put(std::string_view bytes, ports::PictureType type) {
    auto name = Sha256Digest{}.sha256_hex(bytes) + '.' + std::string{ports::ending_of(type)};
    const auto path = directory_ / name;
    if (::access(path.c_str(), F_OK) != 0) {
        std::error_code failed;
        std::filesystem::create_directories(directory_, failed);
        if (failed) {
            errno = failed.value();
            fail("make", directory_);
        }
        Beside beside{directory_ / beside_name(name)};
        beside.write(bytes);
        beside.take_name(path);
    }
    // Also when it has its name already: whoever gave it that may have ended before this.
    if (!sync_directory(directory_)) fail("sync", directory_);
    return name;
}

std::optional<std::string> MediaDirectory::get(std::string_view name) {
    if (!ports::type_in_name(name)) return std::nullopt;
    const auto path = directory_ / name;
    const FileDescriptor opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!opened.is_open()) {
        if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return std::nullopt;
        fail("open", path);
    }
    struct stat about {};
    if (::fstat(opened.value(), &about) != 0) fail("inspect", path);
    if (!S_ISREG(about.st_mode)) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto got = ::read(opened.value(), bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("read", path);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size < bytes.size()) {
        errno = EIO;
        fail("read all of", path);
    }
    return bytes;
}

}  // namespace boxoffice::platform
