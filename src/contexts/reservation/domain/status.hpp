// How the inner states show outside: the public status, whether an outcome is known, and who does
// what next.
#pragma once

#include "contexts/reservation/domain/reservation.hpp"

#include <optional>
#include <string_view>

namespace boxoffice::reservation {

/// ReservationPlaced, ReservationCompleted, ReservationImpossible or ReservationCanceled.
/// Frozen: published before the inner states were.
[[nodiscard]] std::string_view public_status(const Reservation& reservation);

/// Whether a `Prefer: wait` can be answered: Held (nothing goes on by itself there), Completed and
/// every terminal state. Source: the `Prefer` of contracts/http/openapi.yaml.
[[nodiscard]] bool is_outcome_known(const Reservation& reservation);

/// Who has to act in a state, and how. `owner` is a context, `buyer`, `staff` or `nobody`; `action`
/// is a stable code for programs and for looking up a text in the timeline.
struct NextAction {
    std::string_view owner;
    std::string_view action;
    friend bool operator==(const NextAction&, const NextAction&) = default;
};
[[nodiscard]] NextAction next_action(State state);

/// When DeadlinePassed is due, and what happens then, as a stable code. None in a terminal state,
/// and none in Completed, where nobody owes anything.
struct Deadline {
    Instant at{};
    std::string_view purpose;
    friend bool operator==(const Deadline&, const Deadline&) = default;
};
[[nodiscard]] std::optional<Deadline> deadline(const Reservation& reservation);

/// Whether operators see it among the open cases: a refused refund, or 24 h without settling.
[[nodiscard]] bool counts_as_open(const Reservation& reservation);

}  // namespace boxoffice::reservation
