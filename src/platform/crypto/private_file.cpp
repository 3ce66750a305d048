#include "platform/crypto/private_file.hpp"

#include "base/fault.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/library.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace boxoffice::platform {
namespace {

constexpr std::size_t file_bytes_max = 64 * 1024;

[[noreturn]] void fail(const char* action, const std::filesystem::path& path) {
    const auto reason = std::generic_category().message(errno);
    throw base::InfrastructureFault(
        "cannot " + std::string{action} + ' ' + path.string() + ": " + reason, base::Retry::no);
}

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

void write_all(int descriptor, std::string_view text, const std::filesystem::path& path) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("write", path);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void sync_directory(const std::filesystem::path& directory) {
    const Descriptor opened{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.number() < 0 || ::fsync(opened.number()) != 0) fail("sync", directory);
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
    {
        const Descriptor opened{
            ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR)};
        if (opened.number() < 0) fail("create", beside);
        write_all(opened.number(), text, beside);
        if (::fsync(opened.number()) != 0) fail("sync", beside);
    }
    const bool ours = give_name(beside, path, if_present);
    sync_directory(parent);
    return ours;
}

std::optional<std::string> read_private_file(const std::filesystem::path& path) {
    const Descriptor opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (opened.number() < 0) {
        if (errno == ENOENT) return std::nullopt;
        fail("open", path);
    }
    struct stat about {};
    if (::fstat(opened.number(), &about) != 0) fail("inspect", path);
    if ((about.st_mode & S_IRWXO) != 0) {
        throw base::InfrastructureFault(
            path.string() + " holds secrets but is open to everybody: chmod 0400 it",
            base::Retry::no);
    }
    std::string text(file_bytes_max + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(opened.number(), text.data() + size, text.size() - size);
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
