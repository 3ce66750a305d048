// Keeps those out who keep calling the webhook with orders that do not exist.
#pragma once

#include "base/clock.hpp"

#include <mutex>
#include <string>
#include <unordered_map>

namespace boxoffice::payment {

/// A provider names orders that we gave to it; whoever guesses names hits nothing. Counts the
/// misses of each address within a minute. Safe from any thread.
class WebhookGate {
  public:
    /// Enough for a provider that repeats what it told before a restore; too little for guessing.
    /// Source: docs/reliability.md, F28.
    static constexpr int misses_per_minute_max = 60;
    /// Addresses remembered at a time; when there are more, counting begins anew.
    static constexpr std::size_t addresses_max = 10'000;

    [[nodiscard]] bool lets_in(const std::string& address, base::Instant now);
    /// A webhook from there named no order of ours.
    void missed(const std::string& address, base::Instant now);

  private:
    void turn(base::Instant now);

    std::mutex mutex_;
    base::Instant minute_began_at_{};
    std::unordered_map<std::string, int> misses_;
};

}  // namespace boxoffice::payment
