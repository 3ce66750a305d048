// What the halves of a decision share: the decision being made, the time and the terms.
#pragma once

#include "base/clock.hpp"
#include "contexts/payment/domain/decide.hpp"

#include <utility>

namespace boxoffice::payment {

struct Step {
    Decision& decision;
    base::Instant now;
    const Terms& terms;

    [[nodiscard]] Payment& payment() const { return decision.payment; }
    void publish(Event event) const { decision.events.push_back(std::move(event)); }
    void raise(Alarm alarm) const { decision.alarms.push_back(alarm); }
    void ignore() const { decision.is_ignored = true; }
};

/// The pause after that many tries without an answer: 1, 2, 4, 8 .. 60 seconds by the usual terms.
[[nodiscard]] base::Duration pause_after(int tries, const Terms& terms);

}  // namespace boxoffice::payment
