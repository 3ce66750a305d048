// The segments of a log: found, checked and mended when the log is opened. Internal to the room.
#pragma once

#include "platform/bus/log_files.hpp"
#include "platform/bus/segment_summary.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace boxoffice::platform {

struct SegmentFile {
    std::int64_t first = 0;
    std::filesystem::path path;
};

/// All segments by rising position.
/// @throws base::InfrastructureFault when the directory cannot be read.
[[nodiscard]] std::vector<SegmentFile> list_segments(const std::filesystem::path& directory);

/// Makes the directory when it is missing and takes its lock, which lasts as long as the
/// descriptor.
/// @throws base::InfrastructureFault (not retryable) when another process holds it.
[[nodiscard]] FileDescriptor lock_directory(const std::filesystem::path& directory);

/// Brings every segment into a state to go on from: cuts a torn end off the last one, writes
/// missing summaries of the others. The last summary is that of the segment to append to; there is
/// always one.
/// @throws base::InfrastructureFault (not retryable) when something that had been synced is missing
/// or broken.
[[nodiscard]] std::vector<SegmentSummary> open_segments(LogFiles& files,
                                                        const std::filesystem::path& directory);

/// Makes an empty segment.
[[nodiscard]] std::unique_ptr<AppendFile> create_segment(LogFiles& files,
                                                         const std::filesystem::path& directory,
                                                         std::int64_t first);

/// Notes that everything up to `position` is on the disk: should it be missing later, that is
/// damage and not a torn end.
void write_head_mark(LogFiles& files, const std::filesystem::path& directory,
                     std::int64_t position);

}  // namespace boxoffice::platform
