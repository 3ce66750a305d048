#include "contexts/reservation/domain/ticket.hpp"

#include "base/secret.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace boxoffice::reservation {
namespace {

constexpr std::size_t secret_length = 32;

TicketRefusal refusal_of(const Ticket& ticket, const Reservation& reservation) {
    if (replacement_of(ticket.id, reservation)) return TicketRefusal::ticket_replaced;
    const bool is_its =
        std::ranges::count(reservation.tickets, ticket.id, &TicketReference::ticket_id) > 0;
    if (is_its && is_moving(reservation, ticket.seat_id)) return TicketRefusal::ticket_moving;
    return TicketRefusal::ticket_not_valid;
}

}  // namespace

std::string printed_code(const Ticket& ticket) {
    return std::to_string(ticket.id.value) + '-' + ticket.secret;
}

std::optional<TicketCode> read_code(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto secret = text.substr(dash + 1);
    TicketCode code{.id = {}, .secret = std::string{secret}};
    const auto* const end = text.data() + dash;
    const auto [read_to, error] = std::from_chars(text.data(), end, code.id.value);
    const bool is_id = error == std::errc{} && read_to == end && code.id.value >= 1 &&
                       code.id.value <= base::id_max;
    if (!is_id || secret.size() != secret_length) return std::nullopt;
    return code;
}

bool is_code_of(const Ticket& ticket, const TicketCode& code) {
    return ticket.id == code.id && base::is_same_secret(ticket.secret, code.secret);
}

std::vector<TicketReference> valid_tickets(const Reservation& reservation) {
    auto tickets = reservation.tickets;
    std::erase_if(tickets, [&](const TicketReference& ticket) {
        return is_moving(reservation, ticket.seat_id);
    });
    if (!reservation.cancellation) return tickets;
    const auto& back = reservation.cancellation->seats;
    std::erase_if(tickets, [&back](const TicketReference& ticket) {
        return std::ranges::count(back, ticket.seat_id) > 0;
    });
    return tickets;
}

bool is_valid(const Ticket& ticket, const Reservation& reservation) {
    const auto valid = valid_tickets(reservation);
    return ticket.is_live && std::ranges::count(valid, ticket.id, &TicketReference::ticket_id) > 0;
}

std::optional<TicketReference> replacement_of(TicketId ticket, const Reservation& reservation) {
    std::optional<TicketReference> found;
    for (const ReplacedTicket& replaced : reservation.replaced) {  // in the order of the moves
        if (replaced.ticket.ticket_id != (found ? found->ticket_id : ticket)) continue;
        found = TicketReference{replaced.replaced_by, {}};
    }
    if (!found) return std::nullopt;
    const auto& tickets = reservation.tickets;
    const auto present = std::ranges::find(tickets, found->ticket_id, &TicketReference::ticket_id);
    return present == tickets.end() ? std::nullopt : std::optional{*present};
}

base::Result<TicketUsed, TicketRefusal> use_ticket(const Ticket& ticket,
                                                   const Reservation& reservation, Instant now) {
    if (!is_valid(ticket, reservation)) return base::unexpected(refusal_of(ticket, reservation));
    if (ticket.used_at) return base::unexpected(TicketRefusal::ticket_used);
    return TicketUsed{.ticket_id = ticket.id,
                      .reservation_id = reservation.id,
                      .user_id = reservation.user_id,
                      .performance_id = ticket.performance_id,
                      .seat_id = ticket.seat_id,
                      .used_at = now};
}

bool is_any_used(std::span<const Ticket* const> tickets, std::span<const SeatId> seats) {
    return std::ranges::any_of(tickets, [&](const Ticket* ticket) {
        const bool is_meant = seats.empty() || std::ranges::count(seats, ticket->seat_id) > 0;
        return is_meant && ticket->is_live && ticket->used_at.has_value();
    });
}

}  // namespace boxoffice::reservation
