#include "platform/bus/segment_summary.hpp"

#include "platform/bus/bytes.hpp"
#include "platform/bus/crc32c.hpp"
#include "platform/bus/segment_reader.hpp"

#include <algorithm>

namespace boxoffice::platform {
namespace {

constexpr std::uint64_t landmark_distance = 64 << 10;
constexpr std::string_view summary_magic = "BOXSUM1\n";

/// Whether a whole record of a batch that began after `expected` was written lies anywhere in
/// `bytes`.
bool has_later_batch(std::string_view bytes, std::int64_t expected) {
    while (bytes.size() >= record_prefix_size + record_body_size_min) {
        const auto parsed = parse_record(bytes);
        if (parsed.status == RecordStatus::whole && parsed.record.batch_first > expected)
            return true;
        bytes.remove_prefix(1);
    }
    return false;
}

}  // namespace

void raise(ProgressMap& map, std::string_view source, std::string_view key, Progress progress) {
    auto& known = map[{std::string(source), std::string(key)}];
    known = std::max(known, progress);
}

SegmentSummary SegmentSummary::beginning_at(std::int64_t first) {
    SegmentSummary summary;
    summary.first = first;
    summary.last = first - 1;
    summary.bytes = segment_magic.size();
    return summary;
}

void SegmentSummary::add(std::int64_t position, std::size_t size, std::string_view source,
                         std::string_view key, Progress made) {
    if (landmarks.empty() || bytes >= landmarks.back().offset + landmark_distance) {
        landmarks.push_back({.position = position, .offset = bytes});
    }
    bytes += size;
    last = position;
    raise(progress, source, key, made);
}

std::uint64_t SegmentSummary::offset_before(std::int64_t position) const {
    const auto after = std::upper_bound(
        landmarks.begin(), landmarks.end(), position,
        [](std::int64_t wanted, const Landmark& landmark) { return wanted < landmark.position; });
    return after == landmarks.begin() ? segment_magic.size() : std::prev(after)->offset;
}

std::string encode_summary(const SegmentSummary& summary) {
    std::string out(summary_magic);
    append_number<std::int64_t>(out, summary.first);
    append_number<std::int64_t>(out, summary.last);
    append_number<std::uint64_t>(out, summary.bytes);
    append_number<std::uint32_t>(out, static_cast<std::uint32_t>(summary.landmarks.size()));
    for (const auto& landmark : summary.landmarks) {
        append_number<std::int64_t>(out, landmark.position);
        append_number<std::uint64_t>(out, landmark.offset);
    }
    append_number<std::uint32_t>(out, static_cast<std::uint32_t>(summary.progress.size()));
    for (const auto& [name, progress] : summary.progress) {
        append_text<std::uint16_t>(out, name.first);
        append_text<std::uint16_t>(out, name.second);
        append_number<std::int64_t>(out, progress.generation);
        append_number<std::int64_t>(out, progress.sequence);
    }
    append_number<std::uint32_t>(out, crc32c(out));
    return out;
}

std::optional<SegmentSummary> decode_summary(std::string_view bytes) {
    constexpr std::size_t checksum_size = sizeof(std::uint32_t);
    if (!bytes.starts_with(summary_magic) || bytes.size() < summary_magic.size() + checksum_size) {
        return std::nullopt;
    }
    const auto body = bytes.substr(0, bytes.size() - checksum_size);
    ByteReader checksum(bytes.substr(body.size()));
    if (checksum.number<std::uint32_t>() != crc32c(body)) return std::nullopt;

    ByteReader reader(body.substr(summary_magic.size()));
    SegmentSummary summary;
    summary.first = reader.number<std::int64_t>();
    summary.last = reader.number<std::int64_t>();
    summary.bytes = reader.number<std::uint64_t>();
    for (auto left = reader.number<std::uint32_t>(); left > 0 && reader.is_sound(); --left) {
        const auto position = reader.number<std::int64_t>();
        const auto offset = reader.number<std::uint64_t>();
        summary.landmarks.push_back({.position = position, .offset = offset});
    }
    for (auto left = reader.number<std::uint32_t>(); left > 0 && reader.is_sound(); --left) {
        const auto source = reader.text<std::uint16_t>();
        const auto key = reader.text<std::uint16_t>();
        const auto generation = reader.number<std::int64_t>();
        const auto sequence = reader.number<std::int64_t>();
        raise(summary.progress, source, key, {.generation = generation, .sequence = sequence});
    }
    if (!reader.is_sound() || !reader.is_empty()) return std::nullopt;
    return summary;
}

std::filesystem::path summary_path(const std::filesystem::path& segment) {
    auto path = segment;
    return path.replace_extension(".summary");
}

ScannedSegment scan_segment(const std::filesystem::path& path, std::int64_t first) {
    ScannedSegment scanned{.summary = SegmentSummary::beginning_at(first),
                           .file_bytes = std::filesystem::file_size(path)};
    auto& summary = scanned.summary;
    const auto start = read_file(path, 0, segment_magic.size());
    if (start != segment_magic) {
        // A segment that was being made when the power went has no whole beginning and no records.
        summary.bytes = 0;
        const auto rest = read_file(path, 0, scanned.file_bytes);
        scanned.is_damaged = has_later_batch(rest, first - 1);
        return scanned;
    }
    SegmentReader reader(path, segment_magic.size());
    for (;;) {
        const auto parsed = reader.next();
        const auto& record = parsed.record;
        if (parsed.status != RecordStatus::whole) break;
        if (record.position != summary.last + 1) {
            scanned.is_damaged = true;
            return scanned;
        }
        summary.add(record.position, parsed.size, record.source, record.key,
                    {.generation = record.generation, .sequence = record.sequence});
    }
    if (summary.bytes < scanned.file_bytes) {
        const auto rest = read_file(path, summary.bytes, scanned.file_bytes);
        scanned.is_damaged = has_later_batch(rest, summary.last + 1);
    }
    return scanned;
}

}  // namespace boxoffice::platform
