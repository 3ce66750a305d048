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

}  // namespace boxoffice::platform
