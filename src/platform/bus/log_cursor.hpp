// Reads a log across its segments, in order and without a gap. Internal to the room.
#pragma once

#include "platform/bus/segment_reader.hpp"
#include "ports/event_bus.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace boxoffice::platform {

/// Where to start reading so as to come to a position.
struct LogPlace {
    std::filesystem::path path;
    std::uint64_t offset = 0;  ///< of a record at or before that position
    bool is_last = false;      ///< no other segment follows
};

class LogCursor {
  public:
    using Locate = std::function<std::optional<LogPlace>(std::int64_t position)>;

    /// `locate` finds the segment that holds a position, or will hold it; nothing when there is no
    /// segment.
    LogCursor(Locate locate, std::int64_t next_position)
        : locate_(std::move(locate)), next_position_(next_position) {}

    /// Up to `count_max` records. Those up to `durable` must be there; behind it, where somebody
    /// may be writing, what is not whole counts as not there yet.
    /// @throws base::InfrastructureFault when a record that must be there cannot be read.
    [[nodiscard]] std::vector<ports::Delivery> take(std::size_t count_max, std::int64_t durable);
    [[nodiscard]] std::int64_t next_position() const { return next_position_; }

  private:
    /// Opens the segment of the next position. @return false when there is none yet.
    bool open();

    Locate locate_;
    std::int64_t next_position_;
    std::optional<SegmentReader> reader_;
};

}  // namespace boxoffice::platform
