// When more buyers come than can be served to the end at once: first everybody is told that his
// wish is taken down, then what became of it.
#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <cstddef>

namespace boxoffice::eventing {

/// In a rush, what follows from earlier commands rides along with each batch, a share of its size,
/// until it has waited too long. Used on a context's worker only.
class Rush {
  public:
    struct Limits {
        /// There is a rush when so many HTTP commands come within one window.
        std::size_t commands_min = 256;
        base::Duration window{50};
        /// It lasts so long after the last command that made it one: who was answered asks again.
        base::Duration lull{50};
        /// One event rides along with so many commands.
        std::size_t commands_per_event = 4;
        /// Events older than this are not put off any more.
        base::Duration patience{10'000};
    };

    explicit Rush(Limits limits) : limits_(limits) {}

    void batch_with(std::size_t http_commands, base::Instant now) {
        if (http_commands == 0) return;
        if (now - window_began_ > limits_.window) {
            window_began_ = now;
            came_ = 0;
        }
        came_ += http_commands;
        if (came_ >= limits_.commands_min) until_ = now + limits_.lull;
        share_ = std::max<std::size_t>(http_commands / limits_.commands_per_event, 1);
    }

    [[nodiscard]] bool is_on(base::Instant now) const { return now <= until_; }
    /// Whether events as old as this are put off at the moment.
    [[nodiscard]] bool puts_off(base::Duration waited, base::Instant now) const {
        return is_on(now) && waited <= limits_.patience;
    }
    /// How many of them ride along with the present batch.
    [[nodiscard]] std::size_t share() const { return share_; }
    [[nodiscard]] base::Duration lull() const { return limits_.lull; }

  private:
    Limits limits_;
    base::Instant window_began_{};
    std::size_t came_ = 0;
    base::Instant until_{};
    std::size_t share_ = 0;
};

}  // namespace boxoffice::eventing
