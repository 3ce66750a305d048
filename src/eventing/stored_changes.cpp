#include "eventing/stored_changes.hpp"

#include "base/fault.hpp"
#include "eventing/inbox.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::eventing {
namespace {

/// While something is waited for, the tables are asked this often how far they have come.
constexpr base::Duration look_interval{20};
/// A database that could not be read is asked again after this.
constexpr base::Duration retry_delay{200};

}  // namespace

StoredChanges::StoredChanges(const std::string& name, const Environment& environment,
                             ports::Executor& worker, Hear hear, Tell tell)
    : name_(name),
      environment_(environment),
      worker_(worker),
      hear_(std::move(hear)),
      tell_(std::move(tell)),
      session_(environment.database.open_reader()) {
    told_up_to_ = Inbox::select_positions(*session_);
    heard_up_to_ = told_up_to_;
}

void StoredChanges::start() {
    broadcast_ =
        std::make_unique<Broadcast>(name_, environment_, worker_, heard_up_to_,
                                    [this](const ports::Delivery& delivery) { heard(delivery); });
}

StoredChanges::~StoredChanges() {
    broadcast_.reset();
    timer_.reset();
}

ports::Positions StoredChanges::told_up_to() const {
    const std::lock_guard lock{mutex_};
    return told_up_to_;
}

void StoredChanges::heard(const ports::Delivery& delivery) {
    heard_up_to_.raise(delivery.position);
    if (hear_(*delivery.event)) waiting_[delivery.event->key] = delivery.position;
    if (waiting_.empty()) {
        const std::lock_guard lock{mutex_};
        told_up_to_.raise(delivery.position);
    } else if (!timer_) {
        look_after(look_interval);
    }
}

void StoredChanges::look() {
    timer_.reset();
    try {
        if (!session_) session_ = environment_.database.open_reader();
        tell(Inbox::select_positions(*session_));
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        environment_.log.write(ports::LogLevel::warning, "what is stored cannot be read",
                               {{"view", name_}, {"fault", fault.what()}});
        return look_after(retry_delay);
    }
    if (!waiting_.empty()) look_after(look_interval);
}

void StoredChanges::tell(const ports::Positions& stored) {
    const auto is_stored = [&](const ports::Position& position) {
        return stored.of(position.partition) >= position.offset;
    };
    std::set<std::string> keys;
    for (const auto& [key, position] : waiting_) {
        if (is_stored(position)) keys.insert(key);
    }
    if (!keys.empty()) tell_(keys);
    std::erase_if(waiting_, [&](const auto& entry) { return is_stored(entry.second); });
    const std::lock_guard lock{mutex_};
    for (std::int32_t partition = 0; partition < heard_up_to_.partitions(); ++partition) {
        auto offset = heard_up_to_.of(partition);
        for (const auto& [key, position] : waiting_) {
            if (position.partition == partition) offset = std::min(offset, position.offset - 1);
        }
        told_up_to_.raise({partition, offset});
    }
}

void StoredChanges::look_after(base::Duration delay) {
    timer_ = environment_.scheduler.after(delay, worker_, [this] { look(); });
}

}  // namespace boxoffice::eventing
