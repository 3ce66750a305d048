#include "platform/bus/log_directory.hpp"

#include "base/fault.hpp"
#include "platform/bus/bytes.hpp"
#include "platform/bus/crc32c.hpp"
#include "platform/bus/segment_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>

namespace boxoffice::platform {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, std::string_view why) {
    throw base::InfrastructureFault(
        fmt::format("the event log {} is refused: {}; keep a copy and restore it from a backup",
                    path.string(), why),
        base::Retry::no);
}

[[noreturn]] void throw_filesystem_fault(const fs::path& path, const std::error_code& code) {
    throw base::InfrastructureFault(
        fmt::format(
            "the event log cannot use {}: {}; check that the directory exists and may be written",
            path.string(), code.message()),
        base::Retry::no);
}

fs::path mark_path(const fs::path& directory) {
    return directory / "head.mark";
}

/// 0 when there is no mark.
std::int64_t read_head_mark(const fs::path& directory) {
    const auto path = mark_path(directory);
    if (!fs::exists(path)) return 0;
    const auto bytes = read_file(path, 0, 64);
    ByteReader reader(bytes);
    const auto position = reader.number<std::int64_t>();
    const auto checksum = reader.number<std::uint32_t>();
    const bool is_sound = reader.is_sound() && reader.is_empty() &&
                          crc32c(std::string_view(bytes).substr(0, sizeof position)) == checksum;
    if (!is_sound) refuse(path, "it is damaged");
    return position;
}

/// A finished segment: from its summary when that fits the file, else by reading it.
SegmentSummary open_finished(LogFiles& files, const SegmentFile& segment) {
    const auto path = summary_path(segment.path);
    const auto bytes = fs::file_size(segment.path);
    if (fs::exists(path)) {
        const auto known = decode_summary(read_file(path, 0, fs::file_size(path)));
        if (known && known->first == segment.first) {
            if (known->bytes != bytes) refuse(segment.path, "its length has changed");
            return *known;
        }
    }
    auto scanned = scan_segment(segment.path, segment.first);
    if (scanned.is_damaged || scanned.summary.bytes != bytes) refuse(segment.path, "it is damaged");
    replace_file(files, path, encode_summary(scanned.summary));
    return std::move(scanned.summary);
}

/// The segment to append to: a torn end goes.
SegmentSummary open_last(LogFiles& files, const SegmentFile& segment) {
    auto scanned = scan_segment(segment.path, segment.first);
    auto& summary = scanned.summary;
    if (scanned.is_damaged) {
        refuse(segment.path,
               fmt::format("it is damaged at byte {}, in the midst of what had been stored",
                           summary.bytes));
    }
    if (summary.bytes == scanned.file_bytes && summary.bytes > 0) return std::move(summary);
    std::error_code failed;
    fs::resize_file(segment.path, summary.bytes, failed);
    if (failed) throw_filesystem_fault(segment.path, failed);
    const auto file = files.open_append(segment.path);
    if (summary.bytes == 0) {
        file->append(segment_magic);
        summary.bytes = segment_magic.size();
    }
    file->sync();
    return std::move(summary);
}

}  // namespace

std::vector<SegmentFile> list_segments(const fs::path& directory) {
    std::vector<SegmentFile> segments;
    std::error_code failed;
    for (fs::directory_iterator entries(directory, failed), end; !failed && entries != end;
         entries.increment(failed)) {
        const auto& path = entries->path();
        if (path.extension() != ".log") continue;
        const auto name = path.stem().string();
        std::int64_t first = 0;
        const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), first);
        if (error != std::errc{} || path.filename() != segment_name(first)) {
            refuse(path, "its name is not that of a segment");
        }
        segments.push_back({.first = first, .path = path});
    }
    if (failed) throw_filesystem_fault(directory, failed);
    std::sort(
        segments.begin(), segments.end(),
        [](const SegmentFile& left, const SegmentFile& right) { return left.first < right.first; });
    return segments;
}

FileDescriptor lock_directory(const fs::path& directory) {
    std::error_code failed;
    fs::create_directories(directory, failed);
    if (failed) throw_filesystem_fault(directory, failed);
    auto lock = open_file(directory / ".lock", O_RDWR | O_CREAT);
    if (::flock(lock.value(), LOCK_EX | LOCK_NB) != 0) {
        throw base::InfrastructureFault(
            fmt::format(
                "the event log {} is in use by another process; stop that one or name another "
                "data directory",
                directory.string()),
            base::Retry::no);
    }
    return lock;
}

std::vector<SegmentSummary> open_segments(LogFiles& files, const fs::path& directory) {
    const auto segments = list_segments(directory);
    std::vector<SegmentSummary> summaries;
    std::int64_t expected = 1;
    for (const auto& segment : segments) {
        if (segment.first != expected) {
            refuse(directory, fmt::format("the segment that begins at {} is missing", expected));
        }
        const bool is_last = &segment == &segments.back();
        summaries.push_back(is_last ? open_last(files, segment) : open_finished(files, segment));
        expected = summaries.back().last + 1;
    }
    if (const auto mark = read_head_mark(directory); expected <= mark) {
        refuse(directory, fmt::format("it ends at {} but had reached {}", expected - 1, mark));
    }
    if (summaries.empty()) {
        (void)create_segment(files, directory, expected);
        summaries.push_back(SegmentSummary::beginning_at(expected));
    }
    return summaries;
}

std::unique_ptr<AppendFile> create_segment(LogFiles& files, const fs::path& directory,
                                           std::int64_t first) {
    auto file = files.open_append(directory / segment_name(first));
    // An earlier try may have had no room for all of it.
    file->cut(0);
    file->append(segment_magic);
    file->sync();
    files.sync_directory(directory);
    return file;
}

void write_head_mark(LogFiles& files, const fs::path& directory, std::int64_t position) {
    std::string content;
    append_number<std::int64_t>(content, position);
    append_number<std::uint32_t>(content, crc32c(content));
    replace_file(files, mark_path(directory), content);
}

}  // namespace boxoffice::platform
