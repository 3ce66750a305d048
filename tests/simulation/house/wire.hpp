// What the simulation reads of answers, events and databases: its own view of the public names, so
// that it checks the program from outside. Absent members are of no interest here.
#pragma once

#include "base/money.hpp"
#include "contracts/codec.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::simulation {

/// The `id` of any resource.
struct SeenId {
    std::int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(SeenId, (), (id))

struct StoredTicket {
    std::int64_t ticket_id = 0;
    std::int64_t seat_id = 0;
};
BOOST_DESCRIBE_STRUCT(StoredTicket, (), (ticket_id, seat_id))

struct SeenReservation {
    std::int64_t id = 0;
    std::int64_t user_id = 0;
    std::string status;
    std::string state;
    std::optional<std::int64_t> payment_id;
    std::optional<std::vector<StoredTicket>> tickets;
};
BOOST_DESCRIBE_STRUCT(SeenReservation, (), (id, user_id, status, state, payment_id, tickets))

/// The event of an outcome.
struct SeenOutcome {
    std::int64_t reservation_id = 0;
};
BOOST_DESCRIBE_STRUCT(SeenOutcome, (), (reservation_id))

/// The event of tickets that were moved.
struct SeenMove {
    std::int64_t reservation_id = 0;
    std::int64_t move_number = 0;
};
BOOST_DESCRIBE_STRUCT(SeenMove, (), (reservation_id, move_number))

/// The event of an attempt to pay.
struct SeenAttempt {
    std::int64_t payment_id = 0;
};
BOOST_DESCRIBE_STRUCT(SeenAttempt, (), (payment_id))

struct SeenPayment {
    std::int64_t id = 0;
    std::string state;
    std::optional<std::string> checkout_url;
};
BOOST_DESCRIBE_STRUCT(SeenPayment, (), (id, state, checkout_url))

struct StoredSeat {
    std::int64_t seat_id = 0;
    base::Money price;
};
BOOST_DESCRIBE_STRUCT(StoredSeat, (), (seat_id, price))

struct StoredRefund {
    std::int64_t refund_id = 0;
    base::Money amount;
    std::string state;
};
BOOST_DESCRIBE_STRUCT(StoredRefund, (), (refund_id, amount, state))

struct StoredAttempt {
    std::int64_t payment_id = 0;
    base::Money amount;
    std::string state;
    std::vector<StoredRefund> refunds;
    std::optional<base::Money> fees;
};
BOOST_DESCRIBE_STRUCT(StoredAttempt, (), (payment_id, amount, state, refunds, fees))

/// A row of the reservation context; absent = the default.
struct StoredReservation {
    std::int64_t id = 0;
    std::int64_t user_id = 0;
    std::int64_t performance_id = 0;
    std::vector<StoredSeat> seats;
    std::vector<std::int64_t> live;
    base::Money total;
    std::string state;
    std::string reason;
    std::int64_t version = 0;
    std::vector<StoredAttempt> attempts;
    std::int64_t current_payment = 0;
    std::vector<StoredTicket> tickets;
};
BOOST_DESCRIBE_STRUCT(StoredReservation, (),
                      (id, user_id, performance_id, seats, live, total, state, reason, version,
                       attempts, current_payment, tickets))

/// What staff asked of musical: each ticket's seat, and the one that it is moved to.
struct StoredExchange {
    StoredSeat from;
    StoredSeat to;
};
BOOST_DESCRIBE_STRUCT(StoredExchange, (), (from, to))

struct StoredReseat {
    std::vector<StoredExchange> moves;
};
BOOST_DESCRIBE_STRUCT(StoredReseat, (), (moves))

/// One line of its history. What is absent has the default of the context's own type.
struct StoredStep {
    std::int64_t reservation_id = 0;
    std::int64_t version = 0;
    std::string from = "New";
    std::string to = "New";
    std::string trigger = "PlaceReservation";
    std::optional<StoredReseat> reseat_begun;
};
BOOST_DESCRIBE_STRUCT(StoredStep, (), (reservation_id, version, from, to, trigger, reseat_begun))

struct StoredPaymentRefund {
    std::int64_t refund_id = 0;
    base::Money amount;
    std::string idempotency_key;
    std::string state;
};
BOOST_DESCRIBE_STRUCT(StoredPaymentRefund, (), (refund_id, amount, idempotency_key, state))

/// A row of the payment context.
struct StoredPayment {
    std::int64_t payment_id = 0;
    std::int64_t reservation_id = 0;
    base::Money amount;
    std::string provider;
    std::string order_id;
    std::string state;
    std::vector<StoredPaymentRefund> refunds;
};
BOOST_DESCRIBE_STRUCT(StoredPayment, (),
                      (payment_id, reservation_id, amount, provider, order_id, state, refunds))

/// What the provider's script has played.
struct SeenFault {
    std::string fault;
    std::int64_t fired = 0;
};
BOOST_DESCRIBE_STRUCT(SeenFault, (), (fault, fired))

struct SeenFaults {
    std::vector<SeenFault> fired;
};
BOOST_DESCRIBE_STRUCT(SeenFaults, (), (fired))

/// The value, or a default one when `text` is not of that kind.
template <class T>
[[nodiscard]] T read_or_default(std::string_view text) {
    auto decoded = contracts::decode<T>(text);
    return decoded ? std::move(decoded).value() : T{};
}

}  // namespace boxoffice::simulation
