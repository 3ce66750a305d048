#include "platform/bus/log_cursor.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

namespace boxoffice::platform {

bool LogCursor::open() {
    const auto place = locate_(next_position_);
    if (!place) return false;
    reader_.emplace(place->path, place->offset);
    return true;
}

std::vector<ports::Delivery> LogCursor::take(std::size_t count_max, std::int64_t durable) {
    std::vector<ports::Delivery> taken;
    while (taken.size() < count_max) {
        if (!reader_ && !open()) break;
        const auto parsed = reader_->next();
        const bool is_whole = parsed.status == RecordStatus::whole;
        if (is_whole && parsed.record.position < next_position_)
            continue;  // between landmark and goal
        if (is_whole && parsed.record.position == next_position_) {
            taken.push_back(parsed.record.to_delivery());
            ++next_position_;
            continue;
        }
        const auto place = locate_(next_position_);
        if (!is_whole && place && place->path != reader_->path()) {
            reader_.reset();  // this segment is finished
            continue;
        }
        if (!is_whole && next_position_ > durable && (!place || place->is_last)) break;
        throw base::InfrastructureFault(
            fmt::format(
                "the event log {} is damaged at byte {} (position {}); keep a copy and restore "
                "it from a backup",
                reader_->path().string(), reader_->offset(), next_position_),
            base::Retry::no);
    }
    return taken;
}

}  // namespace boxoffice::platform
