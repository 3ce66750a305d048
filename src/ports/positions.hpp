// Places in the log of events: one in a partition, and one in each of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace boxoffice::ports {

/// A place in the log. `offset` counts what lies in the partition up to and including it, so 0 is
/// before the first; what a consumer of Kafka commits is the same number. Offsets rise, with gaps
/// allowed. The embedded log is partition 0.
struct Position {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    friend bool operator==(const Position&, const Position&) = default;
};

/// How far somebody has come in each partition; at 0 in those that were never named. With one
/// partition it takes no memory of its own.
class Positions {
  public:
    Positions() = default;
    explicit Positions(Position position) { raise(position); }

    [[nodiscard]] std::int64_t of(std::int32_t partition) const {
        const auto index = static_cast<std::size_t>(partition);
        if (index == 0) return first_;
        return index <= others_.size() ? others_[index - 1] : 0;
    }
    /// Never goes back. Partitions are not negative.
    void raise(Position position) {
        auto& offset = place(position.partition);
        if (position.offset > offset) offset = position.offset;
    }
    void raise(const Positions& more) {
        for (std::int32_t partition = 0; partition < more.partitions(); ++partition) {
            raise({partition, more.of(partition)});
        }
    }
    /// Whether it has come at least as far in every partition.
    [[nodiscard]] bool has_passed(const Positions& goal) const {
        for (std::int32_t partition = 0; partition < goal.partitions(); ++partition) {
            if (of(partition) < goal.of(partition)) return false;
        }
        return true;
    }
    /// Beyond the last one that was named; at least 1.
    [[nodiscard]] std::int32_t partitions() const {
        return static_cast<std::int32_t>(others_.size()) + 1;
    }
    /// All partitions together: rises whenever one of them does.
    [[nodiscard]] std::int64_t sum() const {
        auto sum = first_;
        for (const auto offset : others_) sum += offset;
        return sum;
    }

  private:
    [[nodiscard]] std::int64_t& place(std::int32_t partition) {
        const auto index = static_cast<std::size_t>(partition);
        if (index == 0) return first_;
        if (others_.size() < index) others_.resize(index, 0);
        return others_[index - 1];
    }

    std::int64_t first_ = 0;  ///< of partition 0
    std::vector<std::int64_t> others_;
};

}  // namespace boxoffice::ports
