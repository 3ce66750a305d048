#include "platform/crypto/private_file.hpp"

#include "base/fault.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/library.hpp"
#include "platform/files/file_descriptor.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace boxoffice::platform {
namespace {

constexpr std::size_t file_bytes_max = 64 * 1024;

[[noreturn]] void fail(const char* action, const std::filesystem::path& path) {
    const auto reason = std::generic_category().message(errno);
    throw base::InfrastructureFault(
        "cannot " + std::string{action} + ' ' + path.string() + ": " + reason, base::Retry::no);
}

void make_parent(const std::filesystem::path& parent) {
    std::error_code failed;
    if (!std::filesystem::create_directories(parent, failed)) {
        if (failed) {
            errno = failed.value();
            fail("make", parent);
        }
        return;
    }
    std::filesystem::permissions(parent, std::filesystem::perms::owner_all, failed);
}

std::filesystem::path name_beside(const std::filesystem::path& path) {
    std::array<unsigned char, 8> random{};
    randombytes_buf(random.data(), random.size());
    return path.string() + '.' + to_hex(random) + ".new";
}

/// Takes away what was written beside and has not got its name: it may be half a secret.
class Leftover {
  public:
    explicit Leftover(std::filesystem::path path) : path_(std::move(path)) {}
    ~Leftover() {
        const int reason = errno;
        ::unlink(path_.c_str());
        errno = reason;
    }
    Leftover(const Leftover&) = delete;
    Leftover& operator=(const Leftover&) = delete;

  private:
    std::filesystem::path path_;
};

/// @return false when the name is taken already.
bool give_name(const std::filesystem::path& from, const std::filesystem::path& to,
               IfPresent if_present) {
    if (if_present == IfPresent::replace) {
        if (::rename(from.c_str(), to.c_str()) != 0) fail("name", to);
        return true;
    }
    // link, unlike rename, refuses a taken name: two programs starting at once agree on one file.
    const bool linked = ::link(from.c_str(), to.c_str()) == 0;
    if (!linked && errno != EEXIST) fail("name", to);
    ::unlink(from.c_str());
    return linked;
}

}  // namespace

bool write_private_file(const std::filesystem::path& path, std::string_view text,
                        IfPresent if_present) {
    ready_cryptography();
    const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    make_parent(parent);
    const auto beside = name_beside(path);
    const Leftover leftover{beside};
    {
        const FileDescriptor opened{
            ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR)};
        if (!opened.is_open()) fail("create", beside);
        if (!write_all(opened.value(), text)) fail("write", beside);
        if (::fsync(opened.value()) != 0) fail("sync", beside);
    }
    const bool ours = give_name(beside, path, if_present);
    if (!sync_directory(parent)) fail("sync", parent);
    return ours;
}

std::optional<std::string> read_private_file(const std::filesystem::path& path) {
    const FileDescriptor opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!opened.is_open()) {
        if (errno == ENOENT) return std::nullopt;
        fail("open", path);
    }
    struct stat about {};
    if (::fstat(opened.value(), &about) != 0) fail("inspect", path);
    if ((about.st_mode & S_IRWXO) != 0) {
        throw base::InfrastructureFault(
            path.string() + " holds secrets but is open to everybody: chmod 0400 it",
            base::Retry::no);
    }
    std::string text(file_bytes_max + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(opened.value(), text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("read", path);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > file_bytes_max) {
        throw base::InfrastructureFault(path.string() + " is larger than 64 KiB: not one of ours",
                                        base::Retry::no);
    }
    text.resize(size);
    return text;
}

}  // namespace boxoffice::platform
