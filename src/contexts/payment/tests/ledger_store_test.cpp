// Goal: the stored ledger refuses what is not double entry, is never changed, and opens with what
// stood in the payments before it.
// Method: the real migrations on a real database; SQL past the program.
#include "base/fault.hpp"
#include "contexts/payment/codecs.hpp"
#include "contexts/payment/domain/ledger.hpp"
#include "contexts/payment/sql/schema.hpp"
#include "simulation/world/faulty_database.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace boxoffice::payment {
namespace {

constexpr ports::SqlText insert_payment =
    "INSERT INTO payment (id, version, order_id, user_id, state, body) "
    "VALUES ($1, 2, $2, 42, 'captured', $3)";

class LedgerStore : public testing::Test {
  protected:
    LedgerStore() : database(simulation::make_memory_database("payment")) {}

    void migrate_to(int version) {
        auto all = migrations();
        std::erase_if(all, [&](const ports::Migration& step) { return step.version > version; });
        database->migrate(all);
        sql = database->open_writer();
    }

    Books sums() {
        Books books;
        sql->query(
            "SELECT SUM(provider), SUM(open_items), SUM(tickets), SUM(refunds_payable), "
            "SUM(retained_fees), SUM(paid_by_hand), SUM(cash_drawer), SUM(card_terminal) "
            "FROM ledger",
            {}, [&](const ports::SqlRow& row) {
                books = {row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                         row.integer(4), row.integer(5), row.integer(6), row.integer(7)};
            });
        return books;
    }

    std::unique_ptr<ports::SqlDatabase> database;
    std::unique_ptr<ports::SqlSession> sql;
};

constexpr ports::SqlText book =
    "INSERT INTO ledger (payment_id, version, line, reservation_id, refund_id, occasion, at, "
    "currency, provider, open_items, tickets, refunds_payable, retained_fees, paid_by_hand, "
    "cash_drawer, card_terminal) "
    "VALUES (1, $1, 0, 1, 0, 'captured', 0, 'KRW', $2, $3, 0, 0, 0, $4, 0, 0)";
constexpr ports::SqlText book_at_desk =
    "INSERT INTO ledger (payment_id, version, line, reservation_id, refund_id, occasion, at, "
    "currency, provider, open_items, tickets, refunds_payable, retained_fees, paid_by_hand, "
    "cash_drawer, card_terminal) "
    "VALUES (1, $1, 0, 1, 0, 'taken_in_cash', 0, 'KRW', 0, $2, 0, 0, 0, 0, $3, $4)";
constexpr ports::SqlText book_of_five =
    "INSERT INTO ledger (payment_id, version, line, reservation_id, refund_id, occasion, at, "
    "currency, provider, open_items, tickets, refunds_payable, retained_fees) "
    "VALUES (1, $1, 0, 1, 0, 'captured', 0, 'KRW', $2, $3, 0, 0, 0)";

TEST_F(LedgerStore, RefusesWhatDoesNotSumUpToZero) {
    migrate_to(1'000);
    EXPECT_EQ(sql->execute(book, {1, 90'000, -90'000, 0}), 1);
    EXPECT_THROW(sql->execute(book, {2, 90'000, -89'999, 0}), base::InfrastructureFault);
    EXPECT_THROW(sql->execute(book, {2, 90'000, -90'000, -1}), base::InfrastructureFault);
    EXPECT_EQ(sums(), (Books{.provider = 90'000, .open_items = -90'000}));
    EXPECT_THROW(sql->execute(book_at_desk, {2, -90'000, 90'000, 1}), base::InfrastructureFault);
    EXPECT_EQ(sql->execute(book_at_desk, {2, -90'000, 50'000, 40'000}), 1);
}

TEST_F(LedgerStore, IsNeverChangedNorShortened) {
    migrate_to(1'000);
    sql->execute(book, {1, 90'000, -90'000, 0});
    EXPECT_THROW(sql->execute("UPDATE ledger SET provider = 0, open_items = 0", {}),
                 base::InfrastructureFault);
    EXPECT_THROW(sql->execute("DELETE FROM ledger", {}), base::InfrastructureFault);
    EXPECT_EQ(sums(), (Books{.provider = 90'000, .open_items = -90'000}));
}

TEST_F(LedgerStore, KeepsEveryMovementWhenAnAccountIsAdded) {
    migrate_to(102);
    sql->execute(book_of_five, {1, 90'000, -90'000});
    sql->execute(book_of_five, {2, -20'000, 20'000});
    migrate_to(1'000);
    EXPECT_EQ(sums(), (Books{.provider = 70'000, .open_items = -70'000}));
    EXPECT_THROW(sql->execute("DELETE FROM ledger", {}), base::InfrastructureFault);
    EXPECT_EQ(sql->execute(book, {3, 0, 20'000, -20'000}), 1);
}

TEST_F(LedgerStore, KnowsEachDayOfWhatWasBookedBefore) {
    migrate_to(102);
    sql->execute(book_of_five, {1, 90'000, -90'000});
    sql->execute(book_of_five, {2, -20'000, 20'000});
    migrate_to(1'000);
    std::string days;
    sql->query(
        "SELECT day || ' ' || currency || ' ' || movements || ' ' || captured || ' ' || refunded "
        "|| ' ' || provider || ' ' || open_items FROM ledger_day",
        {}, [&](const ports::SqlRow& row) { days += row.text(0); });
    EXPECT_EQ(days, "0 KRW 2 90000 20000 70000 -70000");
    EXPECT_THROW(sql->execute("UPDATE ledger_day SET cash_drawer = 1", {}),
                 base::InfrastructureFault)
        << "the tills are among what must sum up to zero";
}

TEST_F(LedgerStore, OpensWithWhatWasThereBefore) {
    migrate_to(100);
    const auto body = [](const std::string& refunds) {
        return R"({"paymentId":1,"reservationId":7,"performanceId":3,"userId":42,)"
               R"("amount":{"amount":90000,"currency":"KRW"},"method":"card","orderName":"x",)"
               R"("provider":"sandbox","orderId":"o","idempotencyKey":"k","state":"captured",)"
               R"("requestedAt":"2026-11-22T10:00:00.000Z",)"
               R"("confirmUntil":"2026-11-22T10:03:00.000Z","attempts":1,"asked":"nothing",)"
               R"("tries":0,"askAgain":false,"isAlarmed":false,"checkoutUrl":"",)"
               R"("paymentKey":"pay_1","reason":"","refunds":[)" +
               refunds + R"(],"refundedUnasked":{"amount":0,"currency":"KRW"}})";
    };
    const auto refund = [](const std::string& id, const std::string& state) {
        return R"({"refundId":)" + id +
               R"(,"amount":{"amount":20000,"currency":"KRW"},"idempotencyKey":"r","reason":"",)"
               R"("state":")" +
               state +
               R"(","requestedAt":"2026-11-22T11:00:00.000Z","asked":"nothing","tries":0,)"
               R"("isAlarmed":false,"failure":""})";
    };
    sql->execute(insert_payment, {1, "o1", body("")});
    sql->execute(insert_payment, {2, "o2",
                                  body(refund("1", "done") + "," + refund("2", "failed") + "," +
                                       refund("3", "unknown"))});
    migrate_to(1'000);
    EXPECT_EQ(sums(), (Books{.provider = 160'000,
                             .open_items = -20'000,
                             .tickets = -120'000,
                             .refunds_payable = -20'000}));
    Books of_payments;
    sql->query("SELECT body FROM payment", {}, [&](const ports::SqlRow& row) {
        add(of_payments, books_of(decode_payment(row.text(0))));
    });
    EXPECT_EQ(of_payments, sums()) << "the payments say the same";
    std::int64_t open = 0;
    sql->query("SELECT id FROM payment WHERE is_open = 1", {},
               [&](const ports::SqlRow& row) { open += row.integer(0); });
    EXPECT_EQ(open, 2);
}

}  // namespace
}  // namespace boxoffice::payment
