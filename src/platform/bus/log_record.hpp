// One event as the embedded log writes it. Internal to the room.
//
//   u32 length of what follows the checksum | u32 CRC-32C of it |
//   i64 position | i64 first position of its batch | i64 generation | i64 sequence | i64
//   milliseconds | u16 source | u16 type | u16 key | u16 trace | u32 payload   (each a length
//   and its bytes)
//
// A batch is what was written and synced at once. A batch begins only after the one before is on
// the disk, so a broken record that a later batch follows is damage, and one that none follows is a
// torn end.
#pragma once

#include "ports/event_bus.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::platform {

inline constexpr std::size_t record_prefix_size = 8;
/// Everything but the texts.
inline constexpr std::size_t record_body_size_min = 5 * 8 + 4 * 2 + 4;
/// A limit against reading nonsense as a length; events are some hundred bytes, chunks of seats 100
/// KiB.
inline constexpr std::size_t record_body_size_max = 16 << 20;
/// Source, type, key and trace.
inline constexpr std::size_t record_name_size_max = 1'024;

/// A record whose texts lie in the reader's buffer.
struct RecordView {
    std::int64_t position = 0;
    std::int64_t batch_first = 0;
    std::int64_t generation = 0;
    std::int64_t sequence = 0;
    std::int64_t milliseconds = 0;
    std::string_view source;
    std::string_view type;
    std::string_view key;
    std::string_view trace;
    std::string_view payload;

    [[nodiscard]] ports::Delivery to_delivery() const;
};

/// Whether the log can hold it: the limits above.
[[nodiscard]] bool fits_record(const ports::EventEnvelope& event);

void append_record(std::string& out, std::int64_t position, std::int64_t batch_first,
                   const ports::EventEnvelope& event);

enum class RecordStatus {
    whole,
    incomplete,  ///< more bytes are needed than there are
    broken,      ///< the length is impossible or the checksum does not fit
};

struct ParsedRecord {
    RecordStatus status = RecordStatus::incomplete;
    RecordView record;     ///< only when whole
    std::size_t size = 0;  ///< whole: its bytes; incomplete: how many are needed
};

/// Reads the record at the beginning of `bytes`.
[[nodiscard]] ParsedRecord parse_record(std::string_view bytes);

}  // namespace boxoffice::platform
