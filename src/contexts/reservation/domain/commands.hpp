// Everything that can happen to a reservation: commands of people, deadlines, and events of other
// contexts.
#pragma once

#include "contexts/reservation/domain/refund_policy.hpp"
#include "contexts/reservation/domain/reservation.hpp"
#include "contracts/musical_events.hpp"
#include "contracts/payment_events.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace boxoffice::reservation {

/// POST /reservations, or with `desk` a sale at the desk. The seats, with names and prices, come
/// from the seat directory: at least one, all of one performance and one currency. Ids of seats do
/// not repeat.
struct PlaceReservation {
    ReservationId reservation_id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    std::string venue_name;
    std::optional<Instant> starts_at;
    std::vector<SeatDetails> seats;
    std::optional<std::string> payment_method;
    RefundRulesId refund_rules;
    std::optional<DeskSale> desk;
    friend bool operator==(const PlaceReservation&, const PlaceReservation&) = default;
};
BOOST_DESCRIBE_STRUCT(PlaceReservation, (),
                      (reservation_id, user_id, musical_id, musical_name, performance_id,
                       venue_name, starts_at, seats, payment_method, refund_rules, desk))

/// POST /reservations/{id}/payment: either a method, or the key and amount that the provider's page
/// gave. With neither, the method chosen when placing is meant.
struct PayReservation {
    ReservationId reservation_id;
    std::optional<std::string> method;
    std::optional<std::string> payment_key;
    std::optional<Money> amount;
};

/// POST /reservations/{id}/cancellation. No `seat_ids` = all that are left; no `basis` = without a
/// fee; `expected_fee` is the one that was quoted: a higher one is refused.
struct CancelReservation {
    ReservationId reservation_id;
    Cause by = Cause::Buyer;
    std::vector<SeatId> seat_ids;
    std::optional<RefundBasis> basis;
    std::optional<Money> expected_fee;
};

/// A timer says that `deadline_at` has passed. Too early or too late a call changes nothing. For a
/// Placed reservation the caller waits until musical has seen its ReservationPlaced: see
/// placement_deadlines.hpp.
struct DeadlinePassed {
    ReservationId reservation_id;
};

/// Staff ask the provider once more for a refund that it had refused.
struct RetryRefund {
    ReservationId reservation_id;
};

/// Staff have given the money back by other means; payment books it.
struct RecordRefund {
    ReservationId reservation_id;
};

/// POST /reservations/{id}/reseat. `moves` are at least one and name no seat twice; the seats to
/// move to are none that the reservation has, and come with names and prices from the seat
/// directory.
struct MoveSeats {
    ReservationId reservation_id;
    struct Move {
        SeatId seat_id;
        SeatDetails to;
    };
    std::vector<Move> moves;
    std::string reason;
    bool keep_off_sale = false;
    UserId moved_by;
};

/// The saga's message to itself: a cancellation noted at a bad time is due now. Never sent from
/// outside.
struct CarryOutNote {
    ReservationId reservation_id;
};

/// Musical events and payment events that carry a reservation id go to that reservation;
/// PerformanceCanceled goes to every reservation of the performance.
using Input =
    std::variant<PlaceReservation, PayReservation, CancelReservation, DeadlinePassed, RetryRefund,
                 RecordRefund, MoveSeats, CarryOutNote, SeatHeld, SeatAlreadySold, SeatLocked,
                 SeatLockRefused, SeatUnlocked, SeatReleased, SeatSold, SeatSaleRefused,
                 SeatRefunded, SeatMoved, SeatMoveRefused, PerformanceCanceled, PaymentApproved,
                 PaymentDeclined, PaymentAbandoned, PaymentRefunded, RefundFailed>;

/// The alternatives of Input, in their order, by name.
enum class Trigger {
    PlaceReservation,
    PayReservation,
    CancelReservation,
    DeadlinePassed,
    RetryRefund,
    RecordRefund,
    MoveSeats,
    CarryOutNote,
    SeatHeld,
    SeatAlreadySold,
    SeatLocked,
    SeatLockRefused,
    SeatUnlocked,
    SeatReleased,
    SeatSold,
    SeatSaleRefused,
    SeatRefunded,
    SeatMoved,
    SeatMoveRefused,
    PerformanceCanceled,
    PaymentApproved,
    PaymentDeclined,
    PaymentAbandoned,
    PaymentRefunded,
    RefundFailed,
};
BOOST_DESCRIBE_ENUM(Trigger, PlaceReservation, PayReservation, CancelReservation, DeadlinePassed,
                    RetryRefund, RecordRefund, MoveSeats, CarryOutNote, SeatHeld, SeatAlreadySold,
                    SeatLocked, SeatLockRefused, SeatUnlocked, SeatReleased, SeatSold,
                    SeatSaleRefused, SeatRefunded, SeatMoved, SeatMoveRefused, PerformanceCanceled,
                    PaymentApproved, PaymentDeclined, PaymentAbandoned, PaymentRefunded,
                    RefundFailed)

[[nodiscard]] Trigger trigger_of(const Input& input);
[[nodiscard]] std::string_view to_text(Trigger trigger);

}  // namespace boxoffice::reservation
