// Goal: money moves only as the provider says, under stored keys, and across crashes.
// Method: the real module on a simulated world; the test plays the provider.
#include "contexts/payment/provider_desk.hpp"
#include "contexts/payment/tests/payment_bench.hpp"
#include "contexts/payment/webhook_gate.hpp"

#include <utility>

namespace boxoffice::payment::tests {
namespace {

TEST_F(Payments, ACardIsChargedOnceUnderStoredNames) {
    request(1, "card");
    const auto confirm = take("confirm");
    EXPECT_EQ(confirm.request.order_id.size(), 32U);
    EXPECT_NE(confirm.request.order_id, confirm.request.idempotency_key);
    answer(confirm, captured);
    ASSERT_EQ(bench.published<PaymentApproved>().size(), 1U);
    EXPECT_EQ(bench.published<PaymentApproved>().front().amount.amount, 90'000);
    EXPECT_TRUE(has(get("/payments/1"), R"("state":"captured")"));
    EXPECT_FALSE(has(get("/payments/1"), confirm.request.order_id)) << "names stay here";
}

TEST_F(Payments, AfterACrashTheSameOrderIsAskedFor) {
    request(1, "card");
    const auto lost = take("confirm").request;
    restart();
    const auto query = take("query");
    EXPECT_EQ(query.request.order_id, lost.order_id);
    EXPECT_EQ(query.request.idempotency_key, lost.idempotency_key);
    answer(query, captured);
    EXPECT_EQ(bench.published<PaymentApproved>().size(), 1U);
}

TEST_F(Payments, AmongReplicasAnothersQuestionKeepsItsLease) {
    auto shared = bench.environment();
    shared.is_alone = false;
    const auto start = [&] {
        module.reset();
        module = make_module(shared, gateway);
        module->start();
        bench.run_for(1s);
    };
    start();
    request(1, "card");
    (void)take("confirm");
    start();
    EXPECT_TRUE(gateway.charges.empty()) << "whoever has asked may be waiting for the answer";
    bench.run_for(16s);
    take("query");
    module.reset();
}

TEST_F(Payments, TheProvidersPageThenTheWayBackThenTheMoney) {
    request(1, "checkout");
    EXPECT_FALSE(has(get("/payments/1"), "checkoutUrl"));
    answer(take("prepare"), page);
    EXPECT_TRUE(has(get("/payments/1"), R"("checkoutUrl":"http://pay/1")"));
    EXPECT_EQ(send(HttpMethod::post, "/payments/1/return", buyer).status, 202);
    answer(take("query"), through);
    const auto confirm = take("confirm");
    EXPECT_EQ(confirm.request.payment_key, "pay_1");
    answer(confirm, captured);
    EXPECT_EQ(bench.published<PaymentApproved>().size(), 1U);
    EXPECT_FALSE(has(get("/payments/1"), "checkoutUrl")) << "there is nothing to pay any more";
}

TEST_F(Payments, AWebhookIsAHintAndNothingMore) {
    request(1, "checkout");
    const auto prepare = take("prepare");
    answer(prepare, page);
    const auto forged =
        R"({"orderId":")" + prepare.request.order_id + R"(","status":"done","paymentKey":"pay_x"})";
    EXPECT_EQ(send(HttpMethod::post, "/payments/webhooks/sandbox", {}, forged).status, 200);
    EXPECT_TRUE(has(get("/payments/1"), R"("state":"awaiting_buyer")"));
    EXPECT_TRUE(bench.published<PaymentApproved>().empty());
    answer(take("query"), page);
    EXPECT_TRUE(has(get("/payments/1"), R"("state":"awaiting_buyer")"));

    EXPECT_EQ(send(HttpMethod::post, "/payments/webhooks/other", {}, forged).status, 404);
    const auto unreadable = send(HttpMethod::post, "/payments/webhooks/sandbox", {}, "{}");
    EXPECT_EQ(unreadable.status, 422);
    EXPECT_TRUE(has(unreadable, R"({"field":"body","reason":"unreadable"})")) << unreadable.body;
    EXPECT_EQ(send(HttpMethod::post, "/payments/webhooks/sandbox", {}, "x").status, 400);
}

TEST_F(Payments, AForgedWebhookIsRefusedAndChangesNothing) {
    request(1, "checkout");
    answer(take("prepare"), page);
    const auto call = [this] {
        return send(HttpMethod::post, "/payments/webhooks/sandbox", {}, "forged").status;
    };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(call(), 403);
    EXPECT_TRUE(gateway.charges.empty()) << "not even a question";
    EXPECT_TRUE(has(get("/payments/1"), R"("state":"awaiting_buyer")"));
    EXPECT_TRUE(bench.published<PaymentApproved>().empty());
}

TEST_F(Payments, HandsTheOrderToTheProvidersScriptAndConfirmsWithItsKey) {
    request(1, "checkout");
    const auto prepare = take("prepare");
    ports::ChargeAnswer script{.outcome = ports::ChargeOutcome::pending};
    script.hand_over = {.client_key = "test_ck_1", .client_secret = {}};
    answer(prepare, script);
    const auto shown = get("/payments/1");
    const auto hand_over = R"json("handOver":{"clientKey":"test_ck_1","orderId":")json" +
                           prepare.request.order_id +
                           R"json(","orderName":"Paper Kingdom (1)","amount":{"amount":90000,)json";
    EXPECT_TRUE(has(shown, hand_over)) << shown.body;
    auto again = requested(1, "checkout", 150s);
    again.payment_key = "key-of-the-page";
    bench.publish("5", again);
    const auto confirm = take("confirm");
    EXPECT_EQ(confirm.request.payment_key, "key-of-the-page");
    EXPECT_EQ(confirm.request.order_id, prepare.request.order_id);
    EXPECT_EQ(confirm.request.idempotency_key, prepare.request.idempotency_key);
    answer(confirm, captured);
    EXPECT_FALSE(has(get("/payments/1"), "handOver"));
    EXPECT_EQ(bench.published<PaymentApproved>().size(), 1U);
}

TEST_F(Payments, WhatWasPaidAtAnotherProviderGoesToAHuman) {
    capture(1);
    gateway.called = "toss";
    restart();
    request_refund(1, 8, 90'000);
    EXPECT_TRUE(gateway.refunds.empty()) << "the new provider must not be asked";
    ASSERT_EQ(bench.published<RefundFailed>().size(), 1U);
    EXPECT_EQ(bench.published<RefundFailed>().front().reason, "paid_at_another_provider");
}

TEST_F(Payments, WhoeverGuessesOrdersIsShutOut) {
    request(1, "checkout");
    const auto prepare = take("prepare");
    answer(prepare, page);
    const auto call = [this](const std::string& order) {
        return send(HttpMethod::post, "/payments/webhooks/sandbox", {},
                    R"({"orderId":")" + order + "\"}")
            .status;
    };
    for (int i = 0; i < 40; ++i) EXPECT_EQ(call(prepare.request.order_id), 200);
    WebhookGate gate;
    const auto now = bench.clock().now();
    for (int i = 0; i < WebhookGate::misses_per_minute_max; ++i) gate.missed("192.0.2.7", now);
    EXPECT_FALSE(gate.lets_in("192.0.2.7", now));
    EXPECT_TRUE(gate.lets_in("192.0.2.8", now));
    EXPECT_TRUE(gate.lets_in("192.0.2.7", now + 1min));
    EXPECT_EQ(call("no such order"), 200) << "answered like a known one";
}

TEST_F(Payments, NobodySeesOrTouchesWhatIsAnothers) {
    capture(1);
    EXPECT_EQ(get("/payments/1", other).status, 404);
    EXPECT_EQ(get("/payments/1", other).body, get("/payments/9", other).body);
    EXPECT_EQ(send(HttpMethod::post, "/payments/1/return", other).body,
              send(HttpMethod::post, "/payments/9/return", other).body);
    EXPECT_EQ(get("/payments/1", staff).status, 200);
    EXPECT_EQ(send(HttpMethod::post, "/payments/1/refunds/7/retry", buyer).status, 403);
}

TEST_F(Payments, AConfirmThatWaitedTooLongIsNotSent) {
    std::vector<PaymentRequested> all;
    const auto places = static_cast<std::int64_t>(ProviderDesk::in_flight_max);
    for (std::int64_t id = 1; id <= places; ++id) all.push_back(requested(id, "card", 150s));
    all.push_back(requested(999, "card", 5s));
    request_together(all);
    bench.run_for(6s);
    const auto in_flight = std::exchange(gateway.charges, {});
    ASSERT_EQ(in_flight.size(), ProviderDesk::in_flight_max);
    for (const auto& charge : in_flight) charge.done(captured);
    bench.run_for(1s);
    EXPECT_TRUE(gateway.charges.empty()) << gateway.charges.front().ask;
    bench.run_for(20s);
    take("query");
    EXPECT_TRUE(has(get("/payments/999", staff), R"("state":"unknown")"));
}

TEST_F(Payments, AnAttemptThatComesTooLateIsAbandonedUnasked) {
    request(1, "card", 0s);
    EXPECT_TRUE(gateway.charges.empty());
    EXPECT_EQ(bench.published<PaymentAbandoned>().size(), 1U);
}

TEST_F(Payments, ARefundWhoseAnswerIsLostIsRepeatedUnderItsKey) {
    capture(1);
    request_refund(1, 7, 30'000);
    ASSERT_EQ(gateway.refunds.size(), 1U);
    const auto key = gateway.refunds.front().request.idempotency_key;
    restart();
    ASSERT_EQ(gateway.refunds.size(), 1U) << "not only when the lost question's lease is over";
    EXPECT_EQ(gateway.refunds.front().ask, "query_refund");
    gateway.refunds.front().done({ports::RefundOutcome::unknown, "refund_not_shown"});
    bench.run_for(1s);
    ASSERT_EQ(gateway.refunds.size(), 2U);
    EXPECT_EQ(gateway.refunds.back().ask, "refund");
    EXPECT_EQ(gateway.refunds.back().request.idempotency_key, key);
    gateway.refunds.back().done({ports::RefundOutcome::refunded, "refunded"});
    bench.run_for(1s);
    ASSERT_EQ(bench.published<PaymentRefunded>().size(), 1U);
    EXPECT_EQ(bench.published<PaymentRefunded>().front().refund_id, RefundId{7});
    request_refund(1, 7, 30'000);
    EXPECT_EQ(gateway.refunds.size(), 2U) << "a repeated request pays nothing out";
}

TEST_F(Payments, AProviderThatAnswersAtOnceIsNoTrouble) {
    gateway.refunds_at_once = true;
    capture(1);
    for (int i = 0; i < 9; ++i) request_refund(1, 10 + i, 10'000);
    EXPECT_EQ(bench.published<PaymentRefunded>().size(), 9U);
}

}  // namespace
}  // namespace boxoffice::payment::tests
