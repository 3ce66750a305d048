// Sessions that were ended while access tokens of theirs are still good: those are refused here.
#pragma once

#include "base/clock.hpp"

#include <atomic>
#include <cstddef>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace boxoffice::identity {

/// Remembers each for as long as an access token lives. Safe from any thread; asking costs next to
/// nothing while nobody has signed out lately.
class RevokedSessions {
  public:
    /// `until`: when the last access token of that session has expired.
    void add(std::string_view session, base::Instant until, base::Instant now);
    [[nodiscard]] bool contains(std::string_view session) const;

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    void forget_old(base::Instant now);

    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, base::Instant, Hash, std::equal_to<>> sessions_;
    std::atomic<std::size_t> count_{0};
    base::Instant next_sweep_{};
};

}  // namespace boxoffice::identity
