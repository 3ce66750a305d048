#include "contexts/mypage/page.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace boxoffice::mypage {
namespace {

using namespace contracts;

PageRefund& refund_of(Page& page) {
    if (!page.refund) {
        const base::Money nothing{0, page.total.currency};
        page.refund = PageRefund{.requested = nothing, .refunded = nothing, .fee = nothing};
    }
    return *page.refund;
}

bool names(const std::vector<SeatReference>& seats, SeatId seat) {
    return std::find(seats.begin(), seats.end(), SeatReference{seat}) != seats.end();
}

}  // namespace

std::optional<base::Money> fee_kept(const PageRefund& refund) {
    if (!refund.fee) return std::nullopt;
    auto kept = *refund.fee;
    const auto beyond = std::max<std::int64_t>(refund.refunded.amount - refund.requested.amount, 0);
    kept.amount = std::max<std::int64_t>(kept.amount - beyond, 0);
    return kept;
}

Page begin(const ReservationCompleted& event) {
    Page page{.reservation_id = event.reservation_id,
              .user_id = event.user_id,
              .musical_id = event.musical_id,
              .musical_name = event.musical_name,
              .status = "ReservationCompleted",
              .reserved_dt = event.reserved_dt,
              .performance_id = event.performance_id,
              .venue_name = event.venue_name,
              .starts_at = event.starts_at,
              .seats = event.seats,
              .tickets = {},
              .total = event.total,
              .refund = {}};
    for (const auto& ticket : event.tickets) {
        page.tickets.push_back({.ticket_id = ticket.ticket_id, .seat_id = ticket.seat_id});
    }
    return page;
}

Page evolve(Page page, const ReservationReseated& event) {
    std::vector<PageTicket> tickets;
    for (const auto& ticket : event.tickets) {
        const auto known =
            std::ranges::find(page.tickets, ticket.ticket_id, &PageTicket::ticket_id);
        tickets.push_back({.ticket_id = ticket.ticket_id, .seat_id = ticket.seat_id});
        if (known != page.tickets.end()) tickets.back().used_at = known->used_at;
    }
    page.seats = event.seats;
    page.tickets = std::move(tickets);
    return page;
}

Page evolve(Page page, const ReservationCancelPlaced& event) {
    auto& refund = refund_of(page);
    refund.requested = refund.requested + event.refund;
    if (refund.fee && event.fee) refund.fee = *refund.fee + *event.fee;
    return page;
}

Page evolve(Page page, const ReservationCancelCompleted& event) {
    const auto& left = event.remaining_seats;
    if (left.empty()) {
        // All seats stay listed: people look up what it was that they gave back.
        page.status = "ReservationCanceled";
        page.tickets.clear();
        return page;
    }
    std::erase_if(page.seats, [&](const SeatDetails& seat) { return !names(left, seat.seat_id); });
    std::erase_if(page.tickets,
                  [&](const PageTicket& ticket) { return !names(left, ticket.seat_id); });
    return page;
}

Page evolve(Page page, const PaymentRefunded& event) {
    auto& refund = refund_of(page);
    refund.refunded = refund.refunded + event.amount;
    return page;
}

Page evolve(Page page, const TicketUsed& event) {
    for (auto& ticket : page.tickets) {
        if (ticket.ticket_id == event.ticket_id) ticket.used_at = event.used_at;
    }
    return page;
}

}  // namespace boxoffice::mypage
