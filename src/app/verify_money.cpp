#include "app/verify_money.hpp"

#include "contexts/payment/codecs.hpp"
#include "contexts/payment/domain/ledger.hpp"
#include "contracts/desk_methods.hpp"

#include <map>
#include <set>

namespace boxoffice::app {
namespace {

// Each statement lists breaches; an empty answer is a pass.
constexpr ports::SqlText unbalanced_movements =
    "SELECT 'payment ' || payment_id || ' version ' || version FROM ledger WHERE "
    "provider + open_items + tickets + refunds_payable + retained_fees + paid_by_hand + "
    "cash_drawer "
    "+ card_terminal <> 0";
/// Days whose stored totals are not the sums of their movements; either side may lack the day.
constexpr ports::SqlText days_beside_the_ledger =
    "WITH summed AS (SELECT at / 86400000 AS day, currency, COUNT(*) AS movements, "
    "SUM(CASE WHEN provider + cash_drawer + card_terminal > 0 "
    "THEN provider + cash_drawer + card_terminal ELSE 0 END) AS captured, "
    "SUM(CASE WHEN provider + cash_drawer + card_terminal < 0 "
    "THEN -provider - cash_drawer - card_terminal ELSE 0 END) AS refunded, "
    "SUM(provider) AS provider, "
    "SUM(open_items) AS open_items, SUM(tickets) AS tickets, "
    "SUM(refunds_payable) AS refunds_payable, SUM(retained_fees) AS retained_fees, "
    "SUM(paid_by_hand) AS paid_by_hand, SUM(cash_drawer) AS cash_drawer, "
    "SUM(card_terminal) AS card_terminal FROM ledger GROUP BY at / 86400000, currency), "
    "stored AS (SELECT day, currency, movements, captured, refunded, provider, open_items, "
    "tickets, refunds_payable, retained_fees, paid_by_hand, cash_drawer, card_terminal "
    "FROM ledger_day), "
    "differing AS (SELECT day, currency FROM "
    "(SELECT * FROM summed EXCEPT SELECT * FROM stored) AS only_summed "
    "UNION SELECT day, currency FROM "
    "(SELECT * FROM stored EXCEPT SELECT * FROM summed) AS only_stored) "
    "SELECT day, currency FROM differing ORDER BY day, currency";
constexpr ports::SqlText refund_keys_used_twice =
    "SELECT 'refund key of payment ' || MIN(payment.id) FROM payment, "
    "json_each(payment.body, '$.refunds') AS refund "
    "GROUP BY json_extract(refund.value, '$.idempotencyKey') HAVING COUNT(*) > 1";
constexpr ports::SqlText refunds_decided_twice =
    "SELECT 'refund ' || json_extract(refund.value, '$.refundId') FROM payment, "
    "json_each(payment.body, '$.refunds') AS refund "
    "GROUP BY json_extract(refund.value, '$.refundId') HAVING COUNT(*) > 1";

constexpr ports::SqlText all_payments = "SELECT id, body FROM payment";
constexpr ports::SqlText open_payments = "SELECT id, body FROM payment WHERE is_open = 1";
constexpr ports::SqlText ledger_of_payments =
    "SELECT payment_id, SUM(provider), SUM(open_items), SUM(tickets), SUM(refunds_payable), "
    "SUM(retained_fees), SUM(paid_by_hand), SUM(cash_drawer), SUM(card_terminal) FROM ledger "
    "GROUP BY payment_id";
/// What the seats of live tickets cost, by the payment that bought them.
constexpr ports::SqlText worth_of_tickets =
    "SELECT CAST(json_extract(body, '$.currentPayment') AS INTEGER), "
    "SUM(CAST(json_extract(seat.value, '$.price.amount') AS INTEGER)) FROM reservation "
    "CROSS JOIN json_each(body, '$.seats') AS seat "
    "JOIN ticket ON ticket.reservation_id = reservation.id AND ticket.is_live = 1 "
    "AND ticket.seat_id = CAST(json_extract(seat.value, '$.seatId') AS INTEGER) "
    "GROUP BY reservation.id";
/// Reservations whose saga is over; the others may be between two steps.
constexpr ports::SqlText ended_reservations =
    "SELECT id FROM reservation WHERE state IN ('Impossible', 'Expired', 'Canceled', 'Completed')";
constexpr ports::SqlText attempts =
    "SELECT CAST(json_extract(attempt.value, '$.paymentId') AS INTEGER), "
    "COALESCE(CAST(json_extract(attempt.value, '$.amount.amount') AS INTEGER), 0), "
    "COALESCE(CAST(json_extract(body, '$.total.amount') AS INTEGER), 0), "
    "(SELECT SUM(CAST(json_extract(seat.value, '$.price.amount') AS INTEGER)) "
    "FROM json_each(body, '$.seats') AS seat) FROM reservation, json_each(body, '$.attempts') AS "
    "attempt";

/// "2025-03-01 KRW" for each day that differs.
std::vector<std::string> days_told(Tables& payment) {
    std::vector<std::string> days;
    payment.each(days_beside_the_ledger, [&](const ports::SqlRow& row) {
        const base::Instant midnight{std::chrono::hours{24 * row.integer(0)}};
        days.push_back(base::to_rfc3339(midnight).substr(0, 10) + " " + std::string{row.text(1)});
    });
    return days;
}

using payment::Books;
using payment::Payment;

std::map<std::int64_t, Payment> read_payments(Tables& tables, ports::SqlText statement) {
    std::map<std::int64_t, Payment> found;
    tables.each(statement, [&](const ports::SqlRow& row) {
        found.emplace(row.integer(0), payment::decode_payment(row.text(1)));
    });
    return found;
}

std::map<std::int64_t, Books> read_ledger(Tables& tables) {
    std::map<std::int64_t, Books> found;
    tables.each(ledger_of_payments, [&](const ports::SqlRow& row) {
        found[row.integer(0)] = {.provider = row.integer(1),
                                 .open_items = row.integer(2),
                                 .tickets = row.integer(3),
                                 .refunds_payable = row.integer(4),
                                 .retained_fees = row.integer(5),
                                 .paid_by_hand = row.integer(6),
                                 .cash_drawer = row.integer(7),
                                 .card_terminal = row.integer(8)};
    });
    return found;
}

std::string name_of(std::int64_t payment) {
    return "payment " + std::to_string(payment);
}

/// I13: what was booked is what the payments say of themselves.
std::vector<std::string> ledger_against_payments(const std::map<std::int64_t, Payment>& payments,
                                                 const std::map<std::int64_t, Books>& ledger) {
    std::vector<std::string> breaches;
    for (const auto& [id, payment] : payments) {
        const auto booked = ledger.find(id);
        const auto books = booked == ledger.end() ? Books{} : booked->second;
        if (books == payment::books_of(payment)) continue;
        breaches.push_back(name_of(id) + ": the ledger has " + std::to_string(books.at_hand()) +
                           " at the provider or in a till, the payment says " +
                           std::to_string(payment::books_of(payment).at_hand()));
    }
    for (const auto& [id, books] : ledger) {
        if (!payments.contains(id)) breaches.push_back(name_of(id) + " is booked and unknown");
    }
    return breaches;
}

/// I3: the money kept for tickets is what the live tickets cost, payment by payment.
std::vector<std::string> ledger_against_tickets(Tables& reservation,
                                                const std::map<std::int64_t, Payment>& payments,
                                                const std::map<std::int64_t, Books>& ledger,
                                                const std::set<std::int64_t>& ended) {
    std::vector<std::string> breaches;
    auto worth = reservation.pairs(worth_of_tickets);
    for (const auto& [id, payment] : payments) {
        const bool is_over = ended.contains(payment.reservation_id.value);
        const auto booked = ledger.find(id);
        const auto sold = booked == ledger.end() ? 0 : -booked->second.tickets;
        if (!is_over || sold == worth[id] || !payment::open_items_of(payment).empty()) continue;
        breaches.push_back(name_of(id) + " keeps " + std::to_string(sold) +
                           " for tickets that cost " + std::to_string(worth[id]));
    }
    return breaches;
}

/// I3: when a purchase is over, its captured money is tickets, a fee, or back; a refused refund
/// or one at the desk waits for staff.
std::vector<std::string> money_left_over(const std::map<std::int64_t, Payment>& payments,
                                         const std::set<std::int64_t>& ended) {
    std::vector<std::string> breaches;
    for (const auto& [id, payment] : payments) {
        if (!ended.contains(payment.reservation_id.value)) continue;
        for (const auto& item : payment::open_items_of(payment)) {
            const bool is_waiting_for_staff =
                item.reason == "refund_refused" || item.reason == contracts::refund_at_desk;
            if (is_waiting_for_staff || item.reason == "refund_under_way") continue;
            breaches.push_back(name_of(id) + ": " + std::to_string(item.amount.amount) + ' ' +
                               item.reason);
        }
    }
    return breaches;
}

/// I4: never more back than came.
std::vector<std::string> refunds_beyond_payments(const std::map<std::int64_t, Payment>& payments) {
    std::vector<std::string> breaches;
    for (const auto& [id, payment] : payments) {
        auto back = payment.refunded_unasked.amount;
        for (const auto& refund : payment.refunds) {
            if (refund.state != payment::RefundState::failed) back += refund.amount.amount;
        }
        const bool is_captured = payment.state == payment::PaymentState::captured;
        const auto paid = is_captured ? payment.amount.amount : 0;
        if (back > paid)
            breaches.push_back(name_of(id) + " gives back " + std::to_string(back) + " of " +
                               std::to_string(paid));
    }
    return breaches;
}

/// I16: what is charged is what the house computed from the seats.
std::vector<std::string> amounts_beside_prices(Tables& reservation,
                                               const std::map<std::int64_t, Payment>& payments) {
    std::vector<std::string> breaches;
    reservation.each(attempts, [&](const ports::SqlRow& row) {
        const auto amount = row.integer(1);
        const auto found = payments.find(row.integer(0));
        const bool is_charged_so = found == payments.end() || found->second.amount.amount == amount;
        if (is_charged_so && amount == row.integer(2) && amount == row.integer(3)) return;
        breaches.push_back(name_of(row.integer(0)) + " is for " + std::to_string(amount) +
                           ", the seats cost " + std::to_string(row.integer(3)));
    });
    return breaches;
}

}  // namespace

std::vector<Checked> verify_money(Tables& reservation, Tables& payment) {
    // First what follows, then what leads: nothing seems to be late that was only just written.
    const auto ledger = read_ledger(payment);
    const auto payments = read_payments(payment, all_payments);
    std::set<std::int64_t> ended;
    reservation.each(ended_reservations,
                     [&](const ports::SqlRow& row) { ended.insert(row.integer(0)); });
    auto paid_twice = payment.texts(refund_keys_used_twice);
    for (auto& breach : payment.texts(refunds_decided_twice)) paid_twice.push_back(breach);
    return {
        {"I3  money kept for tickets is what the live tickets cost",
         ledger_against_tickets(reservation, payments, ledger, ended)},
        {"I3  of a purchase that is over, no money is left open", money_left_over(payments, ended)},
        {"I4  nothing gives back more than was captured", refunds_beyond_payments(payments)},
        {"I4  one refund has one decision and one key", std::move(paid_twice)},
        {"I13 every movement of the ledger sums up to zero", payment.texts(unbalanced_movements)},
        {"I13 the ledger's stored totals of each day are the sums of its movements",
         days_told(payment)},
        {"I13 the ledger says of each payment what the payment says",
         ledger_against_payments(payments, ledger)},
        {"I16 what is charged is what the seats cost",
         amounts_beside_prices(reservation, payments)},
    };
}

std::vector<std::string> open_money(Tables& payment) {
    struct Total {
        std::int64_t amount = 0;
        std::int64_t count = 0;
        std::string next_action;
    };
    std::map<std::string, Total> totals;
    for (const auto& [id, open] : read_payments(payment, open_payments)) {
        for (const auto& item : payment::open_items_of(open)) {
            auto& total = totals[item.reason];
            total.amount += item.amount.amount;
            ++total.count;
            total.next_action = item.next_action;
        }
    }
    std::vector<std::string> lines;
    for (const auto& [reason, total] : totals) {
        lines.push_back(std::to_string(total.count) + " open, " + std::to_string(total.amount) +
                        ' ' + reason + ": " + total.next_action);
    }
    return lines;
}

}  // namespace boxoffice::app
