#include "contexts/reservation/domain/status.hpp"

#include "base/invariant.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

constexpr std::string_view placed = "ReservationPlaced";
constexpr std::string_view completed = "ReservationCompleted";
constexpr std::string_view impossible = "ReservationImpossible";
constexpr std::string_view canceled = "ReservationCanceled";

bool has_failed_refund(const Attempt& attempt) {
    const auto has_failed = [](const Refund& refund) {
        return refund.state == RefundState::Failed;
    };
    return std::ranges::any_of(attempt.refunds, has_failed);
}

}  // namespace

std::string_view public_status(const Reservation& reservation) {
    switch (reservation.state) {
        case State::New:
        case State::Placed:
        case State::Held:
        case State::Locking:
        case State::Paying:
        case State::Selling:
        case State::CancelRequested:
        case State::Abandoned:
            return placed;
        case State::Completed:
        case State::Canceling:
        case State::Reseating:
            return completed;
        case State::Impossible:
        case State::Expired:
            return impossible;
        case State::Canceled:
            return canceled;
        case State::Refunding:
            return reservation.seat_lost ? impossible : canceled;
        case State::NeedsAttention:
            if (reservation.came_from == State::Canceling) return completed;
            return reservation.seat_lost ? impossible : canceled;
    }
    base::invariant_failed("every state has a public status", __FILE__, __LINE__);
}

bool is_outcome_known(const Reservation& reservation) {
    return reservation.state == State::Held || reservation.state == State::Completed ||
           is_terminal(reservation.state);
}

NextAction next_action(State state) {
    switch (state) {
        case State::New:
            return {"buyer", "place"};
        case State::Placed:
            return {"musical", "hold_seats"};
        case State::Held:
            return {"buyer", "pay"};
        case State::Locking:
            return {"musical", "lock_seats"};
        case State::Paying:
            return {"payment", "charge"};
        case State::Selling:
            return {"musical", "sell_seats"};
        case State::Completed:
            return {"nobody", "use_tickets"};
        case State::Impossible:
        case State::Expired:
        case State::Canceled:
            return {"nobody", "none"};
        case State::CancelRequested:
        case State::Abandoned:
            return {"payment", "find_outcome"};
        case State::Refunding:
            return {"payment", "refund"};
        case State::Canceling:
            return {"payment", "refund_and_release_seats"};
        case State::NeedsAttention:
            return {"staff", "retry_or_record_refund"};
        case State::Reseating:
            return {"musical", "move_seats"};
    }
    base::invariant_failed("every state has a next action", __FILE__, __LINE__);
}

std::optional<Deadline> deadline(const Reservation& reservation) {
    if (!reservation.deadline_at) return std::nullopt;
    const auto purpose = [&]() -> std::string_view {
        switch (reservation.state) {
            case State::Placed:
                return "expire_placement";
            case State::Held:
                return "expire_hold";
            case State::Locking:
            case State::Selling:
            case State::Reseating:
                return "ask_again";
            case State::Paying:
                return "give_up_seats";
            default:
                return "alert";
        }
    };
    return Deadline{*reservation.deadline_at, purpose()};
}

bool counts_as_open(const Reservation& reservation) {
    return reservation.overdue || reservation.state == State::NeedsAttention ||
           std::ranges::any_of(reservation.attempts, has_failed_refund);
}

}  // namespace boxoffice::reservation
