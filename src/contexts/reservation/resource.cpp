#include "contexts/reservation/resource.hpp"

#include "contexts/reservation/domain/status.hpp"
#include "contracts/codec.hpp"
#include "contracts/desk_methods.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::reservation {
namespace {

/// That the money waits at the desk says more than who gave the seats back.
std::string reason_shown(const Reservation& reservation) {
    const bool waits_at_desk = reservation.desk && reservation.state == State::NeedsAttention;
    return waits_at_desk ? std::string{contracts::refund_at_desk} : reservation.reason;
}

ReseatResource show(const Reseat& reseat) {
    ReseatResource resource{.number = reseat.number,
                            .outcome = reseat.outcome,
                            .moves = reseat.moves,
                            .reason = reseat.reason,
                            .keep_off_sale = reseat.keep_off_sale,
                            .moved_by = reseat.moved_by,
                            .at = reseat.at,
                            .conflicts = {}};
    if (!reseat.conflicts.empty()) resource.conflicts = reseat.conflicts;
    return resource;
}

/// The seat that a ticket stands for, or stood for until its bearer was moved.
SeatDetails seat_of(const Ticket& ticket, const Reservation& reservation) {
    for (const auto& replaced : reservation.replaced) {
        if (replaced.ticket.ticket_id == ticket.id) return replaced.seat;
    }
    for (const auto& seat : reservation.seats) {
        if (seat.seat_id == ticket.seat_id) return seat;
    }
    return {};
}

}  // namespace

bool may_see(const ports::Principal& who, const Reservation& reservation) {
    return who.is_staff() || who.user_id == reservation.user_id.value;
}

std::string location_of(ReservationId id) {
    return "/reservations/" + std::to_string(id.value);
}

std::string to_json(const Reservation& reservation, std::optional<Buyer> buyer) {
    const auto& first = reservation.seats.front();
    ReservationResource resource{
        .id = reservation.id,
        .user_id = reservation.user_id,
        .musical_id = reservation.musical_id,
        .musical_name = reservation.musical_name,
        .performance_id = reservation.performance_id,
        .starts_at = reservation.starts_at,
        .seat_id = first.seat_id,
        .seat_row = first.seat_row,
        .seat_col = first.seat_col,
        .seats = reservation.seats,
        .reserved_dt = reservation.reserved_dt,
        .status = std::string{public_status(reservation)},
        .state = reservation.state,
        .total = reservation.total,
        .hold_expires_at = reservation.hold_expires_at,
        ._links = {{location_of(reservation.id)}},
    };
    if (auto reason = reason_shown(reservation); !reason.empty()) {
        resource.reason = std::move(reason);
    }
    if (!reservation.tickets.empty()) resource.tickets = reservation.tickets;
    if (reservation.current_payment) resource.payment_id = reservation.current_payment;
    if (const auto& desk = reservation.desk) {
        resource.desk = DeskResource{reservation.payment_method.value_or(""), desk->sold_by,
                                     desk->reference, desk->reason};
    }
    if (const auto& reseat = reservation.reseat) resource.reseat = show(*reseat);
    if (!reservation.conflicts.empty()) resource.conflicts = reservation.conflicts;
    if (!reservation.alternatives.empty()) resource.alternatives = reservation.alternatives;
    resource.buyer = std::move(buyer);
    return contracts::encode(resource);
}

TicketResource to_resource(const Ticket& ticket, const Reservation& reservation) {
    TicketResource resource{
        .id = ticket.id,
        .reservation_id = ticket.reservation_id,
        .performance_id = ticket.performance_id,
        .seat = seat_of(ticket, reservation),
        .musical_name = reservation.musical_name,
        .venue_name = reservation.venue_name,
        .starts_at = reservation.starts_at,
        .code = printed_code(ticket),
        .is_valid = is_valid(ticket, reservation),
        .is_moving = {},
        .replaced_by = {},
        .used_at = ticket.used_at,
        ._links = {{"/tickets/" + std::to_string(ticket.id.value)}},
    };
    if (const auto replacement = replacement_of(ticket.id, reservation)) {
        resource.replaced_by = replacement->ticket_id;
    }
    const auto& tickets = reservation.tickets;
    const bool is_its = std::ranges::count(tickets, ticket.id, &TicketReference::ticket_id) > 0;
    if (is_its && is_moving(reservation, ticket.seat_id)) resource.is_moving = true;
    return resource;
}

std::optional<ReplacedDetails> find_replacement(const Ticket& ticket,
                                                const Reservation& reservation) {
    const auto replacement = replacement_of(ticket.id, reservation);
    if (!replacement) return std::nullopt;
    for (const auto& seat : reservation.seats) {
        if (seat.seat_id == replacement->seat_id) {
            return ReplacedDetails{replacement->ticket_id, seat};
        }
    }
    return std::nullopt;
}

}  // namespace boxoffice::reservation
