#include "platform/bus/kafka_shelf.hpp"

#include <algorithm>
#include <iterator>

namespace boxoffice::platform {

void KafkaShelf::begin(ports::Position after) {
    const std::scoped_lock lock(mutex_);
    partitions_[after.partition] = {.stored = after.offset, .open = {}};
}

void KafkaShelf::end(std::int32_t partition) {
    const std::scoped_lock lock(mutex_);
    partitions_.erase(partition);
    std::erase_if(ready_, [partition](const ports::Delivery& delivery) {
        return delivery.position.partition == partition;
    });
}

bool KafkaShelf::put(std::vector<ports::Delivery> deliveries) {
    const std::scoped_lock lock(mutex_);
    bool has_more = false;
    for (auto& delivery : deliveries) {
        const auto ours = partitions_.find(delivery.position.partition);
        if (ours == partitions_.end()) continue;  // fetched before it went elsewhere
        ours->second.open.emplace_back(delivery.position.offset, delivery.event->time);
        ready_.push_back(std::move(delivery));
        has_more = true;
    }
    return has_more && std::exchange(is_waited_for_, false);
}

std::vector<ports::Delivery> KafkaShelf::take(std::size_t count_max) {
    const std::scoped_lock lock(mutex_);
    const auto count = std::min(count_max, ready_.size());
    const auto end = ready_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<ports::Delivery> taken(std::make_move_iterator(ready_.begin()),
                                       std::make_move_iterator(end));
    ready_.erase(ready_.begin(), end);
    if (count < count_max) is_waited_for_ = true;
    return taken;
}

void KafkaShelf::acknowledge(ports::Position position) {
    const std::scoped_lock lock(mutex_);
    const auto ours = partitions_.find(position.partition);
    if (ours == partitions_.end()) return;
    auto& [stored, open] = ours->second;
    stored = std::max(stored, position.offset);
    while (!open.empty() && open.front().first <= position.offset) open.pop_front();
}

std::size_t KafkaShelf::size() const {
    const std::scoped_lock lock(mutex_);
    return ready_.size();
}

std::vector<KafkaShelf::Progress> KafkaShelf::progress() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Progress> all;
    for (const auto& [number, partition] : partitions_) {
        Progress progress{.partition = number, .stored = partition.stored};
        if (!partition.open.empty()) progress.oldest = partition.open.front().second;
        all.push_back(progress);
    }
    return all;
}

}  // namespace boxoffice::platform
