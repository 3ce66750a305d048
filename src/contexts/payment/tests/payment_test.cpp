// Goal: money moves only as the provider says, under stored keys, and across crashes.
// Method: the real module on a simulated world; the test plays the provider.
#include "contexts/payment/findings.hpp"
#include "contexts/payment/module.hpp"
#include "contexts/payment/provider_desk.hpp"
#include "contexts/payment/webhook_gate.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <set>

namespace boxoffice::payment {
namespace {

using namespace contracts;
using namespace std::chrono_literals;
using eventing::has;
using ports::HttpMethod;
using ports::HttpResponse;
using ports::Principal;

/// Keeps every question until the test answers it.
class ScriptedGateway final : public ports::PaymentGateway {
  public:
    struct Charge {
        std::string ask;
        ports::ChargeRequest request;
        std::function<void(ports::ChargeAnswer)> done;
    };
    struct Refund {
        std::string ask;
        ports::RefundRequest request;
        std::function<void(ports::RefundAnswer)> done;
    };

    std::string name() const override { return called; }
    void prepare(ports::ChargeRequest request,
                 std::function<void(ports::ChargeAnswer)> done) override {
        charges.push_back({"prepare", std::move(request), std::move(done)});
    }
    void confirm(ports::ChargeRequest request,
                 std::function<void(ports::ChargeAnswer)> done) override {
        charges.push_back({"confirm", std::move(request), std::move(done)});
    }
    void query(ports::ChargeRequest request,
               std::function<void(ports::ChargeAnswer)> done) override {
        charges.push_back({"query", std::move(request), std::move(done)});
    }
    void refund(ports::RefundRequest request,
                std::function<void(ports::RefundAnswer)> done) override {
        if (refunds_at_once) return done({ports::RefundOutcome::refunded, "refunded"});
        refunds.push_back({"refund", std::move(request), std::move(done)});
    }
    void query_refund(ports::RefundRequest request,
                      std::function<void(ports::RefundAnswer)> done) override {
        refunds.push_back({"query_refund", std::move(request), std::move(done)});
    }

    /// A body "forged" is not signed; else what stands behind "orderId" names the order.
    ports::WebhookReading read_webhook(const ports::HttpRequest& request,
                                       base::Instant) const override {
        using Verdict = ports::WebhookReading::Verdict;
        const std::string_view name = "\"orderId\":\"";
        if (request.body == "forged") return {.verdict = Verdict::forged, .reason = "no_signature"};
        if (!request.body.starts_with('{')) return {.verdict = Verdict::not_json};
        const auto found = request.body.find(name);
        if (found == std::string::npos) return {.verdict = Verdict::unreadable};
        const auto begin = found + name.size();
        return {.verdict = Verdict::heard,
                .order_id = request.body.substr(begin, request.body.find('"', begin) - begin),
                .claims_capture = request.body.find("DONE") != std::string::npos};
    }

    std::deque<Charge> charges;
    std::deque<Refund> refunds;
    bool refunds_at_once = false;
    std::string called = "sandbox";
};

const Principal buyer{.user_id = 42, .role = Principal::Role::customer};
const Principal other{.user_id = 43, .role = Principal::Role::customer};
const Principal staff{.user_id = 2, .role = Principal::Role::boxoffice};

class Payments : public testing::Test {
  protected:
    Payments() { restart(); }

    /// The process dies: its calls are lost with it.
    void restart() {
        gateway.charges.clear();
        gateway.refunds.clear();
        module.reset();
        module = make_module(bench.environment(), gateway);
        module->start();
        bench.run_for(1s);
    }

    PaymentRequested requested(std::int64_t payment, const std::string& method,
                               base::Duration time) {
        return {.reservation_id = {payment},
                .user_id = {42},
                .performance_id = {5},
                .payment_id = {payment},
                .amount = {90'000, {}},
                .method = method,
                .order_name = "Paper Kingdom (1)",
                .confirm_until = bench.clock().now() + time};
    }
    void request(std::int64_t payment, const std::string& method, base::Duration time = 150s) {
        bench.publish("5", requested(payment, method, time));
    }
    /// Several at the same instant.
    void request_together(const std::vector<PaymentRequested>& all) {
        std::int64_t sequence = 0;
        for (const auto& event : all) {
            bench.bus().append({.source = "reservation",
                                .type = "PaymentRequested",
                                .key = "6",
                                .sequence = ++sequence,
                                .time = bench.clock().now(),
                                .payload = contracts::encode(event)});
        }
    }
    void request_refund(std::int64_t payment, std::int64_t refund, std::int64_t amount) {
        bench.publish("5", RefundRequested{.reservation_id = {payment},
                                           .performance_id = {5},
                                           .payment_id = {payment},
                                           .refund_id = {refund},
                                           .amount = {amount, {}},
                                           .reason = "buyer_canceled"});
    }

    /// The next question to the provider, which must be that one.
    ScriptedGateway::Charge take(const std::string& ask) {
        EXPECT_FALSE(gateway.charges.empty()) << "nothing is asked, not even " << ask;
        if (gateway.charges.empty()) return {.ask = {}, .request = {}, .done = [](auto) {}};
        auto charge = std::move(gateway.charges.front());
        gateway.charges.pop_front();
        EXPECT_EQ(charge.ask, ask);
        return charge;
    }
    void answer(const ScriptedGateway::Charge& charge, const ports::ChargeAnswer& said) {
        charge.done(said);
        bench.run_for(100ms);
    }
    void capture(std::int64_t payment) {
        request(payment, "card");
        answer(take("confirm"), captured);
    }

    HttpResponse send(HttpMethod method, const std::string& path, const Principal& who,
                      const std::string& body = {}) {
        return bench.call(*module,
                          {.method = method, .path = path, .principal = who, .body = body});
    }
    HttpResponse get(const std::string& path, const Principal& who = buyer) {
        return send(HttpMethod::get, path, who);
    }

    inline static const ports::ChargeAnswer captured{.outcome = ports::ChargeOutcome::captured,
                                                     .payment_key = "pay_1"};
    inline static const ports::ChargeAnswer page{.outcome = ports::ChargeOutcome::pending,
                                                 .checkout_url = "http://pay/1"};
    inline static const ports::ChargeAnswer through{.outcome = ports::ChargeOutcome::authorized,
                                                    .payment_key = "pay_1"};
    inline static const ports::ChargeAnswer unknown{.outcome = ports::ChargeOutcome::unknown};

    ScriptedGateway gateway;
    eventing::ContextBench bench{"payment"};
    std::unique_ptr<eventing::ContextModule> module;
};

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
    bench.run_for(16s);
    const auto query = take("query");
    EXPECT_EQ(query.request.order_id, lost.order_id);
    EXPECT_EQ(query.request.idempotency_key, lost.idempotency_key);
    answer(query, captured);
    EXPECT_EQ(bench.published<PaymentApproved>().size(), 1U);
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
    bench.run_for(16s);
    ASSERT_EQ(gateway.refunds.size(), 1U);
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

TEST_F(Payments, AProviderThatAnswersAtOnceIsNoTrouble) {
    gateway.refunds_at_once = true;
    capture(1);
    for (int i = 0; i < 9; ++i) request_refund(1, 10 + i, 10'000);
    EXPECT_EQ(bench.published<PaymentRefunded>().size(), 9U);
}

}  // namespace
}  // namespace boxoffice::payment
