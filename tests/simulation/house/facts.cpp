#include "simulation/house/facts.hpp"

namespace boxoffice::simulation {
namespace {

void read_seats(House& house, Facts& facts) {
    house.stored("musical").query(
        "SELECT id, status, owner, epoch FROM seat WHERE is_deleted = 0", {},
        [&](const ports::SqlRow& row) {
            facts.seats[row.integer(0)] = {row.integer(1), row.integer(2), row.integer(3)};
        });
}

void read_reservations(House& house, Facts& facts) {
    auto& sql = house.stored("reservation");
    sql.query("SELECT id, body FROM reservation", {}, [&](const ports::SqlRow& row) {
        facts.reservations[row.integer(0)] = read_or_default<StoredReservation>(row.text(1));
    });
    sql.query(
        "SELECT reservation_id, body FROM reservation_history ORDER BY reservation_id, version", {},
        [&](const ports::SqlRow& row) {
            facts.histories[row.integer(0)].push_back(read_or_default<StoredStep>(row.text(1)));
        });
    sql.query(
        "SELECT seat_id, reservation_id FROM ticket WHERE is_live = 1", {},
        [&](const ports::SqlRow& row) { facts.tickets[row.integer(0)].push_back(row.integer(1)); });
}

void read_payments(House& house, Facts& facts) {
    house.stored("payment").query(
        "SELECT id, body FROM payment", {}, [&](const ports::SqlRow& row) {
            facts.payments[row.integer(0)] = read_or_default<StoredPayment>(row.text(1));
        });
}

void read_books(House& house, Facts& facts) {
    house.stored("payment").query(
        "SELECT payment_id, SUM(provider), SUM(open_items), SUM(tickets), SUM(refunds_payable), "
        "SUM(retained_fees), SUM(paid_by_hand), SUM(cash_drawer), SUM(card_terminal) FROM ledger "
        "GROUP BY payment_id",
        {}, [&](const ports::SqlRow& row) {
            facts.books[row.integer(0)] = {row.integer(1), row.integer(2), row.integer(3),
                                           row.integer(4), row.integer(5), row.integer(6),
                                           row.integer(7), row.integer(8)};
        });
}

void read_ledger(House& house, Facts& facts) {
    auto& sql = house.stored(House::provider);
    std::map<std::int64_t, std::string> orders;
    sql.query("SELECT id, order_id, amount, status FROM payments", {},
              [&](const ports::SqlRow& row) {
                  orders[row.integer(0)] = row.text(1);
                  auto& fact = facts.ledger[std::string{row.text(1)}];
                  fact.amount = row.integer(2);
                  fact.is_captured = row.text(3) == "done" || row.text(3) == "canceled" ||
                                     row.text(3) == "partially_canceled";
              });
    sql.query("SELECT payment_id, amount, idempotency_key, reason FROM cancels", {},
              [&](const ports::SqlRow& row) {
                  auto& fact = facts.ledger[orders[row.integer(0)]];
                  fact.given_back += row.integer(1);
                  if (row.text(3) == "console") {
                      fact.given_back_at_console += row.integer(1);
                      return;
                  }
                  ++fact.cancels;
                  ++fact.cancels_by_key[std::string{row.text(2)}];
              });
}

/// The desk keeps no other books than these: what it was told to take, and what it recorded.
void read_desk(Facts& facts) {
    for (const auto& [id, payment] : facts.payments) {
        if (!is_at_desk(payment)) continue;
        auto& fact = facts.ledger[payment.order_id];
        fact.amount = payment.amount.amount;
        fact.is_captured = payment.state == "captured";
        for (const auto& refund : payment.refunds) {
            if (refund.state == "done") fact.given_back += refund.amount.amount;
        }
    }
}

}  // namespace

bool is_at_desk(const StoredPayment& payment) {
    return payment.provider == "desk";
}

Facts read_facts(House& house) {
    Facts facts;
    read_seats(house, facts);
    read_reservations(house, facts);
    read_payments(house, facts);
    read_books(house, facts);
    read_ledger(house, facts);
    read_desk(facts);
    return facts;
}

const LedgerFact* ledger_of(const Facts& facts, const StoredPayment& payment) {
    const auto found = facts.ledger.find(payment.order_id);
    return found == facts.ledger.end() ? nullptr : &found->second;
}

}  // namespace boxoffice::simulation
