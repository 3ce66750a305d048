// Goal: the adapter turns every answer, fault and silence of the provider into the right outcome
// class.
#include "platform/payment/sandbox_gateway.hpp"
#include "sandbox_provider/tests/world.hpp"

namespace boxoffice::sandbox {
namespace {

using namespace testing;
using ports::ChargeAnswer;
using ports::ChargeOutcome;
using ports::RefundAnswer;
using ports::RefundOutcome;

base::Money won(std::int64_t amount) {
    return {amount, {}};
}

ports::ChargeRequest charge(const std::string& method = "card") {
    return {.order_id = "order-1",
            .idempotency_key = "key-1",
            .amount = won(90'000),
            .method = method,
            .order_name = "Paper Kingdom"};
}

/// The provider with our adapter in front of it.
class Shop : public World {
  public:
    ChargeAnswer confirm(const ports::ChargeRequest& request) {
        std::optional<ChargeAnswer> answer;
        gateway.confirm(request, [&](ChargeAnswer got) { answer = std::move(got); });
        wait_for(answer);
        return *answer;
    }
    ChargeAnswer query(const ports::ChargeRequest& request) {
        std::optional<ChargeAnswer> answer;
        gateway.query(request, [&](ChargeAnswer got) { answer = std::move(got); });
        wait_for(answer);
        return *answer;
    }
    ChargeAnswer prepare(const ports::ChargeRequest& request) {
        std::optional<ChargeAnswer> answer;
        gateway.prepare(request, [&](ChargeAnswer got) { answer = std::move(got); });
        wait_for(answer);
        return *answer;
    }
    RefundAnswer refund(const ports::RefundRequest& request) {
        std::optional<RefundAnswer> answer;
        gateway.refund(request, [&](RefundAnswer got) { answer = std::move(got); });
        wait_for(answer);
        return *answer;
    }
    RefundAnswer query_refund(const ports::RefundRequest& request) {
        std::optional<RefundAnswer> answer;
        gateway.query_refund(request, [&](RefundAnswer got) { answer = std::move(got); });
        wait_for(answer);
        return *answer;
    }
    void order_fault(const std::string& json) {
        EXPECT_EQ(post("/control/faults", json).status, 200);
    }

    platform::payment::SandboxGateway gateway{{.base_url = provider_url,
                                               .secret_key = secret_key,
                                               .return_url = "http://shop/back",
                                               .webhook_url = "http://shop/webhooks"},
                                              network};
};

ports::RefundRequest give_back(const std::string& payment_key, std::int64_t amount,
                               const std::string& key) {
    return {.order_id = "order-1",
            .payment_key = payment_key,
            .idempotency_key = key,
            .amount = won(amount),
            .reason = "canceled"};
}

TEST(Gateway, ChargesOnceHoweverOftenItAsks) {
    Shop shop;
    EXPECT_EQ(shop.query(charge()).outcome, ChargeOutcome::absent);
    const auto first = shop.confirm(charge());
    EXPECT_EQ(first.outcome, ChargeOutcome::captured);
    EXPECT_EQ(first.amount, won(90'000));
    EXPECT_EQ(first.refunded, won(0));
    EXPECT_FALSE(first.payment_key.empty());
    EXPECT_EQ(shop.confirm(charge()).payment_key, first.payment_key);
    EXPECT_EQ(shop.query(charge()).outcome, ChargeOutcome::captured);
}

TEST(Gateway, ADeclineIsADeclineInConfirmAndQuery) {
    Shop shop;
    const auto answer = shop.confirm(charge("card_declined"));
    EXPECT_EQ(answer.outcome, ChargeOutcome::declined);
    EXPECT_EQ(answer.reason, "card_declined");
    EXPECT_EQ(shop.query(charge("card_declined")).outcome, ChargeOutcome::declined);
}

TEST(Gateway, EveryFaultOfAConfirm) {
    struct Row {
        std::string fault;
        ChargeOutcome confirm;
        ChargeOutcome query;
        /// When the same confirm comes again.
        ChargeOutcome again;
    };
    const std::vector<Row> rows{
        {"reply_lost_after_commit", ChargeOutcome::unknown, ChargeOutcome::captured,
         ChargeOutcome::captured},
        {"hang", ChargeOutcome::unknown, ChargeOutcome::absent, ChargeOutcome::captured},
        {"delay_then_commit", ChargeOutcome::unknown, ChargeOutcome::absent,
         ChargeOutcome::captured},
        {"500_but_committed", ChargeOutcome::unknown, ChargeOutcome::captured,
         ChargeOutcome::captured},
        {"500_not_committed", ChargeOutcome::unknown, ChargeOutcome::absent,
         ChargeOutcome::captured},
        {"400_but_committed", ChargeOutcome::unknown, ChargeOutcome::captured,
         ChargeOutcome::captured},
        {"409_processing", ChargeOutcome::unknown, ChargeOutcome::captured,
         ChargeOutcome::captured},
        {"429_rate_limit", ChargeOutcome::unknown, ChargeOutcome::absent, ChargeOutcome::captured},
        {"slow_body", ChargeOutcome::unknown, ChargeOutcome::captured, ChargeOutcome::captured},
        {"truncated_json", ChargeOutcome::unknown, ChargeOutcome::captured,
         ChargeOutcome::captured},
        {"wrong_order", ChargeOutcome::mismatch, ChargeOutcome::captured, ChargeOutcome::captured},
        {"wrong_amount", ChargeOutcome::mismatch, ChargeOutcome::captured, ChargeOutcome::captured},
        {"webhook_before_answer", ChargeOutcome::captured, ChargeOutcome::captured,
         ChargeOutcome::captured},
        {"decline", ChargeOutcome::declined, ChargeOutcome::declined, ChargeOutcome::declined},
    };
    for (const auto& row : rows) {
        Shop shop;
        shop.order_fault(R"({"fault":")" + row.fault + R"("})");
        EXPECT_EQ(shop.confirm(charge()).outcome, row.confirm) << row.fault;
        EXPECT_EQ(shop.query(charge()).outcome, row.query) << row.fault;
        EXPECT_EQ(shop.confirm(charge()).outcome, row.again) << row.fault;
        shop.scheduler.advance(5min);
        EXPECT_EQ(shop.get("/control/ledger").body.find(R"("id":2)"), std::string::npos)
            << row.fault << ": one charge";
    }
}

TEST(Gateway, ADelayedCommitLandsAfterTheQuerySaidNone) {
    Shop shop;
    shop.order_fault(R"({"fault":"delay_then_commit","delayMs":30000})");
    EXPECT_EQ(shop.confirm(charge()).outcome, ChargeOutcome::unknown);
    EXPECT_EQ(shop.query(charge()).outcome, ChargeOutcome::absent);
    shop.scheduler.advance(30s);
    EXPECT_EQ(shop.query(charge()).outcome, ChargeOutcome::captured);
}

TEST(Gateway, NobodyThereIsUnknown) {
    Shop shop;
    shop.network.forget_routes();
    EXPECT_EQ(shop.confirm(charge()).outcome, ChargeOutcome::unknown);
    EXPECT_EQ(shop.query(charge()).outcome, ChargeOutcome::unknown);
    EXPECT_EQ(shop.refund(give_back("pay_1", 1, "r")).outcome, RefundOutcome::unknown);
}

/// Answers of a provider that has lost its mind.
TEST(Gateway, EveryStrangeAnswer) {
    struct Row {
        int status;
        std::string body;
        ChargeOutcome outcome;
    };
    const std::string good =
        R"("amount":{"amount":90000,"currency":"KRW"},"balance":{"amount":90000,"currency":"KRW"})";
    const std::vector<Row> rows{
        {200, R"({"orderId":"order-1","status":"done",)" + good + "}", ChargeOutcome::captured},
        {200, R"({"orderId":"order-2","status":"done",)" + good + "}", ChargeOutcome::mismatch},
        {200,
         R"({"orderId":"order-1","status":"done","amount":{"amount":9,"currency":"KRW"},)"
         R"("balance":{"amount":9,"currency":"KRW"}})",
         ChargeOutcome::mismatch},
        {200,
         R"({"orderId":"order-1","status":"done","amount":{"amount":90000,"currency":"USD"},)"
         R"("balance":{"amount":90000,"currency":"USD"}})",
         ChargeOutcome::mismatch},
        {200, R"({"orderId":"order-1","status":"in_orbit",)" + good + "}", ChargeOutcome::unknown},
        {200, R"({"orderId":"order-1","status":"do)", ChargeOutcome::unknown},
        {200, "", ChargeOutcome::unknown},
        {302, "", ChargeOutcome::unknown},
        {400, R"({"code":"provider_error"})", ChargeOutcome::unknown},
        {400, R"({"code":"never_heard_of"})", ChargeOutcome::unknown},
        {400, R"({"code":"card_declined"})", ChargeOutcome::declined},
        {400, R"({"code":"session_expired"})", ChargeOutcome::expired},
        {400, R"({"code":"already_processed"})", ChargeOutcome::unknown},
        {404, "<html>not here</html>", ChargeOutcome::unknown},
        {404, R"({"code":"order_not_found"})", ChargeOutcome::absent},
        {409, R"({"code":"buyer_not_ready"})", ChargeOutcome::pending},
        {429, R"({"code":"card_declined"})", ChargeOutcome::unknown},
        {500, R"({"code":"card_declined"})", ChargeOutcome::unknown},
        {503, "", ChargeOutcome::unknown},
    };
    for (const auto& row : rows) {
        Shop shop;
        shop.network.forget_routes();
        shop.network.serve(
            {{.method = ports::HttpMethod::get,
              .pattern = "/v1/payments/orders/{orderId}",
              .access = ports::Access::everyone,
              .handler = [&](const ports::HttpRequest&, const ports::Responder& responder) {
                  responder->send({.status = row.status, .body = row.body});
              }}});
        EXPECT_EQ(shop.query(charge()).outcome, row.outcome) << row.status << ' ' << row.body;
    }
}

TEST(Gateway, RefundsOnceHoweverOftenItAsks) {
    Shop shop;
    const auto paid = shop.confirm(charge());
    const auto some = give_back(paid.payment_key, 30'000, "r1");
    EXPECT_EQ(shop.query_refund(some).outcome, RefundOutcome::unknown);
    EXPECT_EQ(shop.refund(some).outcome, RefundOutcome::refunded);
    EXPECT_EQ(shop.refund(some).outcome, RefundOutcome::refunded);
    EXPECT_EQ(shop.query_refund(some).outcome, RefundOutcome::refunded);
    EXPECT_EQ(shop.query(charge()).refunded, won(30'000));
    const auto too_much = shop.refund(give_back(paid.payment_key, 60'001, "r2"));
    EXPECT_EQ(too_much.outcome, RefundOutcome::refused);
    EXPECT_EQ(too_much.reason, "exceeds_balance");
}

TEST(Gateway, ALostAnswerToARefundIsFoundByTheQuery) {
    for (const std::string fault : {"reply_lost_after_commit", "500_but_committed"}) {
        Shop shop;
        const auto paid = shop.confirm(charge());
        shop.order_fault(R"({"call":"cancel","fault":")" + fault + R"("})");
        const auto some = give_back(paid.payment_key, 30'000, "r1");
        EXPECT_EQ(shop.refund(some).outcome, RefundOutcome::unknown);
        EXPECT_EQ(shop.query_refund(some).outcome, RefundOutcome::refunded);
        EXPECT_EQ(shop.refund(some).outcome, RefundOutcome::refunded);
        EXPECT_EQ(shop.query(charge()).refunded, won(30'000));
    }
}

TEST(Gateway, WhatTheConsoleGaveBackNeedNotBeGivenAgain) {
    Shop shop;
    const auto paid = shop.confirm(charge());
    shop.post("/control/payments/" + paid.payment_key + "/console-cancel");
    EXPECT_EQ(shop.query(charge()).refunded, won(90'000));
    const auto all = give_back(paid.payment_key, 90'000, "r1");
    EXPECT_EQ(shop.refund(all).outcome, RefundOutcome::unknown);
    EXPECT_EQ(shop.query_refund(all).outcome, RefundOutcome::refunded);
}

TEST(Gateway, LeadsTheBuyerThroughThePage) {
    Shop shop;
    auto request = charge("checkout");
    const auto opened = shop.prepare(request);
    EXPECT_EQ(opened.outcome, ChargeOutcome::pending);
    EXPECT_EQ(opened.checkout_url, "http://provider/checkout/order-1");
    EXPECT_EQ(shop.confirm(request).outcome, ChargeOutcome::pending);
    EXPECT_EQ(shop.query(request).payment_key, "");
    shop.post("/checkout/order-1/pay");
    const auto through = shop.query(request);
    EXPECT_EQ(through.outcome, ChargeOutcome::authorized);
    request.payment_key = through.payment_key;
    EXPECT_EQ(shop.confirm(request).outcome, ChargeOutcome::captured);
    ASSERT_EQ(shop.merchant.told.size(), 2U) << "through the page, then captured";
    request.payment_key = "pay_2_other";
    EXPECT_EQ(shop.query(request).outcome, ChargeOutcome::mismatch);
}

TEST(Gateway, APageThatNobodyUsedExpires) {
    Shop shop;
    shop.prepare(charge("checkout"));
    shop.scheduler.advance(30min);
    EXPECT_EQ(shop.query(charge("checkout")).outcome, ChargeOutcome::expired);
    EXPECT_EQ(shop.confirm(charge("checkout")).outcome, ChargeOutcome::expired);
}

}  // namespace
}  // namespace boxoffice::sandbox
