#include "contexts/identity/attempt_limiter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace boxoffice::identity {

base::Duration AttemptLimiter::wait(std::string_view name, base::Instant now) {
    const std::lock_guard lock{mutex_};
    const auto rule = rule_.get();
    const auto beyond = level(bucket_of(name), now) + 1 - rule.count_max;
    if (beyond <= 0) return base::Duration::zero();
    const auto per_attempt = static_cast<double>(rule.window.count()) / rule.count_max;
    return base::Duration{static_cast<std::int64_t>(std::ceil(beyond * per_attempt))};
}

void AttemptLimiter::note(std::string_view name, base::Instant now) {
    const std::lock_guard lock{mutex_};
    auto& bucket = bucket_of(name);
    bucket.level = level(bucket, now) + 1;
    bucket.at = now;
}

double AttemptLimiter::level(const Bucket& bucket, base::Instant now) const {
    const auto passed = static_cast<double>((now - bucket.at).count());
    const auto rule = rule_.get();
    const auto leaked = passed * rule.count_max / static_cast<double>(rule.window.count());
    return std::max(0.0, bucket.level - std::max(0.0, leaked));
}

AttemptLimiter::Bucket& AttemptLimiter::bucket_of(std::string_view name) {
    const std::string key{name};
    if (const auto found = current_.find(key); found != current_.end()) return found->second;
    if (current_.size() >= generation_max_) {
        former_ = std::move(current_);
        current_.clear();
    }
    auto& bucket = current_[key];
    if (const auto found = former_.find(key); found != former_.end()) bucket = found->second;
    return bucket;
}

std::string network_of(std::string_view address) {
    const bool is_ipv6 = address.find(':') != std::string_view::npos;
    const char separator = is_ipv6 ? ':' : '.';
    std::size_t end = 0;
    for (int part = is_ipv6 ? 4 : 3; part > 0; --part) {
        const auto next = address.find(separator, end);
        if (next == std::string_view::npos) return std::string{address};
        end = next + 1;
    }
    return std::string{address.substr(0, end)};
}

}  // namespace boxoffice::identity
