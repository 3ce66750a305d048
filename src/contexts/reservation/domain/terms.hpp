// The limits of the saga, each with its name, unit and source.
#pragma once

#include "base/clock.hpp"
#include "base/seeded_bug.hpp"

#include <chrono>
#include <cstddef>

namespace boxoffice::reservation {

struct Terms {
    /// How long musical may take to answer ReservationPlaced.
    base::Duration placement_deadline = std::chrono::seconds{60};

    /// What must be left of the hold when the buyer pays: a lock request that would arrive after
    /// the hold's end is not worth sending. The fence decides in any case, so this is a courtesy
    /// and may be short.
    base::Duration pay_margin = std::chrono::seconds{1};

    /// How long a charge may stay unknown before the seats are given up: F23.
    base::Duration lock_deadline = std::chrono::minutes{3};

    /// `confirm_until` lies this long before the lock deadline, so that the answer to a first
    /// confirm sent at the last moment still finds the seats locked: three times a provider call's
    /// timeout of 10 s.
    base::Duration confirm_margin = std::chrono::seconds{30};

    /// When an unanswered lock or sale request is sent again. Musical answers a repeat as it did
    /// the first, so too early a repeat only costs time; well above the bus's delay at the design
    /// load.
    base::Duration resend_after = std::chrono::seconds{15};

    /// When a reservation that still waits for money or seats is brought to somebody's attention,
    /// and how often again. Source: docs/reliability.md, "What is done on each outcome".
    base::Duration settle_alert = std::chrono::hours{24};

    /// How often one reservation may be paid for before its buyer has to start anew: each attempt
    /// is a row at payment, and nobody needs more within one hold.
    std::size_t attempts_max = 10;

    base::SeededBug bug = base::SeededBug::none;
};

}  // namespace boxoffice::reservation
