// The log on the disk: appends batches, starts new segments, finds positions. Internal to the room.
#pragma once

#include "platform/bus/log_cursor.hpp"
#include "platform/bus/log_directory.hpp"
#include "platform/bus/log_files.hpp"
#include "platform/bus/segment_summary.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::platform {

class SegmentStore {
  public:
    /// Opens the log, or begins one; see open_segments for what is refused.
    SegmentStore(std::unique_ptr<LogFiles> files, std::filesystem::path directory,
                 std::uint64_t segment_bytes);

    /// Appends the events as one batch and returns once they are on the disk. One thread only;
    /// after a fault never again, because what the disk holds is then unknown, unless the fault is
    /// retryable: there was no room, and nothing of them is there.
    /// @return the position of the last one.
    /// @throws base::InfrastructureFault
    std::int64_t append(const std::vector<ports::EventPointer>& events);
    /// The position of the last record.
    [[nodiscard]] std::int64_t head() const;
    /// Safe from any thread.
    [[nodiscard]] std::optional<LogPlace> locate(std::int64_t position) const;
    /// How far each publisher came with each key. Reads the summaries of all segments. Safe from
    /// any thread.
    /// @throws base::InfrastructureFault
    [[nodiscard]] ProgressMap progress() const;
    /// Notes the head for the next start.
    void mark_head();

  private:
    void begin_next_segment();

    std::unique_ptr<LogFiles> files_;
    std::filesystem::path directory_;
    std::uint64_t segment_bytes_;
    FileDescriptor lock_;
    std::unique_ptr<AppendFile> file_;
    std::string buffer_;
    /// It was tried before, and there was no room: some of it may be there.
    bool must_begin_next_ = false;
    mutable std::mutex mutex_;               ///< guards what follows
    std::vector<SegmentSummary> summaries_;  ///< progress is kept in the last one only
};

}  // namespace boxoffice::platform
