// Goal: what staff see of money and do about it: refunds that the provider refused, balances,
// findings. Method: the real module on a simulated world; the test plays the provider.
#include "contexts/payment/findings.hpp"
#include "contexts/payment/tests/payment_bench.hpp"

namespace boxoffice::payment::tests {
namespace {

TEST_F(Payments, ARefusedRefundIsRetriedByStaff) {
    capture(1);
    request_refund(1, 7, 90'000);
    gateway.refunds.front().done({ports::RefundOutcome::refused, "not_cancelable"});
    bench.run_for(1s);
    EXPECT_EQ(bench.published<RefundFailed>().size(), 1U);
    EXPECT_EQ(send(HttpMethod::post, "/payments/1/refunds/8/retry", staff).status, 404);
    EXPECT_EQ(send(HttpMethod::post, "/payments/1/refunds/7/retry", staff).status, 202);
    EXPECT_EQ(gateway.refunds.size(), 2U);
    EXPECT_EQ(send(HttpMethod::post, "/payments/1/refunds/7/retry", staff).status, 409);
}

TEST_F(Payments, ARefusedRefundThatStaffPayByHandIsBookedAndTold) {
    capture(1);
    request_refund(1, 7, 90'000);
    const std::string record = "/payments/1/refunds/7/record";
    EXPECT_EQ(send(HttpMethod::post, record, staff).status, 409) << "the provider is being asked";
    gateway.refunds.front().done({ports::RefundOutcome::refused, "not_cancelable"});
    bench.run_for(1s);
    EXPECT_TRUE(has(get("/payments/ledger/open-items", staff), R"("reason":"refund_refused")"));
    EXPECT_EQ(send(HttpMethod::post, record, buyer).status, 403);
    EXPECT_EQ(send(HttpMethod::post, "/payments/1/refunds/8/record", staff).status, 404);
    EXPECT_EQ(send(HttpMethod::post, record, staff).status, 202);
    ASSERT_EQ(bench.published<PaymentRefunded>().size(), 1U);
    EXPECT_EQ(bench.published<PaymentRefunded>().front().refund_id, RefundId{7});
    EXPECT_TRUE(has(get("/payments/1", staff), R"("state":"recorded")"));
    EXPECT_TRUE(has(get("/payments/ledger/open-items", staff), R"("totalElements":0)"));
    EXPECT_TRUE(has(get("/payments/ledger/balances", staff),
                    R"({"account":"paid_by_hand","amount":{"amount":-90000,)"));
    EXPECT_EQ(send(HttpMethod::post, record, staff).status, 409);
    EXPECT_EQ(gateway.refunds.size(), 1U) << "nobody asked the provider again";
}

TEST_F(Payments, BalancesAreTheSumsOfTheLedgerDayByDay) {
    for (std::int64_t id = 1; id <= 3; ++id) capture(id);
    bench.run_for(std::chrono::hours{24});
    gateway.charges.clear();  // what the day's reconciliation asks about the three
    capture(4);
    request_refund(1, 7, 30'000);
    gateway.refunds.front().done({ports::RefundOutcome::refunded, "refunded"});
    bench.run_for(1s);
    const auto balances = get("/payments/ledger/balances", staff);
    EXPECT_TRUE(has(balances, R"({"account":"provider","amount":{"amount":330000,)"));
    EXPECT_TRUE(has(balances, R"("movements":3,"captured":{"amount":90000,"currency":"KRW"},)"
                              R"("refunded":{"amount":30000,"currency":"KRW"})"))
        << balances.body;
    EXPECT_TRUE(has(balances, R"("movements":3,"captured":{"amount":270000,"currency":"KRW"},)"
                              R"("refunded":{"amount":0,"currency":"KRW"})"))
        << balances.body;
    EXPECT_TRUE(has(get("/payments/ledger", staff), R"("totalElements":6)"));
    std::int64_t scanned = 0;
    bench.database().open_reader()->query(
        "SELECT SUM(provider) FROM ledger", {},
        [&](const ports::SqlRow& row) { scanned = row.integer(0); });
    EXPECT_EQ(scanned, 330'000);
}

TEST_F(Payments, WhatTheReservationRecordsIsBookedOnce) {
    capture(1);
    request_refund(1, 7, 90'000);
    gateway.refunds.front().done({ports::RefundOutcome::refused, "not_cancelable"});
    bench.run_for(1s);
    const RefundRecorded recorded{.reservation_id = {1},
                                  .performance_id = {5},
                                  .payment_id = {1},
                                  .refund_id = {7},
                                  .amount = {90'000, {}}};
    bench.publish("5", recorded);
    bench.publish("5", recorded);
    EXPECT_EQ(bench.published<PaymentRefunded>().size(), 2U) << "told again, as the first time";
    EXPECT_TRUE(has(get("/payments/ledger/balances", staff),
                    R"({"account":"paid_by_hand","amount":{"amount":-90000,)"));
}

TEST_F(Payments, WhatTheDeskTakesAndGivesBackIsInItsTill) {
    request(1, "desk_cash");
    request(2, "desk_card");
    EXPECT_TRUE(gateway.charges.empty()) << "no provider is asked";
    ASSERT_EQ(bench.published<PaymentApproved>().size(), 2U);
    EXPECT_EQ(bench.published<PaymentApproved>().front().provider, "desk");
    EXPECT_TRUE(has(get("/payments/1", staff), R"("method":"desk_cash","provider":"desk")"));
    request_refund(1, 7, 90'000);
    EXPECT_TRUE(gateway.refunds.empty());
    EXPECT_EQ(bench.published<RefundFailed>().front().reason, "refund_at_desk");
    EXPECT_TRUE(has(get("/payments/ledger/open-items", staff), R"("reason":"refund_at_desk")"));
    EXPECT_TRUE(has(get("/payments/ledger/balances", staff),
                    R"({"account":"cash_drawer","amount":{"amount":90000,)"));
    bench.publish("5", RefundRecorded{.reservation_id = {1},
                                      .performance_id = {5},
                                      .payment_id = {1},
                                      .refund_id = {7},
                                      .amount = {90'000, {}}});
    EXPECT_EQ(bench.published<PaymentRefunded>().size(), 1U);
    const auto balances = get("/payments/ledger/balances", staff);
    for (const auto* part :
         {R"({"account":"cash_drawer","amount":{"amount":0,)",
          R"({"account":"card_terminal","amount":{"amount":90000,)",
          R"({"account":"provider","amount":{"amount":0,)",
          R"("captured":{"amount":180000,"currency":"KRW"},"refunded":{"amount":90000,)"}) {
        EXPECT_TRUE(has(balances, part)) << part << " in " << balances.body;
    }
    EXPECT_TRUE(has(get("/payments/ledger", staff), R"("occasion":"given_back_in_cash")"));
    bench.run_for(std::chrono::hours{25});
    EXPECT_TRUE(gateway.charges.empty()) << "not even by the day's reconciliation";
}

TEST_F(Payments, AFindingIsAcknowledgedWithANoteThatSaysWhy) {
    request(1, "card");
    answer(take("confirm"), {.outcome = ports::ChargeOutcome::mismatch});
    const std::string finding = "/payments/reconciliation/findings/1";
    const auto acknowledge = [&](const std::string& path, const std::string& note) {
        return bench.call(*module, {.method = HttpMethod::post,
                                    .path = path + "/acknowledgement",
                                    .principal = staff,
                                    .body = R"({"note":")" + note + "\"}",
                                    .headers = {{"Accept-Language", "ko"}}});
    };
    const auto empty = acknowledge(finding, "");
    EXPECT_EQ(empty.status, 422);
    EXPECT_TRUE(has(empty, R"("errors":[{"field":"note","reason":"missing"}])")) << empty.body;
    EXPECT_TRUE(has(empty, "입력값이 올바르지 않습니다.")) << empty.body;
    const auto endless = acknowledge(finding, std::string(note_bytes_max + 1, 'x'));
    EXPECT_TRUE(has(endless, R"({"field":"note","reason":"too_long"})")) << endless.body;
    EXPECT_TRUE(has(get(finding, staff), R"("state":"open")")) << "nothing has changed";
    EXPECT_EQ(acknowledge("/payments/reconciliation/findings/9", "who?").status, 404);
    EXPECT_EQ(acknowledge(finding, std::string(note_bytes_max, 'x')).status, 200);
    EXPECT_TRUE(has(get(finding, staff), R"("state":"acknowledged")"));
}

}  // namespace
}  // namespace boxoffice::payment::tests
