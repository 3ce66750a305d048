#include "contexts/identity/revoked_sessions.hpp"

#include <algorithm>
#include <mutex>

namespace boxoffice::identity {
namespace {

constexpr base::Duration sweep_interval = std::chrono::minutes{1};

}  // namespace

void RevokedSessions::add(std::string_view session, base::Instant until, base::Instant now) {
    const std::unique_lock lock{mutex_};
    forget_old(now);
    auto& known = sessions_[std::string{session}];
    known = std::max(known, until);
    count_ = sessions_.size();
}

bool RevokedSessions::contains(std::string_view session) const {
    if (count_ == 0) return false;
    const std::shared_lock lock{mutex_};
    return sessions_.find(session) != sessions_.end();
}

void RevokedSessions::forget_old(base::Instant now) {
    if (now < next_sweep_) return;
    std::erase_if(sessions_, [now](const auto& entry) { return entry.second <= now; });
    next_sweep_ = now + sweep_interval;
}

}  // namespace boxoffice::identity
