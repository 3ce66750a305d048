// What a reader of Kafka has fetched and its consumer has not taken, and what of it is stored.
// Internal to the room.
#pragma once

#include "base/clock.hpp"
#include "ports/event_bus.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace boxoffice::platform {

/// Between the thread that fetches and the one that takes. Safe from both.
class KafkaShelf {
  public:
    struct Progress {
        std::int32_t partition = 0;
        std::int64_t stored = 0;  ///< acknowledged up to here; where it began before that
        /// When the oldest event that is fetched and not acknowledged happened.
        std::optional<base::Instant> oldest;
    };

    /// The partition is ours from now on, read after `offset`.
    void begin(ports::Position after);
    /// The partition is no longer ours: what is still here of it will come to whoever has it then.
    void end(std::int32_t partition);

    /// @return whether somebody waits for it.
    [[nodiscard]] bool put(std::vector<ports::Delivery> deliveries);
    [[nodiscard]] std::vector<ports::Delivery> take(std::size_t count_max);
    void acknowledge(ports::Position position);

    [[nodiscard]] std::size_t size() const;
    /// Of each partition that is ours.
    [[nodiscard]] std::vector<Progress> progress() const;

  private:
    struct Partition {
        std::int64_t stored = 0;
        std::deque<std::pair<std::int64_t, base::Instant>> open;  ///< offsets not acknowledged
    };

    mutable std::mutex mutex_;
    std::deque<ports::Delivery> ready_;
    std::map<std::int32_t, Partition> partitions_;
    bool is_waited_for_ = true;
};

}  // namespace boxoffice::platform
