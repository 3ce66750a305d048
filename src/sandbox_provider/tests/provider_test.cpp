// Goal: the API over its routes: authentication, bodies, pages, webhooks, the control port,
// restarts.
#include "contracts/codec.hpp"
#include "sandbox_provider/messages.hpp"
#include "sandbox_provider/tests/world.hpp"

namespace boxoffice::sandbox {
namespace {

using namespace testing;
using ports::HttpMethod;

std::string confirm_body(const std::string& order_id, const std::string& method = "card") {
    return R"({"orderId":")" + order_id +
           R"(","amount":{"amount":90000,"currency":"KRW"},"method":")" + method + R"("})";
}

std::string prepare_body(const std::string& order_id) {
    return R"({"orderId":")" + order_id +
           R"(","amount":{"amount":90000,"currency":"KRW"},"orderName":"<Kingdom> & \"Co\"",)" +
           R"("successUrl":"http://shop/back?a=1","webhookUrl":"http://shop/webhooks"})";
}

std::string code_of(const ports::HttpResponse& response) {
    const auto from = response.body.find(R"("code":")") + 8;
    return response.body.substr(from, response.body.find('"', from) - from);
}

std::string value_in(const std::string& body, const std::string& name) {
    const auto mark = '"' + name + R"(":")";
    const auto from = body.find(mark);
    if (from == std::string::npos) return "";
    return body.substr(from + mark.size(), body.find('"', from + mark.size()) - from - mark.size());
}

TEST(Provider, ConfirmsAndShowsThePayment) {
    World world;
    const auto paid = world.post("/v1/payments/confirm", confirm_body("order-1"), "key-1");
    EXPECT_EQ(paid.status, 200);
    EXPECT_EQ(value_in(paid.body, "status"), "done");
    const auto key = value_in(paid.body, "paymentKey");
    EXPECT_EQ(world.get("/v1/payments/" + key).body, paid.body);
    EXPECT_EQ(world.get("/v1/payments/orders/order-1").body, paid.body);
    EXPECT_EQ(world.post("/v1/payments/confirm", confirm_body("order-1"), "key-1").body, paid.body)
        << "the first answer again";
}

TEST(Provider, CancelsAndRepeatsTheFirstAnswer) {
    World world;
    const auto key = value_in(world.post("/v1/payments/confirm", confirm_body("order-1"), "k").body,
                              "paymentKey");
    const std::string some =
        R"({"cancelAmount":{"amount":30000,"currency":"KRW"},"cancelReason":"x"})";
    const auto first = world.post("/v1/payments/" + key + "/cancel", some, "c1");
    EXPECT_EQ(value_in(first.body, "status"), "partially_canceled");
    const auto rest =
        world.post("/v1/payments/" + key + "/cancel", R"({"cancelReason":"y"})", "c2");
    EXPECT_EQ(value_in(rest.body, "status"), "canceled");
    EXPECT_EQ(world.post("/v1/payments/" + key + "/cancel", some, "c1").body, first.body);
}

TEST(Provider, EveryRefusalHasACode) {
    World world;
    world.post("/v1/payments/confirm", confirm_body("order-1"), "k");
    struct Row {
        HttpMethod method;
        std::string path;
        std::string body;
        int status;
        std::string code;
    };
    const std::vector<Row> rows{
        {HttpMethod::get, "/v1/payments/orders/nothing", "", 404, "order_not_found"},
        {HttpMethod::get, "/v1/payments/pay_1_guess", "", 404, "payment_not_found"},
        {HttpMethod::get, "/v1/payments/nonsense", "", 404, "payment_not_found"},
        {HttpMethod::post, "/v1/payments/confirm", "{", 400, "invalid_request"},
        {HttpMethod::post, "/v1/payments/confirm", confirm_body("a b c d"), 400, "invalid_request"},
        {HttpMethod::post, "/v1/payments/confirm", confirm_body("order-2", "x"), 400,
         "method_unknown"},
        {HttpMethod::post, "/v1/payments/confirm", confirm_body("order-2", "card_declined"), 400,
         "card_declined"},
        {HttpMethod::post, "/v1/orders", R"({"orderId":"order-3","successUrl":"javascript:1"})",
         400, "invalid_request"},
        {HttpMethod::post, "/v1/payments/pay_9_x/cancel", R"({"cancelReason":""})", 404,
         "payment_not_found"},
        {HttpMethod::get, "/v1/transactions?from=yesterday&to=today", "", 400, "invalid_request"},
        {HttpMethod::post, "/control/faults", R"({"fault":"gremlins"})", 400, "fault_unknown"},
        {HttpMethod::get, "/control/ledger?after=x", "", 400, "invalid_request"},
    };
    for (const auto& row : rows) {
        const auto answer = world.call(row.method, row.path, row.body).response.value();
        EXPECT_EQ(answer.status, row.status) << row.path << row.body;
        EXPECT_EQ(code_of(answer), row.code) << row.path << row.body;
    }
}

TEST(Provider, WantsTheSecretKey) {
    World world;
    for (const auto& header : std::vector<std::vector<ports::HttpHeader>>{
             {}, {{"Authorization", "Basic dGVzdF9zZWNyZXQ="}}, {{"Authorization", "Bearer x"}}}) {
        std::optional<ports::HttpAnswer> answer;
        world.network.call({.url = provider_url + "/v1/payments/orders/order-1", .headers = header},
                           [&](ports::HttpAnswer got) { answer = std::move(got); });
        world.wait_for(answer);
        EXPECT_EQ(answer->response->status, 401);
    }
}

TEST(Page, ShowsTheOrderEscapedAndInTheBuyersLanguage) {
    World world;
    const auto opened = world.post("/v1/orders", prepare_body("order-1"));
    EXPECT_EQ(value_in(opened.body, "checkoutUrl"), "http://provider/checkout/order-1");
    EXPECT_EQ(value_in(opened.body, "paymentKey"), "");
    const auto page = world.get("/checkout/order-1");
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("&lt;Kingdom&gt; &amp; &quot;Co&quot;"), std::string::npos);
    EXPECT_NE(page.body.find("90,000 KRW"), std::string::npos);
    EXPECT_NE(page.body.find("<html lang=\"en\">"), std::string::npos);
    EXPECT_EQ(page.body.find("<script"), std::string::npos);

    std::optional<ports::HttpAnswer> korean;
    world.network.call({.url = provider_url + "/checkout/order-1",
                        .headers = {{"Accept-Language", "ko-KR,ko;q=0.9"}}},
                       [&](ports::HttpAnswer got) { korean = std::move(got); });
    world.wait_for(korean);
    EXPECT_NE(korean->response->body.find("결제하기"), std::string::npos);
    EXPECT_EQ(world.get("/checkout/nothing").status, 404);
    EXPECT_EQ(world.post("/checkout/nothing/pay").status, 404);
    EXPECT_EQ(world.post("/checkout/order-1/dance").status, 404);
}

TEST(Page, EveryButtonLeadsBackToTheShop) {
    const auto location = [](const std::string& button) {
        World world;
        world.post("/v1/orders", prepare_body("order-1"));
        const auto gone = world.post("/checkout/order-1/" + button);
        EXPECT_EQ(gone.status, 303);
        return gone.headers.front().value;
    };
    EXPECT_EQ(location("leave"), "http://shop/back?a=1&orderId=order-1&code=buyer_left");
    EXPECT_EQ(location("decline"), "http://shop/back?a=1&orderId=order-1&code=buyer_declined");
    EXPECT_TRUE(
        location("pay").starts_with("http://shop/back?a=1&orderId=order-1&paymentKey=pay_1_"));
    EXPECT_TRUE(location("pay").ends_with("&amount=90000"));
}

TEST(Webhook, ComesUntilItIsAccepted) {
    World world;
    world.merchant.answers_with = 503;
    world.post("/v1/orders", prepare_body("order-1"));
    EXPECT_TRUE(world.merchant.told.empty()) << "opening the page is no news";
    world.post("/checkout/order-1/pay");
    world.scheduler.settle();
    ASSERT_EQ(world.merchant.told.size(), 1U);
    EXPECT_EQ(value_in(world.merchant.told[0], "status"), "in_progress");
    world.scheduler.advance(1s);
    EXPECT_EQ(world.merchant.told.size(), 2U);
    world.merchant.answers_with = 200;
    world.scheduler.advance(2s);
    EXPECT_EQ(world.merchant.told.size(), 3U);
    world.scheduler.advance(1h);
    EXPECT_EQ(world.merchant.told.size(), 3U);
}

TEST(Webhook, ThatNobodyAcceptedComesAgainAfterARestart) {
    World world;
    world.merchant.answers_with = 503;
    world.post("/v1/orders", prepare_body("order-1"));
    world.post("/checkout/order-1/decline");
    world.scheduler.settle();
    world.merchant.told.clear();
    world.merchant.answers_with = 200;
    world.restart();
    world.scheduler.settle();
    ASSERT_EQ(world.merchant.told.size(), 1U);
    EXPECT_EQ(value_in(world.merchant.told[0], "status"), "aborted");
    world.restart();
    world.scheduler.settle();
    EXPECT_EQ(world.merchant.told.size(), 1U);
}

TEST(Webhook, FaultsMakeItVanishMultiplyOrLie) {
    const auto told = [](const std::string& fault) {
        World world;
        world.post("/control/faults", R"({"fault":")" + fault + R"("})");
        world.post("/v1/orders", prepare_body("order-1"));
        world.post("/checkout/order-1/pay");
        world.scheduler.advance(1min);
        const auto report = contracts::decode<FaultReport>(world.get("/control/faults").body);
        std::int64_t fired = 0;
        for (const auto& count : report->fired) fired += count.fired;
        EXPECT_EQ(fired, 1) << fault;
        std::string statuses;
        for (const auto& body : world.merchant.told) statuses += value_in(body, "status") + ' ';
        return statuses;
    };
    EXPECT_EQ(told("webhook_none"), "");
    EXPECT_EQ(told("webhook_duplicate"),
              "in_progress in_progress in_progress in_progress in_progress ");
    EXPECT_EQ(told("webhook_spurious"), "in_progress aborted ");
}

TEST(Webhook, AnEarlierOneMayComeLater) {
    World world;
    world.post("/control/faults", R"({"fault":"webhook_reordered","delayMs":20000})");
    world.post("/v1/orders", prepare_body("order-1"));
    world.post("/checkout/order-1/pay");
    const auto shown = world.get("/v1/payments/orders/order-1").body;
    const auto confirmed = world.post("/v1/payments/confirm",
                                      R"({"orderId":"order-1","amount":{"amount":90000,)"
                                      R"("currency":"KRW"},"method":"checkout","paymentKey":")" +
                                          value_in(shown, "paymentKey") + R"("})",
                                      "key-1");
    EXPECT_EQ(confirmed.status, 200) << confirmed.body;
    world.scheduler.advance(1min);
    std::string statuses;
    for (const auto& body : world.merchant.told) statuses += value_in(body, "status") + ' ';
    EXPECT_EQ(statuses, "done in_progress ");
}

TEST(Provider, RemembersAcrossARestart) {
    World world;
    const auto paid = world.post("/v1/payments/confirm", confirm_body("order-1"), "key-1");
    world.restart();
    EXPECT_EQ(world.post("/v1/payments/confirm", confirm_body("order-1"), "key-1").body, paid.body);
    EXPECT_EQ(world.post("/v1/payments/confirm", confirm_body("order-2"), "key-2").status, 200);
    const auto dump = contracts::decode<LedgerDump>(world.get("/control/ledger").body);
    ASSERT_TRUE(dump);
    ASSERT_EQ(dump->payments.size(), 2U);
    EXPECT_EQ(dump->payments[0].id, 1);
    EXPECT_GT(dump->payments[1].id, 1);
    EXPECT_EQ(dump->payments[1].confirm_key, "key-2");
}

TEST(Provider, TheConsoleCancelsWithoutAKey) {
    World world;
    const auto key = value_in(world.post("/v1/payments/confirm", confirm_body("order-1"), "k").body,
                              "paymentKey");
    const auto some = world.post("/control/payments/" + key + "/console-cancel",
                                 R"({"amount":{"amount":10000,"currency":"KRW"}})");
    EXPECT_EQ(value_in(some.body, "status"), "partially_canceled");
    const auto rest = world.post("/control/payments/" + key + "/console-cancel");
    EXPECT_EQ(value_in(rest.body, "status"), "canceled");
}

TEST(Provider, ListsMovementsOfMoneyByTime) {
    World world;
    const auto key = value_in(world.post("/v1/payments/confirm", confirm_body("order-1"), "k").body,
                              "paymentKey");
    world.post("/v1/payments/confirm", confirm_body("order-2", "card_declined"), "k");
    world.scheduler.advance(1min);
    world.post("/v1/payments/" + key + "/cancel", R"({"cancelReason":""})", "c");
    const auto from = base::to_rfc3339(world.clock.now() - 1h);
    const auto cut = base::to_rfc3339(world.clock.now());
    const auto to = base::to_rfc3339(world.clock.now() + 1h);
    const auto list = [&](const std::string& since, const std::string& until) {
        const auto page = contracts::decode<TransactionPage>(
            world.get("/v1/transactions?from=" + since + "&to=" + until).body);
        std::string kinds;
        for (const auto& movement : page->transactions) {
            kinds += movement.kind + ' ' + movement.idempotency_key + ' ';
        }
        return kinds;
    };
    EXPECT_EQ(list(from, to), "capture k cancel c ");
    EXPECT_EQ(list(from, cut), "capture k ");
    EXPECT_EQ(list(cut, to), "cancel c ");
}

TEST(Provider, RefusesWhatItCannotQueue) {
    World world;
    SandboxProvider small{{.secret_key = secret_key, .waiting_max = 1},
                          *world.database,
                          world.network,
                          world.scheduler,
                          world.clock,
                          world.randomness};
    RouteClient network{world.scheduler};
    network.serve(small.routes());
    std::vector<int> statuses;
    for (int i = 0; i < 2; ++i) {
        network.call(
            {.url = provider_url + "/checkout/order-1"},
            [&](const ports::HttpAnswer& got) { statuses.push_back(got.response->status); });
    }
    world.scheduler.settle();
    EXPECT_EQ(statuses, (std::vector<int>{503, 404})) << "the refusal comes first";
}

TEST(Provider, ManyRequestsOfOneBatchSeeEachOther) {
    World world;
    std::vector<std::string> bodies;
    for (int i = 0; i < 300; ++i) {
        ports::HttpCall call{
            .method = HttpMethod::post,
            .url = provider_url + "/v1/payments/confirm",
            .headers = {{"Authorization", "Basic dGVzdF9zZWNyZXQ6"}, {"Idempotency-Key", "key"}},
            .body = confirm_body("order-1")};
        world.network.call(std::move(call), [&](const ports::HttpAnswer& got) {
            bodies.push_back(got.response->body);
        });
    }
    world.scheduler.settle();
    ASSERT_EQ(bodies.size(), 300U);
    EXPECT_EQ(std::count(bodies.begin(), bodies.end(), bodies[0]), 300) << "one charge, one answer";
    EXPECT_EQ(contracts::decode<LedgerDump>(world.get("/control/ledger").body)->payments.size(),
              1U);
}

}  // namespace
}  // namespace boxoffice::sandbox
