// The reservation as HTTP shows it.
#pragma once

#include "contexts/reservation/domain/refund_policy.hpp"
#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/domain/ticket.hpp"
#include "contracts/json_types.hpp"
#include "contracts/resource.hpp"
#include "ports/http.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::reservation {

/// Body of POST /reservations. `user_id` counts in auth.mode = open only.
struct PaymentChoice {
    std::string method;
};
BOOST_DESCRIBE_STRUCT(PaymentChoice, (), (method))

struct PlaceBody {
    std::optional<MusicalId> musical_id;
    std::optional<PerformanceId> performance_id;
    std::optional<SeatId> seat_id;
    std::optional<std::vector<SeatId>> seat_ids;
    std::optional<PaymentChoice> payment;
    std::optional<UserId> user_id;
};
BOOST_DESCRIBE_STRUCT(PlaceBody, (),
                      (musical_id, performance_id, seat_id, seat_ids, payment, user_id))

/// Body of POST /reservations/{id}/payment.
struct PayBody {
    std::optional<std::string> method;
    std::optional<std::string> payment_key;
    std::optional<Money> amount;
};
BOOST_DESCRIBE_STRUCT(PayBody, (), (method, payment_key, amount))

/// Body of POST /reservations/{id}/cancellation.
struct CancelBody {
    std::optional<std::vector<SeatId>> seat_ids;
    std::optional<Money> expected_fee;  ///< as quoted: a higher one is refused
    std::optional<bool> waive_fee;      ///< staff may
};
BOOST_DESCRIBE_STRUCT(CancelBody, (), (seat_ids, expected_fee, waive_fee))

/// Body of POST /reservations/{id}/reseat.
struct ReseatBody {
    std::vector<SeatMove> moves;
    std::string reason;
    std::optional<bool> accept_price_difference;
    std::optional<bool> keep_off_sale;
};
BOOST_DESCRIBE_STRUCT(ReseatBody, (), (moves, reason, accept_price_difference, keep_off_sale))

/// `details` of the problem `price_differs`: today's price of the seat left and of the other.
struct PriceDifference {
    SeatId seat_id;
    SeatId to_seat_id;
    Money price;
    Money to_price;
};
BOOST_DESCRIBE_STRUCT(PriceDifference, (), (seat_id, to_seat_id, price, to_price))

struct PriceDifferences {
    std::vector<PriceDifference> seats;
};
BOOST_DESCRIBE_STRUCT(PriceDifferences, (), (seats))

/// The last move of tickets, as it is shown.
struct ReseatResource {
    std::int64_t number = 0;
    ReseatOutcome outcome = ReseatOutcome::under_way;
    std::vector<SeatExchange> moves;
    std::string reason;
    bool keep_off_sale = false;
    UserId moved_by;
    Instant at{};
    std::optional<std::vector<SeatConflict>> conflicts;
};
BOOST_DESCRIBE_STRUCT(ReseatResource, (),
                      (number, outcome, moves, reason, keep_off_sale, moved_by, at, conflicts))

/// Who bought, for staff.
struct Buyer {
    UserId user_id;
    std::string name;
    std::string email;
    std::string role;
};
BOOST_DESCRIBE_STRUCT(Buyer, (), (user_id, name, email, role))

/// Body of POST /reservations/desk-sales.
struct DeskPayment {
    std::string method;
    std::optional<std::string> reference;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(DeskPayment, (), (method, reference, reason))

struct DeskBuyer {
    std::string name;
    std::optional<std::string> email;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(DeskBuyer, (), (name, email, language))

struct DeskSaleBody {
    std::optional<MusicalId> musical_id;
    std::optional<PerformanceId> performance_id;
    std::optional<SeatId> seat_id;
    std::optional<std::vector<SeatId>> seat_ids;
    DeskPayment payment;
    DeskBuyer buyer;
};
BOOST_DESCRIBE_STRUCT(DeskSaleBody, (),
                      (musical_id, performance_id, seat_id, seat_ids, payment, buyer))

/// How it was sold at the desk.
struct DeskResource {
    std::string method;
    UserId sold_by;
    std::optional<std::string> reference;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(DeskResource, (), (method, sold_by, reference, reason))

struct ReservationResource {
    ReservationId id;
    UserId user_id;
    MusicalId musical_id;
    std::string musical_name;
    PerformanceId performance_id;
    std::optional<Instant> starts_at;
    SeatId seat_id;
    int seat_row = 0;
    int seat_col = 0;
    std::vector<SeatDetails> seats;
    Instant reserved_dt{};
    std::string status;
    State state = State::New;
    std::optional<std::string> reason;
    Money total;
    contracts::Nullable<Instant> hold_expires_at;
    std::optional<std::vector<TicketReference>> tickets;
    std::optional<PaymentId> payment_id;
    std::optional<DeskResource> desk;
    std::optional<ReseatResource> reseat;
    std::optional<std::vector<SeatConflict>> conflicts;
    std::optional<std::vector<std::vector<SeatId>>> alternatives;
    std::optional<Buyer> buyer;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(ReservationResource, (),
                      (id, user_id, musical_id, musical_name, performance_id, starts_at, seat_id,
                       seat_row, seat_col, seats, reserved_dt, status, state, reason, total,
                       hold_expires_at, tickets, payment_id, desk, reseat, conflicts, alternatives,
                       buyer, _links))

/// What one table would ask for the same seats. `rule`: tier or free_withdrawal.
struct QuotedTable {
    std::string code;
    std::string name;
    std::optional<std::string> text;
    bool is_applied = false;
    std::string rule;
    std::optional<int> days_before;
    std::string explanation;
    int fee_percent = 0;
    Money fee;
    Money refund;
    Instant holds_until{};
    std::vector<RefundTier> tiers;
    std::optional<FreeWithdrawal> free_withdrawal;
};
BOOST_DESCRIBE_STRUCT(QuotedTable, (),
                      (code, name, text, is_applied, rule, days_before, explanation, fee_percent,
                       fee, refund, holds_until, tiers, free_withdrawal))

struct QuoteLinks {
    contracts::Link self;
    contracts::Link cancellation;
    contracts::Link reservation;
};
BOOST_DESCRIBE_STRUCT(QuoteLinks, (), (self, cancellation, reservation))

/// What canceling now would cost. `fee` + `refund` = `price`, for each seat and for all; until
/// `holds_until` it does not rise.
struct QuoteResource {
    ReservationId reservation_id;
    std::vector<SeatId> seat_ids;
    Money price;
    Money fee;
    Money refund;
    int fee_percent = 0;
    Instant quoted_at{};
    std::optional<Instant> holds_until;
    std::string explanation;
    std::vector<SeatRefund> seats;
    std::vector<QuotedTable> tables;
    QuoteLinks _links;
};
BOOST_DESCRIBE_STRUCT(QuoteResource, (),
                      (reservation_id, seat_ids, price, fee, refund, fee_percent, quoted_at,
                       holds_until, explanation, seats, tables, _links))

/// One step of the saga, for people who ask where their money is.
struct TimelineEntry {
    Instant at{};
    State from = State::New;
    State to = State::New;
    Trigger what = Trigger::PlaceReservation;
    std::string text;
    std::optional<std::string> reason;
    std::optional<Instant> deadline;
    std::string next_owner;
    std::string next_action;
    std::string next_text;
};
BOOST_DESCRIBE_STRUCT(TimelineEntry, (),
                      (at, from, to, what, text, reason, deadline, next_owner, next_action,
                       next_text))

struct Timeline {
    ReservationId reservation_id;
    std::vector<TimelineEntry> steps;
};
BOOST_DESCRIBE_STRUCT(Timeline, (), (reservation_id, steps))

struct TicketResource {
    TicketId id;
    ReservationId reservation_id;
    PerformanceId performance_id;
    SeatDetails seat;
    std::string musical_name;
    std::string venue_name;
    std::optional<Instant> starts_at;
    std::string code;
    bool is_valid = false;
    std::optional<bool>
        is_moving;  ///< said only when it is so: valid again, or replaced, in a moment
    std::optional<TicketId> replaced_by;
    std::optional<Instant> used_at;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(TicketResource, (),
                      (id, reservation_id, performance_id, seat, musical_name, venue_name,
                       starts_at, code, is_valid, is_moving, replaced_by, used_at, _links))

/// Body of POST /tickets/verify, and of POST /tickets/{id}/use where it may be left out.
struct TicketCodeBody {
    std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(TicketCodeBody, (), (code))

/// `details` of the problem `ticket_used`.
struct UsedDetails {
    Instant used_at{};
};
BOOST_DESCRIBE_STRUCT(UsedDetails, (), (used_at))

/// `details` of the problem `ticket_replaced`: the ticket that its bearer has now, and its seat.
struct ReplacedDetails {
    TicketId ticket_id;
    SeatDetails seat;
};
BOOST_DESCRIBE_STRUCT(ReplacedDetails, (), (ticket_id, seat))

/// All that is read of an event when only its reservation is of interest.
struct NamedReservation {
    ReservationId reservation_id;
};
BOOST_DESCRIBE_STRUCT(NamedReservation, (), (reservation_id))

/// All that is read of a stored reservation at the start: there may be a hundred thousand of them.
struct Holding {
    State state = State::New;
    std::vector<SeatId> live;
    std::optional<Instant> hold_expires_at;
};
BOOST_DESCRIBE_STRUCT(Holding, (), (state, live, hold_expires_at))

/// Somebody else's reservation is not there for him: I15 of docs/reliability.md.
[[nodiscard]] bool may_see(const ports::Principal& who, const Reservation& reservation);

[[nodiscard]] std::string location_of(ReservationId id);
/// The resource as JSON text; with its buyer where one is given.
[[nodiscard]] std::string to_json(const Reservation& reservation,
                                  std::optional<Buyer> buyer = std::nullopt);
[[nodiscard]] TicketResource to_resource(const Ticket& ticket, const Reservation& reservation);
/// Where the bearer of that ticket was moved to; nothing when he was not.
[[nodiscard]] std::optional<ReplacedDetails> find_replacement(const Ticket& ticket,
                                                              const Reservation& reservation);

}  // namespace boxoffice::reservation
