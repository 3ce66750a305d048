#include "platform/bus/log_reader.hpp"

#include "platform/bus/log_cursor.hpp"
#include "platform/bus/log_directory.hpp"

#include <algorithm>

namespace boxoffice::platform {
namespace {

std::optional<LogPlace> find_place(const std::filesystem::path& directory, std::int64_t position) {
    if (!std::filesystem::exists(directory)) return std::nullopt;
    const auto segments = list_segments(directory);
    const auto after = std::upper_bound(
        segments.begin(), segments.end(), position,
        [](std::int64_t wanted, const SegmentFile& segment) { return wanted < segment.first; });
    if (after == segments.begin()) return std::nullopt;
    const auto& segment = *std::prev(after);
    LogPlace place{
        .path = segment.path, .offset = segment_magic.size(), .is_last = after == segments.end()};
    const auto beside = summary_path(segment.path);
    if (!std::filesystem::exists(beside)) return place;
    const auto summary = decode_summary(read_file(beside, 0, std::filesystem::file_size(beside)));
    if (summary) place.offset = summary->offset_before(position);
    return place;
}

}  // namespace

LogReader::LogReader(std::filesystem::path directory, std::int64_t after_position)
    : cursor_(std::make_unique<LogCursor>(
          [directory = std::move(directory)](std::int64_t position) {
              return find_place(directory, position);
          },
          after_position + 1)) {}

LogReader::~LogReader() = default;

std::vector<ports::Delivery> LogReader::take(std::size_t count_max) {
    return cursor_->take(count_max, 0);
}

LogExtent measure_log(const std::filesystem::path& directory) {
    LogExtent extent;
    if (!std::filesystem::exists(directory)) return extent;
    const auto segments = list_segments(directory);
    for (const auto& segment : segments) {
        extent.bytes += static_cast<std::int64_t>(std::filesystem::file_size(segment.path));
    }
    extent.segments = static_cast<std::int64_t>(segments.size());
    if (segments.empty()) return extent;
    const auto& last = segments.back();
    extent.head = scan_segment(last.path, last.first).summary.last;
    return extent;
}

}  // namespace boxoffice::platform
