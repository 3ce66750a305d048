#include "contexts/mypage/page_codec.hpp"

#include "base/fault.hpp"
#include "contracts/codec_definition.hpp"
#include "contracts/resource.hpp"

namespace boxoffice::mypage {
namespace {

using namespace contracts;

struct TicketResource {
    TicketId ticket_id;
    SeatId seat_id;
    std::optional<base::Instant> used_at;
    SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(TicketResource, (), (ticket_id, seat_id, used_at, _links))

/// `state`: requested, refunded.
struct RefundResource {
    std::string state;
    base::Money requested;
    base::Money refunded;
    std::optional<base::Money> fee;
};
BOOST_DESCRIBE_STRUCT(RefundResource, (), (state, requested, refunded, fee))

struct PageLinks {
    Link self;
    Link reservation;
};
BOOST_DESCRIBE_STRUCT(PageLinks, (), (self, reservation))

struct PageResource {
    std::int64_t id = 0;
    UserId user_id;
    ReservationId reservation_id;
    MusicalId musical_id;
    std::string musical_name;
    std::string status;
    base::Instant reserved_dt{};
    PerformanceId performance_id;
    std::string venue_name;
    std::optional<base::Instant> starts_at;
    std::vector<SeatDetails> seats;
    std::vector<TicketResource> tickets;
    base::Money total;
    std::optional<RefundResource> refund;
    PageLinks _links;
};
BOOST_DESCRIBE_STRUCT(PageResource, (),
                      (id, user_id, reservation_id, musical_id, musical_name, status, reserved_dt,
                       performance_id, venue_name, starts_at, seats, tickets, total, refund,
                       _links))

RefundResource show(const PageRefund& refund) {
    const bool is_done = refund.refunded.amount >= refund.requested.amount;
    return {.state = is_done ? "refunded" : "requested",
            .requested = refund.requested,
            .refunded = refund.refunded,
            .fee = fee_kept(refund)};
}

}  // namespace

std::string encode_page(const Page& page) {
    return encode(page);
}

Page decode_page(std::string_view text) {
    auto page = decode<Page>(text);
    if (page) return std::move(page).value();
    throw base::InfrastructureFault("a stored page is damaged: " + page.error().to_text() +
                                        "; rebuild it: boxoffice replay mypage",
                                    base::Retry::no);
}

std::string to_resource(const Page& page) {
    const auto id = std::to_string(page.reservation_id.value);
    PageResource resource{.id = page.reservation_id.value,
                          .user_id = page.user_id,
                          .reservation_id = page.reservation_id,
                          .musical_id = page.musical_id,
                          .musical_name = page.musical_name,
                          .status = page.status,
                          .reserved_dt = page.reserved_dt,
                          .performance_id = page.performance_id,
                          .venue_name = page.venue_name,
                          .starts_at = page.starts_at,
                          .seats = page.seats,
                          .tickets = {},
                          .total = page.total,
                          .refund = {},
                          ._links = {{"/myPages/" + id}, {"/reservations/" + id}}};
    for (const auto& ticket : page.tickets) {
        resource.tickets.push_back(
            {.ticket_id = ticket.ticket_id,
             .seat_id = ticket.seat_id,
             .used_at = ticket.used_at,
             ._links = {{"/tickets/" + std::to_string(ticket.ticket_id.value)}}});
    }
    if (page.refund) resource.refund = show(*page.refund);
    return encode(resource);
}

}  // namespace boxoffice::mypage
