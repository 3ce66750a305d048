// A ticket at the door: what is printed, whether it lets anybody in, and who was first.
#pragma once

#include "base/result.hpp"
#include "contexts/reservation/domain/reservation.hpp"

#include <boost/describe/enum.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::reservation {

/// `secret` is unguessable (128 bits) and never changes.
struct Ticket {
    TicketId id;
    ReservationId reservation_id;
    PerformanceId performance_id;
    SeatId seat_id;
    std::string secret;
    bool is_live = true;  ///< false once its seat was given back
    std::optional<Instant> used_at;
};

/// What the door reads: "17-0f3a...". The id says where to look, the secret says that it was we who
/// printed it.
[[nodiscard]] std::string printed_code(const Ticket& ticket);

struct TicketCode {
    TicketId id;
    std::string secret;
};
/// @return nothing when `text` cannot have been printed by us.
[[nodiscard]] std::optional<TicketCode> read_code(std::string_view text);
/// Takes equally long for every wrong secret, so that it cannot be found digit by digit.
[[nodiscard]] bool is_code_of(const Ticket& ticket, const TicketCode& code);

/// The tickets that open the door. Those of seats on their way back do not: musical may sell such a
/// seat again while its money is still being given back. Nor do those of seats that are being
/// exchanged, for the same reason.
[[nodiscard]] std::vector<TicketReference> valid_tickets(const Reservation& reservation);
/// Whether the ticket is one of those.
[[nodiscard]] bool is_valid(const Ticket& ticket, const Reservation& reservation);

enum class TicketRefusal {
    ticket_not_valid,  ///< its seat was given back, or is on its way back
    ticket_used,       ///< somebody was let in with it before
    ticket_moving,     ///< staff are moving its bearer: which seat is his is known in a moment
    ticket_replaced,   ///< its bearer was moved, and has another ticket
};
BOOST_DESCRIBE_ENUM(TicketRefusal, ticket_not_valid, ticket_used, ticket_moving, ticket_replaced)

/// The first to come is let in. @pre `reservation` is the ticket's.
[[nodiscard]] base::Result<TicketUsed, TicketRefusal> use_ticket(const Ticket& ticket,
                                                                 const Reservation& reservation,
                                                                 Instant now);

/// The ticket that stands for the bearer of this one since he was moved, however often; nothing
/// when he was not, or has given that back.
[[nodiscard]] std::optional<TicketReference> replacement_of(TicketId ticket,
                                                            const Reservation& reservation);

/// Whether one of `seats` (none = all) was sat on: its buyer cannot give that back any more.
[[nodiscard]] bool is_any_used(std::span<const Ticket* const> tickets,
                               std::span<const SeatId> seats);

}  // namespace boxoffice::reservation
