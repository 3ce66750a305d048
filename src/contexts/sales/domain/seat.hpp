// A seat as the sales figures count it, and what a change of it means for them. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contracts/ids.hpp"

#include <cstdint>
#include <string>

namespace boxoffice::sales {

/// Stored as its number: append only.
enum class SeatState { available, held, sold, blocked, deleted };

/// `owner` is the reservation that holds it or bought it; `changed_at` is when its state changed
/// last. A seat that is being paid for counts as held.
struct Seat {
    contracts::SeatId id;
    contracts::PerformanceId performance_id;
    std::string grade;
    base::Money price;
    SeatState state = SeatState::available;
    contracts::ReservationId owner;
    base::Instant changed_at{};
    friend bool operator==(const Seat&, const Seat&) = default;
};

/// How many seats there are, by what became of them. Of one seat: ones and zeros.
struct Counts {
    std::int64_t capacity = 0;
    std::int64_t held = 0;
    std::int64_t sold = 0;
    std::int64_t blocked = 0;
    friend bool operator==(const Counts&, const Counts&) = default;
};
[[nodiscard]] Counts counts_of(const Seat& seat);
[[nodiscard]] Counts operator-(const Counts& after, const Counts& before);
Counts& operator+=(Counts& counts, const Counts& more);

/// What passed through the holds: seats newly held, and held seats that came free unsold.
struct HoldFlow {
    std::int64_t held = 0;
    std::int64_t released = 0;
    friend bool operator==(const HoldFlow&, const HoldFlow&) = default;
};
/// A hold that ran out may be claimed in place by another reservation: that is a release and a
/// hold.
[[nodiscard]] HoldFlow flow_of(const Seat& before, const Seat& after);

}  // namespace boxoffice::sales
