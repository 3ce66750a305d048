#include "platform/bus/segment_reader.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace boxoffice::platform {
namespace {

constexpr std::size_t read_size = 256 << 10;

/// Appends up to `size` bytes of the file at `offset` to `out`; fewer only at the end of the file.
void read_at(const FileDescriptor& file, const std::filesystem::path& path, std::uint64_t offset,
             std::size_t size, std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + size);
    std::size_t got = 0;
    while (got < size) {
        const ssize_t count = ::pread(file.value(), out.data() + before + got, size - got,
                                      static_cast<off_t>(offset + got));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            throw base::InfrastructureFault(
                fmt::format("the event log cannot read {}: {}", path.string(),
                            std::system_category().message(errno)),
                base::Retry::yes);
        }
        if (count == 0) break;
        got += static_cast<std::size_t>(count);
    }
    out.resize(before + got);
}

}  // namespace

std::string segment_name(std::int64_t first_position) {
    return fmt::format("{:020}.log", first_position);
}

SegmentReader::SegmentReader(std::filesystem::path path, std::uint64_t offset)
    : path_(std::move(path)),
      file_(open_file(path_, O_RDONLY)),
      offset_(offset),
      buffer_offset_(offset) {}

std::string_view SegmentReader::buffered(std::size_t size) {
    const auto used = static_cast<std::size_t>(offset_ - buffer_offset_);
    if (buffer_.size() - used < size) {
        buffer_.erase(0, used);
        buffer_offset_ = offset_;
        read_at(file_, path_, offset_ + buffer_.size(), std::max(size, read_size), buffer_);
        return buffer_;
    }
    return std::string_view(buffer_).substr(used);
}

ParsedRecord SegmentReader::next() {
    auto parsed = parse_record(buffered(record_prefix_size));
    if (parsed.status == RecordStatus::incomplete) parsed = parse_record(buffered(parsed.size));
    if (parsed.status == RecordStatus::incomplete) parsed = parse_record(buffered(parsed.size));
    if (parsed.status == RecordStatus::whole) {
        offset_ += parsed.size;
    } else {
        // Somebody may be writing here: the next try reads the file again.
        buffer_.clear();
        buffer_offset_ = offset_;
    }
    return parsed;
}

std::string read_file(const std::filesystem::path& path, std::uint64_t offset,
                      std::size_t size_max) {
    const auto file = open_file(path, O_RDONLY);
    std::string bytes;
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    if (failed || size <= offset) return bytes;
    read_at(file, path, offset, std::min<std::uint64_t>(size - offset, size_max), bytes);
    return bytes;
}

}  // namespace boxoffice::platform
