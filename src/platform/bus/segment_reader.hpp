// Reads the records of one segment file from front to back. Internal to the room.
#pragma once

#include "platform/bus/log_files.hpp"
#include "platform/bus/log_record.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace boxoffice::platform {

/// "00000000000000000001.log": the position of the first record, so that names sort like positions.
[[nodiscard]] std::string segment_name(std::int64_t first_position);

/// Every segment begins with these 8 bytes.
inline constexpr std::string_view segment_magic = "BOXLOG1\n";

class SegmentReader {
  public:
    /// Starts at `offset`, which must be the beginning of a record (at least segment_magic.size()).
    /// @throws base::InfrastructureFault when the file cannot be opened.
    SegmentReader(std::filesystem::path path, std::uint64_t offset);

    /// The record at `offset()`; its texts are valid until the next call. Moves on only when it is
    /// whole.
    /// @throws base::InfrastructureFault when the file cannot be read.
    [[nodiscard]] ParsedRecord next();
    /// Where the next record begins.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    /// The bytes from `offset()` on, at least `size` of them unless the file ends before.
    [[nodiscard]] std::string_view buffered(std::size_t size);

    std::filesystem::path path_;
    FileDescriptor file_;
    std::uint64_t offset_;
    std::string buffer_;
    std::uint64_t buffer_offset_ = 0;  ///< where in the file the buffer begins
};

/// All bytes of a file from `offset` on, at most `size_max`.
/// @throws base::InfrastructureFault
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::uint64_t offset,
                                    std::size_t size_max);

}  // namespace boxoffice::platform
