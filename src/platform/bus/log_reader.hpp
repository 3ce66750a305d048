// Reads an embedded log beside the process that writes it, for tools: takes no lock and changes
// nothing.
#pragma once

#include "ports/event_bus.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace boxoffice::platform {

class LogCursor;

class LogReader {
  public:
    /// Starts behind `after_position`; 0 = from the beginning. A directory without a log has no
    /// events yet.
    explicit LogReader(std::filesystem::path directory, std::int64_t after_position = 0);
    ~LogReader();

    /// The next events, at most `count_max`; empty when the end is reached, for now. The last ones
    /// may not be durable yet.
    /// @throws base::InfrastructureFault when the log is damaged or cannot be read.
    [[nodiscard]] std::vector<ports::Delivery> take(std::size_t count_max);

    LogReader(const LogReader&) = delete;
    LogReader& operator=(const LogReader&) = delete;

  private:
    std::unique_ptr<LogCursor> cursor_;
};

struct LogExtent {
    std::int64_t head = 0;  ///< position of the last event; 0 = none
    std::int64_t segments = 0;
    std::int64_t bytes = 0;
};
/// What lies in the directory now; only the last segment is read.
/// @throws base::InfrastructureFault when it cannot be read.
[[nodiscard]] LogExtent measure_log(const std::filesystem::path& directory);

}  // namespace boxoffice::platform
