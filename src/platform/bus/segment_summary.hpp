// What is known of a segment without reading it again: where records lie and how far each publisher
// came. Kept in a small file beside every finished segment, so that a start reads only the last
// segment. Internal.
#pragma once

#include "platform/bus/log_record.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace boxoffice::platform {

/// How far a publisher came with one key.
struct Progress {
    std::int64_t generation = 0;
    std::int64_t sequence = 0;
    friend bool operator<(const Progress& left, const Progress& right) {
        return std::tie(left.generation, left.sequence) <
               std::tie(right.generation, right.sequence);
    }
};
/// By source and key.
using ProgressMap = std::map<std::pair<std::string, std::string>, Progress>;

/// Keeps the larger of what is there and `progress`; a newer generation is larger.
void raise(ProgressMap& map, std::string_view source, std::string_view key, Progress progress);

/// Where reading may start: the first record past each 64 KiB.
struct Landmark {
    std::int64_t position = 0;
    std::uint64_t offset = 0;
};

struct SegmentSummary {
    std::int64_t first = 0;   ///< position of the first record
    std::int64_t last = 0;    ///< of the last one; first - 1 when there is none
    std::uint64_t bytes = 0;  ///< length of the file up to the end of the last record
    std::vector<Landmark> landmarks;
    ProgressMap progress;

    /// An empty segment whose first record will have this position.
    [[nodiscard]] static SegmentSummary beginning_at(std::int64_t first);
    /// Takes note of the record that follows and takes `size` bytes.
    void add(std::int64_t position, std::size_t size, std::string_view source, std::string_view key,
             Progress made);
    /// The offset of the last landmark at or before `position`.
    [[nodiscard]] std::uint64_t offset_before(std::int64_t position) const;
};

[[nodiscard]] std::string encode_summary(const SegmentSummary& summary);
/// Nothing when `bytes` are not a whole and sound summary.
[[nodiscard]] std::optional<SegmentSummary> decode_summary(std::string_view bytes);
[[nodiscard]] std::filesystem::path summary_path(const std::filesystem::path& segment);

struct ScannedSegment {
    SegmentSummary summary;  ///< of all records up to the first that is not whole
    std::uint64_t file_bytes = 0;
    /// A whole record of a later batch lies behind a broken one: the disk lost what had been
    /// synced.
    bool is_damaged = false;
};

/// Reads the segment that begins with position `first`.
/// @throws base::InfrastructureFault when the file cannot be read.
[[nodiscard]] ScannedSegment scan_segment(const std::filesystem::path& path, std::int64_t first);

}  // namespace boxoffice::platform
