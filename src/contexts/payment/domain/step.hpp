// What the halves of a decision share: the decision being made, the time and the terms.
#pragma once

#include "base/clock.hpp"
#include "contexts/payment/domain/decide.hpp"

#include <cstdint>
#include <utility>

namespace boxoffice::payment {

struct Step {
    Decision& decision;
    base::Instant now;
    const Terms& terms;

    [[nodiscard]] Payment& payment() const { return decision.payment; }
    void publish(Event event) const { decision.events.push_back(std::move(event)); }
    /// Moving nothing is not booked.
    void book(Occasion occasion, std::int64_t amount, contracts::RefundId refund_id = {}) const {
        if (amount == 0) return;
        decision.bookings.push_back({occasion, {amount, payment().amount.currency}, refund_id});
    }
    void raise(Alarm alarm) const { decision.alarms.push_back(alarm); }
    void ignore() const { decision.is_ignored = true; }
};

/// The pause after that many tries without an answer: 1, 2, 4, 8 .. 60 seconds by the usual terms.
[[nodiscard]] base::Duration pause_after(int tries, const Terms& terms);

}  // namespace boxoffice::payment
