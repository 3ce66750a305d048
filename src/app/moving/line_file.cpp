#include "app/moving/line_file.hpp"

#include "base/fault.hpp"

#include <cerrno>
#include <cstring>

namespace boxoffice::app {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw base::InfrastructureFault(path.string() + " " + what + ": " + std::strerror(errno),
                                    base::Retry::no);
}

}  // namespace

LineWriter::LineWriter(const std::filesystem::path& path)
    : path_(path), file_(path, std::ios::binary | std::ios::trunc) {
    if (!file_) fail(path_, "cannot be made");
    std::error_code ignored;
    std::filesystem::permissions(
        path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
}

void LineWriter::add(std::string line) {
    line += '\n';
    hash_.add(line);
    ++lines_;
    if (!path_.empty()) file_.write(line.data(), static_cast<std::streamsize>(line.size()));
}

LineFileSum LineWriter::finish() {
    if (!path_.empty()) {
        file_.close();
        if (!file_) fail(path_, "could not be written to its end");
    }
    return {lines_, hash_.finish()};
}

LineFileSum read_lines(const std::filesystem::path& path,
                       const std::function<void(std::string_view)>& take) {
    std::ifstream file{path, std::ios::binary};
    if (!file) fail(path, "cannot be read");
    platform::Sha256Stream hash;
    std::int64_t lines = 0;
    std::string line;
    while (std::getline(file, line)) {
        hash.add(line);
        // A file that was cut off in the middle of a line has another sum.
        if (!file.eof()) hash.add("\n");
        ++lines;
        take(line);
    }
    if (file.bad()) fail(path, "could not be read to its end");
    return {lines, hash.finish()};
}

}  // namespace boxoffice::app
