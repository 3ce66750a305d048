// The events of the log, into a file and out of it.
#pragma once

#include "app/moving/line_file.hpp"
#include "ports/event_bus.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace boxoffice::app {

/// Every event of ours behind `after` up to the bus head of this moment, those of each partition in
/// their order.
/// @throws base::InfrastructureFault when the bus gives nothing for long.
void each_event(ports::EventBus& bus, const ports::Positions& after,
                const std::function<void(const ports::Delivery&)>& take);

/// How many leading events of a file a reader has dealt with: all of them, up to the first it has
/// not. What it has read beyond is read again and dropped by its inbox.
class ReadCount {
  public:
    explicit ReadCount(ports::Positions stored) : stored_(std::move(stored)) {}
    /// The next event of the file lies there.
    void add(ports::Position position);
    [[nodiscard]] std::int64_t count() const { return count_; }

  private:
    ports::Positions stored_;
    std::int64_t count_ = 0;
    bool is_beyond_ = false;
};

/// Writes them, then those in `left`, which were committed and had not reached the bus; `take` sees
/// each that had.
[[nodiscard]] LineFileSum write_events(ports::EventBus& bus,
                                       const std::vector<ports::EventPointer>& left,
                                       const std::filesystem::path& file,
                                       const std::function<void(const ports::Delivery&)>& take);

/// Appends the file's events to a log that has none.
/// @throws base::InfrastructureFault when the file is not what its sum says, or the bus did not
/// take them.
void publish_events(ports::EventBus& bus, const std::filesystem::path& file, const LineFileSum& sum,
                    const std::function<void(std::int64_t events)>& progress);

/// Where readers stand in a log that was filled from a file, given how many of its events each has
/// dealt with. Reads both from their beginning.
/// @throws base::InfrastructureFault when the log does not hold exactly the events of the file.
[[nodiscard]] std::vector<ports::Positions> positions_of(ports::EventBus& bus,
                                                         const std::filesystem::path& file,
                                                         const std::vector<std::int64_t>& counts);

}  // namespace boxoffice::app
