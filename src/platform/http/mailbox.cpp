#include "platform/http/mailbox.hpp"

#include "platform/http/responder.hpp"

#include <utility>

namespace boxoffice::platform::http {

void Mailbox::push(Parcel parcel) {
    {
        const std::lock_guard lock{mutex_};
        if (!is_closed_) {
            parcels_.push_back(std::move(parcel));
            // Under the lock, so that close() is certain that no announcement is under way.
            if (!std::exchange(is_announced_, true)) announce_();
            return;
        }
    }
    if (parcel.stream) parcel.stream->end();
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
