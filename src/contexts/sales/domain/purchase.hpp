// One purchase as the sales figures need it: its seats, its attempts to pay, what went back; how
// each event changes it, and where its tickets and its money stand after it. Pure.
#pragma once

#include "base/money.hpp"
#include "contexts/sales/domain/position.hpp"
#include "contracts/ids.hpp"
#include "contracts/musical_events.hpp"
#include "contracts/payment_events.hpp"
#include "contracts/reservation_events.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::sales {

/// A seat with the grade and the list price that it had when it was first held. When its ticket is
/// moved it has the seat's id and place in the count (`moved_to_grade`), while its money stays
/// where it was taken, so that a day that is closed stays closed.
struct BoughtSeat {
    contracts::SeatId seat_id;
    std::string grade;
    base::Money price;
    std::optional<std::string> moved_to_grade;
    friend bool operator==(const BoughtSeat&, const BoughtSeat&) = default;
};
BOOST_DESCRIBE_STRUCT(BoughtSeat, (), (seat_id, grade, price, moved_to_grade))

/// Money that goes back by one decision. `seats` are those it is for; none = all of the purchase.
/// `amount` is 0 until it went; `is_by_hand`: staff paid it, and the provider still has the money.
struct RefundOfSeats {
    contracts::RefundId refund_id;
    std::vector<contracts::SeatId> seats;
    std::int64_t amount = 0;
    bool is_by_hand = false;
    friend bool operator==(const RefundOfSeats&, const RefundOfSeats&) = default;
};
BOOST_DESCRIBE_STRUCT(RefundOfSeats, (), (refund_id, seats, amount, is_by_hand))

/// What a cancellation said that it keeps of those seats.
struct KeptFee {
    std::vector<contracts::SeatId> seats;
    std::int64_t amount = 0;
    friend bool operator==(const KeptFee&, const KeptFee&) = default;
};
BOOST_DESCRIBE_STRUCT(KeptFee, (), (seats, amount))

/// One attempt to pay. `method` is an open word, empty until it is told; `unasked` went back at the
/// provider's console; `remaining` is what the tickets cost that the last cancellation left.
struct Attempt {
    contracts::PaymentId payment_id;
    std::string method;
    bool is_captured = false;
    base::Money captured;
    std::vector<RefundOfSeats> refunds;
    std::int64_t unasked = 0;
    std::vector<KeptFee> kept;
    std::int64_t remaining = 0;
    friend bool operator==(const Attempt&, const Attempt&) = default;
};
BOOST_DESCRIBE_STRUCT(Attempt, (),
                      (payment_id, method, is_captured, captured, refunds, unasked, kept,
                       remaining))

/// `sold` are the seats that have a ticket now; `canceling` those of the cancellation under way.
/// Attempts stand in the order in which they were requested.
struct Purchase {
    contracts::ReservationId reservation_id;
    contracts::PerformanceId performance_id;
    std::vector<BoughtSeat> seats;
    std::vector<contracts::SeatId> sold;
    std::vector<contracts::SeatId> canceling;
    std::vector<Attempt> attempts;
    friend bool operator==(const Purchase&, const Purchase&) = default;
};
BOOST_DESCRIBE_STRUCT(Purchase, (),
                      (reservation_id, performance_id, seats, sold, canceling, attempts))

/// The seats that a hold or a sale brings; those known already keep what they had.
[[nodiscard]] Purchase with_seats(Purchase purchase, const std::vector<BoughtSeat>& seats);

/// A ticket's way from a seat to another of `grade`.
struct MovedTo {
    contracts::SeatMove move;
    std::string grade;
};
/// Tickets have been moved. Told again it changes nothing.
[[nodiscard]] Purchase with_moves(Purchase purchase, const std::vector<MovedTo>& moves);

/// Each gives the purchase as it is after `event`. Events of one context come in their order, those
/// of different contexts in any: in the end the same stands there. One told again changes nothing.
[[nodiscard]] Purchase evolve(Purchase purchase, const contracts::SeatSold& event);
[[nodiscard]] Purchase evolve(Purchase purchase, const contracts::SeatReleased& event);
[[nodiscard]] Purchase evolve(Purchase purchase, const contracts::SeatRefunded& event);
[[nodiscard]] Purchase evolve(Purchase purchase, const contracts::PaymentRequested& event);
[[nodiscard]] Purchase evolve(Purchase purchase, const contracts::RefundRequested& event);
[[nodiscard]] Purchase evolve(Purchase purchase, const contracts::ReservationCancelPlaced& event);
[[nodiscard]] Purchase evolve(Purchase purchase,
                              const contracts::ReservationCancelCompleted& event);
[[nodiscard]] Purchase evolve(Purchase purchase, const contracts::PaymentApproved& event);
[[nodiscard]] Purchase evolve(Purchase purchase, const contracts::PaymentRefunded& event);

/// Where its tickets and its money stand. Money is told of grades in proportion to the seats' list
/// prices; every part of it is a part of something, so the sums are exact.
[[nodiscard]] Position position_of(const Purchase& purchase);

}  // namespace boxoffice::sales
