// One line of "my reservations", as it is kept, and how each event changes it. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contracts/ids.hpp"
#include "contracts/payment_events.hpp"
#include "contracts/reservation_events.hpp"
#include "contracts/seats.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::mypage {

struct PageTicket {
    contracts::TicketId ticket_id;
    contracts::SeatId seat_id;
    std::optional<base::Instant> used_at;
    friend bool operator==(const PageTicket&, const PageTicket&) = default;
};
BOOST_DESCRIBE_STRUCT(PageTicket, (), (ticket_id, seat_id, used_at))

/// What was promised back, what has gone back, and the fees that were asked for. Pages from the
/// time before fees were kept here know none, until they are rebuilt.
struct PageRefund {
    base::Money requested;
    base::Money refunded;
    std::optional<base::Money> fee;
    friend bool operator==(const PageRefund&, const PageRefund&) = default;
};
BOOST_DESCRIBE_STRUCT(PageRefund, (), (requested, refunded, fee))

/// What the house keeps: the fees, less what came back beyond the promise (staff gave it back at
/// the provider). Never negative; nothing when the fees are not known.
[[nodiscard]] std::optional<base::Money> fee_kept(const PageRefund& refund);

/// A reservation from its completion on. `status` is the public one: ReservationCompleted (also
/// while a cancellation is under way) or ReservationCanceled.
struct Page {
    contracts::ReservationId reservation_id;
    contracts::UserId user_id;
    contracts::MusicalId musical_id;
    std::string musical_name;
    std::string status;
    base::Instant reserved_dt{};
    contracts::PerformanceId performance_id;
    std::string venue_name;
    std::optional<base::Instant> starts_at;
    std::vector<contracts::SeatDetails> seats;
    std::vector<PageTicket> tickets;
    base::Money total;
    std::optional<PageRefund> refund;
    friend bool operator==(const Page&, const Page&) = default;
};
BOOST_DESCRIBE_STRUCT(Page, (),
                      (reservation_id, user_id, musical_id, musical_name, status, reserved_dt,
                       performance_id, venue_name, starts_at, seats, tickets, total, refund))

[[nodiscard]] Page begin(const contracts::ReservationCompleted& event);

/// Each gives the page as it is after `event`. Events of different contexts come in any order.
[[nodiscard]] Page evolve(Page page, const contracts::ReservationReseated& event);
[[nodiscard]] Page evolve(Page page, const contracts::ReservationCancelPlaced& event);
[[nodiscard]] Page evolve(Page page, const contracts::ReservationCancelCompleted& event);
[[nodiscard]] Page evolve(Page page, const contracts::PaymentRefunded& event);
[[nodiscard]] Page evolve(Page page, const contracts::TicketUsed& event);

}  // namespace boxoffice::mypage
