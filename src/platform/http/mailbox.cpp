#include "platform/http/mailbox.hpp"

#include "platform/http/responder.hpp"
#include "platform/runtime/task_end.hpp"

#include <utility>

namespace boxoffice::platform::http {
namespace {

/// The mailbox that this thread will announce when its task ends.
thread_local const Mailbox* announces_at_task_end = nullptr;

}  // namespace

void Mailbox::push(Parcel parcel) {
    {
        const std::lock_guard lock{mutex_};
        if (!is_closed_) {
            parcels_.push_back(std::move(parcel));
            announce_soon();
            return;
        }
    }
    if (parcel.stream) parcel.stream->end();
}

/// Called under the lock. A worker announces all that its task answers together, at the task's end;
/// an answer from elsewhere does not wait for that.
void Mailbox::announce_soon() {
    if (is_announced_ || announces_at_task_end == this) return;
    const bool is_kept = at_task_end([self = shared_from_this()] {
        announces_at_task_end = nullptr;
        const std::lock_guard lock{self->mutex_};
        if (!self->is_closed_ && !self->parcels_.empty()) self->announce();
    });
    if (is_kept) {
        announces_at_task_end = this;
    } else {
        announce();
    }
}

/// Under the lock, so that close() is certain that no announcement is under way.
void Mailbox::announce() {
    if (!std::exchange(is_announced_, true)) announce_();
}

void Mailbox::take_all(std::vector<Parcel>& parcels) {
    const std::lock_guard lock{mutex_};
    parcels.swap(parcels_);
    is_announced_ = false;
}

void Mailbox::close() {
    std::vector<Parcel> dropped;
    {
        const std::lock_guard lock{mutex_};
        is_closed_ = true;
        dropped.swap(parcels_);
    }
    for (const auto& parcel : dropped) {
        if (parcel.stream) parcel.stream->end();
    }
}

}  // namespace boxoffice::platform::http
