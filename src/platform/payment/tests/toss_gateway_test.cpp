// Goal: the adapter asks Toss Payments as documented, and turns every answer, fault and silence
// into the right outcome class.
#include "platform/payment/toss_gateway.hpp"

#include "platform/payment/tests/scripted_client.hpp"

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeAnswer;
using ports::ChargeOutcome;
using ports::RefundAnswer;
using ports::RefundOutcome;
using testing::ScriptedClient;

constexpr auto key = "5zJ4xY7m0kODnyRpQWGrN2xqGlNvLrKwv1M9ENjbeoPaZdL6";

std::string payment(const std::string& status, std::int64_t total = 90'000,
                    std::int64_t balance = 90'000, const std::string& more = {},
                    const std::string& order = "order-1") {
    return R"({"mId":"tvivarepublica","version":"2022-11-16","paymentKey":")" + std::string{key} +
           R"(","orderId":")" + order + R"(","status":")" + status +
           R"(","currency":"KRW","method":"카드","totalAmount":)" + std::to_string(total) +
           R"(,"balanceAmount":)" + std::to_string(balance) + more + "}";
}

std::string cancels(const std::string& inside) {
    return R"(,"cancels":[)" + inside + "]";
}

std::string error(const std::string& code) {
    return R"({"code":")" + code + R"(","message":"한글 메시지"})";
}

class Toss : public ::testing::Test {
  protected:
    static ports::ChargeRequest charge(const std::string& payment_key = key) {
        return {.order_id = "order-1",
                .idempotency_key = "idem-1",
                .amount = {90'000, {}},
                .method = "checkout",
                .payment_key = payment_key,
                .order_name = "달빛 정거장 (2)"};
    }
    static ports::RefundRequest give_back(std::int64_t amount) {
        return {.order_id = "order-1",
                .payment_key = key,
                .idempotency_key = "refund-1",
                .amount = {amount, {}},
                .reason = "buyer_canceled"};
    }
    ChargeAnswer confirm(const ports::ChargeRequest& request = charge()) {
        ChargeAnswer got;
        gateway.confirm(request, [&](ChargeAnswer answer) { got = std::move(answer); });
        return got;
    }
    ChargeAnswer query(const ports::ChargeRequest& request = charge()) {
        ChargeAnswer got;
        gateway.query(request, [&](ChargeAnswer answer) { got = std::move(answer); });
        return got;
    }
    RefundAnswer refund(std::int64_t amount) {
        RefundAnswer got;
        gateway.refund(give_back(amount), [&](RefundAnswer answer) { got = std::move(answer); });
        return got;
    }
    RefundAnswer query_refund(std::int64_t amount) {
        RefundAnswer got;
        gateway.query_refund(give_back(amount),
                             [&](RefundAnswer answer) { got = std::move(answer); });
        return got;
    }

    ScriptedClient network;
    TossGateway gateway{
        {.base_url = "http://toss", .secret_key = "test_sk_1", .client_key = "test_ck_1"}, network};
};

TEST_F(Toss, HandsTheOrderOverWithoutAskingAnybody) {
    ChargeAnswer got;
    gateway.prepare(charge(""), [&](ChargeAnswer answer) { got = std::move(answer); });
    EXPECT_EQ(got.outcome, ChargeOutcome::pending);
    EXPECT_EQ(got.hand_over.client_key, "test_ck_1");
    EXPECT_TRUE(got.payment_key.empty());
    EXPECT_TRUE(network.calls.empty());
}

TEST_F(Toss, ConfirmsAsDocumented) {
    network.answers(200, payment("DONE"));
    const auto got = confirm();
    EXPECT_EQ(got.outcome, ChargeOutcome::captured);
    EXPECT_EQ(got.payment_key, key);
    EXPECT_EQ(got.refunded.amount, 0);
    EXPECT_EQ(network.line(0), "POST http://toss/v1/payments/confirm");
    EXPECT_EQ(network.header(0, "Authorization"), "Basic dGVzdF9za18xOg==") << "an empty password";
    EXPECT_EQ(network.header(0, "Idempotency-Key"), "idem-1");
    EXPECT_EQ(network.header(0, "Content-Type"), "application/json");
    EXPECT_EQ(network.calls[0].body,
              R"({"paymentKey":")" + std::string{key} + R"(","orderId":"order-1","amount":90000})");
}

TEST_F(Toss, ErrorsAreToldApartByTheirCodeAlone) {
    for (const int status : {400, 401, 403, 404, 409, 429, 500}) {
        network.answers(status, error("REJECT_CARD_COMPANY"));
        EXPECT_EQ(confirm().outcome, ChargeOutcome::declined) << status;
        network.answers(status, error("PROVIDER_ERROR"));
        EXPECT_EQ(confirm().outcome, ChargeOutcome::unknown) << status;
        network.answers(status, error("NOBODY_KNOWS_THIS"));
        EXPECT_EQ(confirm().outcome, ChargeOutcome::unknown) << status;
    }
    network.answers(400, error("ALREADY_PROCESSED_PAYMENT"));
    EXPECT_EQ(confirm().reason, "ALREADY_PROCESSED_PAYMENT");
    network.answers(404, error("NOT_FOUND_PAYMENT_SESSION"));
    EXPECT_EQ(confirm().outcome, ChargeOutcome::expired);
}

TEST_F(Toss, SilenceAndNoiseAreUnknown) {
    network.is_silent("timeout");
    EXPECT_EQ(confirm().reason, "timeout");
    for (const auto& [status, body] :
         std::vector<std::pair<int, std::string>>{{200, payment("DONE").substr(0, 90)},
                                                  {200, ""},
                                                  {200, "<html>"},
                                                  {200, "[]"},
                                                  {200, R"({"paymentKey":1})"},
                                                  {500, "oops"},
                                                  {502, ""},
                                                  {400, R"({"message":"no code"})"}}) {
        network.answers(status, body);
        EXPECT_EQ(confirm().outcome, ChargeOutcome::unknown) << status << ' ' << body;
    }
}

TEST_F(Toss, AnAnswerAboutSomethingElseIsNotBelieved) {
    network.answers(200, payment("DONE", 90'000, 90'000, {}, "order-2"));
    EXPECT_EQ(confirm().outcome, ChargeOutcome::mismatch);
    network.answers(200, payment("DONE", 1, 1));
    EXPECT_EQ(confirm().outcome, ChargeOutcome::mismatch);
    network.answers(200, payment("DONE"));
    EXPECT_EQ(confirm(charge("another-key")).outcome, ChargeOutcome::mismatch);
    auto dollars = payment("DONE");
    dollars.replace(dollars.find("KRW"), 3, "USD");
    network.answers(200, dollars);
    EXPECT_EQ(confirm().outcome, ChargeOutcome::mismatch);
}

TEST_F(Toss, WithoutAKeyNothingIsSentAndNothingCharged) {
    EXPECT_EQ(confirm(charge("")).outcome, ChargeOutcome::declined);
    EXPECT_TRUE(network.calls.empty());
}

TEST_F(Toss, AsksByTheKeyOrByTheOrder) {
    network.answers(200, payment("PARTIAL_CANCELED", 90'000, 60'000));
    const auto by_key = query();
    EXPECT_EQ(by_key.outcome, ChargeOutcome::captured);
    EXPECT_EQ(by_key.refunded.amount, 30'000);
    EXPECT_EQ(network.line(0), "GET http://toss/v1/payments/" + std::string{key});
    network.answers(200, payment("IN_PROGRESS"));
    EXPECT_EQ(query(charge("")).outcome, ChargeOutcome::authorized);
    EXPECT_EQ(network.line(1), "GET http://toss/v1/payments/orders/order-1");
    network.answers(404, error("NOT_FOUND_PAYMENT"));
    EXPECT_EQ(query(charge("")).outcome, ChargeOutcome::absent);
    network.answers(200, payment("DONE"));
    query(charge("../../etc"));
    EXPECT_EQ(network.line(3), "GET http://toss/v1/payments/orders/order-1")
        << "a key of the buyer's page does not lead the way elsewhere";
}

TEST_F(Toss, CancelsInFullAndInPart) {
    const auto ours = R"({"cancelAmount":30000,"cancelReason":"buyer_canceled [refund-1]",)"
                      R"("cancelStatus":"DONE"})";
    network.answers(200, payment("PARTIAL_CANCELED", 90'000, 60'000, cancels(ours)));
    EXPECT_EQ(refund(30'000).outcome, RefundOutcome::refunded);
    EXPECT_EQ(network.line(0), "POST http://toss/v1/payments/" + std::string{key} + "/cancel");
    EXPECT_EQ(network.header(0, "Idempotency-Key"), "refund-1");
    EXPECT_EQ(network.calls[0].body,
              R"({"cancelReason":"buyer_canceled [refund-1]","cancelAmount":30000})");

    const auto other = R"({"cancelAmount":30000,"cancelReason":"console"})";
    network.answers(200, payment("PARTIAL_CANCELED", 90'000, 60'000, cancels(other)));
    EXPECT_EQ(refund(30'000).outcome, RefundOutcome::unknown) << "the same amount, not our refund";
    network.answers(200, payment("PARTIAL_CANCELED", 90'000, 60'000, cancels(ours)));
    EXPECT_EQ(refund(60'000).outcome, RefundOutcome::unknown) << "our refund, not its amount";
    network.answers(200, payment("PARTIAL_CANCELED", 90'000, 60'000, cancels(ours), "order-2"));
    EXPECT_EQ(refund(30'000).outcome, RefundOutcome::unknown) << "another order";
    network.answers(200, payment("DONE", 90'000, 90'000, R"(,"cancels":null)"));
    EXPECT_EQ(refund(30'000).outcome, RefundOutcome::unknown);
}

TEST_F(Toss, ARefusalIsARefusalAndEverythingElseIsAskedFor) {
    network.answers(403, error("NOT_CANCELABLE_AMOUNT"));
    EXPECT_EQ(refund(90'000).outcome, RefundOutcome::refused);
    network.answers(400, error("ALREADY_CANCELED_PAYMENT"));
    EXPECT_EQ(refund(90'000).outcome, RefundOutcome::unknown);
    network.answers(200, payment("CANCELED", 90'000, 0, cancels("")));
    EXPECT_EQ(query_refund(90'000).outcome, RefundOutcome::refunded);
    network.answers(200, payment("PARTIAL_CANCELED", 90'000, 60'000, cancels("")));
    EXPECT_EQ(query_refund(30'000).outcome, RefundOutcome::unknown);
    network.is_silent("reset");
    EXPECT_EQ(refund(30'000).reason, "reset");
    const auto calls = network.calls.size();
    RefundAnswer got;
    auto odd = give_back(1);
    odd.payment_key = "a/b";
    gateway.refund(odd, [&](RefundAnswer answer) { got = std::move(answer); });
    EXPECT_EQ(got.outcome, RefundOutcome::unknown);
    EXPECT_EQ(network.calls.size(), calls);
}

std::string line(const std::string& transaction, const std::string& status, std::int64_t amount,
                 const std::string& at) {
    return R"({"transactionKey":")" + transaction + R"(","paymentKey":")" + std::string{key} +
           R"(","orderId":"order-1","status":")" + status + R"(","transactionAt":")" + at +
           R"(+09:00","currency":"KRW","amount":)" + std::to_string(amount) + "}";
}

ports::ListAnswer list(TossGateway& gateway, const std::string& cursor = {}) {
    // Nine in the morning in Seoul is midnight of the world's clock.
    const base::Instant from{std::chrono::seconds{1'764'115'200}};
    ports::ListAnswer got;
    gateway.list({.from = from, .to = from + std::chrono::hours{1}, .cursor = cursor},
                 [&](ports::ListAnswer answer) { got = std::move(answer); });
    return got;
}

TEST_F(Toss, ListsItsBooksWithOurKeys) {
    network.answers(200, "[" + line("T1", "DONE", 90'000, "2025-11-26T09:00:00") + "," +
                             line("T2", "PARTIAL_CANCELED", -30'000, "2025-11-26T09:10:00") + "," +
                             line("T3", "CANCELED", 60'000, "2025-11-26T09:20:00") + "," +
                             line("T4", "DONE", 1, "2025-11-26T10:00:00") + "," +
                             line("T5", "WAITING_FOR_DEPOSIT", 1, "2025-11-26T09:30:00") + "]");
    network.answers(200,
                    payment("CANCELED", 90'000, 0,
                            cancels(R"({"cancelAmount":30000,"cancelReason":"x [refund-1]",)"
                                    R"("transactionKey":"T2"},{"cancelAmount":60000,)"
                                    R"("cancelReason":"at the console","transactionKey":"T3"})")));
    const auto page = list(gateway);
    ASSERT_EQ(page.outcome, ports::ListOutcome::listed) << page.reason;
    ASSERT_EQ(page.movements.size(), 3U) << "what is later, or moved no money, is left out";
    using Kind = ports::ProviderMovement::Kind;
    EXPECT_EQ(page.movements[0].kind, Kind::capture);
    EXPECT_EQ(page.movements[0].key, "T1");
    EXPECT_EQ(page.movements[0].order_id, "order-1");
    EXPECT_EQ(page.movements[1].kind, Kind::refund);
    EXPECT_EQ(page.movements[1].amount, (base::Money{30'000, {}}));
    EXPECT_EQ(page.movements[1].idempotency_key, "refund-1");
    EXPECT_EQ(page.movements[2].idempotency_key, "") << "nobody here asked for it";
    EXPECT_EQ(page.next_cursor, "");
    EXPECT_EQ(network.line(0),
              "GET http://toss/v1/transactions?startDate=2025-11-26T09:00:00"
              "&endDate=2025-11-26T10:00:01&limit=50");
    EXPECT_EQ(network.line(1), "GET http://toss/v1/payments/" + std::string{key});
}

TEST_F(Toss, APageThatIsNotWholeIsUnknown) {
    const auto cancel = "[" + line("T2", "CANCELED", 90'000, "2025-11-26T09:10:00") + "]";
    network.answers(200, cancel);
    network.is_silent();
    EXPECT_EQ(list(gateway).outcome, ports::ListOutcome::unknown);
    network.answers(200, cancel);
    network.answers(200, payment("CANCELED", 90'000, 0, cancels("")));
    EXPECT_EQ(list(gateway).outcome, ports::ListOutcome::unknown) << "the cancellation is missing";
    network.answers(200, "[{}]");
    EXPECT_EQ(list(gateway).outcome, ports::ListOutcome::unknown);
    network.answers(500, "[]");
    EXPECT_EQ(list(gateway).outcome, ports::ListOutcome::unknown);
    network.is_silent();
    EXPECT_EQ(list(gateway).outcome, ports::ListOutcome::unknown);
    network.answers(200, "[]");
    EXPECT_EQ(list(gateway, "T9").outcome, ports::ListOutcome::listed);
    EXPECT_NE(network.calls.back().url.find("&startingAfter=T9"), std::string::npos);
}

TEST_F(Toss, AFullPageLeadsToTheNext) {
    std::string lines;
    for (int i = 0; i < 50; ++i) {
        lines +=
            (i == 0 ? "" : ",") + line("T" + std::to_string(i), "DONE", 1, "2025-11-26T09:00:00");
    }
    network.answers(200, "[" + lines + "]");
    const auto page = list(gateway);
    EXPECT_EQ(page.movements.size(), 50U);
    EXPECT_EQ(page.next_cursor, "T49");
}

TEST_F(Toss, AWebhookOnlyNamesAnOrder) {
    using Verdict = ports::WebhookReading::Verdict;
    const auto read = [this](std::string body) {
        return gateway.read_webhook({.body = std::move(body)}, {});
    };
    const auto changed = read(
        R"({"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"order-1","status":"DONE"}})");
    EXPECT_EQ(changed.verdict, Verdict::heard);
    EXPECT_EQ(changed.order_id, "order-1");
    EXPECT_TRUE(changed.claims_capture);
    EXPECT_EQ(read(R"({"orderId":"order-1","status":"CANCELED","secret":"x"})").order_id,
              "order-1");
    EXPECT_EQ(read(R"({"eventType":"PAYOUT.STATUS_CHANGED"})").order_id, "");
    EXPECT_EQ(read("{").verdict, Verdict::not_json);
    EXPECT_EQ(read(R"({"data":{"orderId":1}})").verdict, Verdict::unreadable);
}

}  // namespace
}  // namespace boxoffice::platform::payment
