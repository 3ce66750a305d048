// Counts attempts per name and says when there were too many: a bucket that leaks over time.
#pragma once

#include "base/clock.hpp"
#include "base/live.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace boxoffice::identity {

struct AttemptRule {
    double count_max = 10;  ///< at once; they leak away evenly within `window`
    base::Duration window = std::chrono::minutes{15};
};

/// What was counted stays when the rule changes. Bounded: beyond `names_max` names the ones not
/// seen for longest are forgotten. Safe from any thread.
class AttemptLimiter {
  public:
    explicit AttemptLimiter(base::Live<AttemptRule> rule, std::size_t names_max = 65'536)
        : rule_(std::move(rule)), generation_max_(names_max / 2) {}

    /// How long until another attempt is borne; 0 = at once.
    [[nodiscard]] base::Duration wait(std::string_view name, base::Instant now);
    void note(std::string_view name, base::Instant now);

  private:
    struct Bucket {
        double level = 0;
        base::Instant at{};
    };
    using Buckets = std::unordered_map<std::string, Bucket>;

    [[nodiscard]] double level(const Bucket& bucket, base::Instant now) const;
    [[nodiscard]] Bucket& bucket_of(std::string_view name);

    base::Live<AttemptRule> rule_;
    std::size_t generation_max_;
    std::mutex mutex_;
    Buckets current_;
    Buckets former_;  ///< looked into, not added to; forgotten when `current_` is full
};

/// The network of an address: the first three parts of IPv4, the first four groups of IPv6.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace boxoffice::identity
