#include "contexts/payment/webhook_gate.hpp"

namespace boxoffice::payment {

bool WebhookGate::lets_in(const std::string& address, base::Instant now) {
    const std::lock_guard lock{mutex_};
    turn(now);
    const auto found = misses_.find(address);
    return found == misses_.end() || found->second < misses_per_minute_max;
}

void WebhookGate::missed(const std::string& address, base::Instant now) {
    const std::lock_guard lock{mutex_};
    turn(now);
    if (misses_.size() >= addresses_max) misses_.clear();
    ++misses_[address];
}

void WebhookGate::turn(base::Instant now) {
    if (now - minute_began_at_ < std::chrono::minutes{1}) return;
    minute_began_at_ = now;
    misses_.clear();
}

}  // namespace boxoffice::payment
