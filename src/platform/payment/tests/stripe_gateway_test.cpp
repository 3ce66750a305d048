// Goal: the adapter asks Stripe as documented, moves money by one step alone, and turns every
// answer, fault and silence into the right outcome class.
#include "platform/payment/stripe_gateway.hpp"

#include "platform/crypto/hmac_sha256.hpp"
#include "platform/payment/tests/scripted_client.hpp"

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeAnswer;
using ports::ChargeOutcome;
using ports::RefundAnswer;
using ports::RefundOutcome;
using testing::ScriptedClient;

struct Shown {
    std::string status = "requires_confirmation";
    std::string capture = "automatic";
    std::string more{};
    std::string id = "pi_1";
    std::string order = "order-1";
    std::int64_t amount = 90'000;
    std::string currency = "krw";
};

std::string intent(const Shown& shown) {
    return R"({"id":")" + shown.id + R"(","object":"payment_intent","amount":)" +
           std::to_string(shown.amount) + R"(,"currency":")" + shown.currency +
           R"(","capture_method":")" + shown.capture + R"(","client_secret":"pi_1_secret_2",)" +
           R"("latest_charge":null,"metadata":{"order_id":")" + shown.order + R"("},"status":")" +
           shown.status + R"(")" + shown.more + "}";
}

std::string captured(std::int64_t refunded = 0, const std::string& capture = "automatic") {
    return intent({.status = "succeeded",
                   .capture = capture,
                   .more = R"(,"amount_received":90000,"latest_charge":{"amount_refunded":)" +
                           std::to_string(refunded) + "}"});
}

std::string error(const std::string& inside) {
    return R"({"error":{"type":"card_error",)" + inside + "}}";
}

std::string refund_shown(const std::string& status, const std::string& key = "refund-1",
                         std::int64_t amount = 30'000, const std::string& payment = "pi_1") {
    return R"({"id":"re_1","object":"refund","amount":)" + std::to_string(amount) +
           R"(,"currency":"krw","payment_intent":")" + payment +
           R"(","metadata":{"order_id":"order-1","refund_key":")" + key + R"("},"status":")" +
           status + R"("})";
}

std::string list(const std::string& inside) {
    return R"({"object":"list","data":[)" + inside + R"(],"has_more":false})";
}

class Stripe : public ::testing::Test {
  protected:
    static ports::ChargeRequest charge(const std::string& key = "pm_card_visa") {
        return {.order_id = "order-1",
                .idempotency_key = "idem-1",
                .amount = {90'000, {}},
                .method = "checkout",
                .payment_key = key,
                .order_name = "Moon & Station (2)"};
    }
    static ports::RefundRequest give_back() {
        return {.order_id = "order-1",
                .payment_key = "pi_1",
                .idempotency_key = "refund-1",
                .amount = {30'000, {}},
                .reason = "buyer_canceled"};
    }
    ChargeAnswer confirm(const ports::ChargeRequest& request = charge()) {
        ChargeAnswer got;
        gateway.confirm(request, [&](ChargeAnswer answer) { got = std::move(answer); });
        EXPECT_TRUE(network.is_over()) << "less was asked than was to be answered";
        return got;
    }
    ChargeAnswer query(const ports::ChargeRequest& request = charge("pi_1")) {
        ChargeAnswer got;
        gateway.query(request, [&](ChargeAnswer answer) { got = std::move(answer); });
        EXPECT_TRUE(network.is_over()) << "less was asked than was to be answered";
        return got;
    }
    RefundAnswer refund() {
        RefundAnswer got;
        gateway.refund(give_back(), [&](RefundAnswer answer) { got = std::move(answer); });
        return got;
    }
    RefundAnswer query_refund() {
        RefundAnswer got;
        gateway.query_refund(give_back(), [&](RefundAnswer answer) { got = std::move(answer); });
        EXPECT_TRUE(network.is_over()) << "less was asked than was to be answered";
        return got;
    }

    ScriptedClient network;
    StripeGateway gateway{{.base_url = "http://stripe",
                           .secret_key = "sk_test_1",
                           .client_key = "pk_test_1",
                           .webhook_secrets = "whsec_new,whsec_old"},
                          network};
};

TEST_F(Stripe, ChargesAPaymentMethodInTwoSteps) {
    network.answers(200, intent({}));
    network.answers(200, captured());
    const auto got = confirm();
    EXPECT_EQ(got.outcome, ChargeOutcome::captured);
    EXPECT_EQ(got.payment_key, "pi_1");
    EXPECT_EQ(network.line(0), "POST http://stripe/v1/payment_intents");
    EXPECT_EQ(network.header(0, "Idempotency-Key"), "idem-1");
    EXPECT_EQ(network.header(0, "Authorization"), "Basic c2tfdGVzdF8xOg==");
    EXPECT_EQ(network.header(0, "Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(network.header(0, "Stripe-Version"), "2024-06-20");
    EXPECT_EQ(network.calls[0].body,
              "amount=90000&currency=krw&payment_method_types%5B%5D=card&capture_method=automatic"
              "&metadata%5Border_id%5D=order-1&description=Moon%20%26%20Station%20%282%29"
              "&expand%5B%5D=latest_charge&payment_method=pm_card_visa");
    EXPECT_EQ(network.line(1), "POST http://stripe/v1/payment_intents/pi_1/confirm");
    EXPECT_EQ(network.header(1, "Idempotency-Key"), "idem-1-confirm");
    EXPECT_EQ(network.calls[1].body, "expand%5B%5D=latest_charge&error_on_requires_action=true");
    EXPECT_LT(network.calls[0].timeout_ms + network.calls[1].timeout_ms, 15'000)
        << "payment's answer_lease";
}

TEST_F(Stripe, HandsTheOrderToThePageAndCapturesWhatItAuthorized) {
    network.answers(200, intent({.status = "requires_payment_method", .capture = "manual"}));
    ChargeAnswer got;
    gateway.prepare(charge(""), [&](ChargeAnswer answer) { got = std::move(answer); });
    EXPECT_EQ(got.outcome, ChargeOutcome::pending);
    EXPECT_EQ(got.payment_key, "pi_1");
    EXPECT_EQ(got.hand_over.client_key, "pk_test_1");
    EXPECT_EQ(got.hand_over.client_secret, "pi_1_secret_2");
    EXPECT_NE(network.calls[0].body.find("capture_method=manual"), std::string::npos);
    EXPECT_EQ(network.calls[0].body.find("payment_method="), std::string::npos);

    network.answers(200, intent({.status = "requires_capture", .capture = "manual"}));
    EXPECT_EQ(query().outcome, ChargeOutcome::authorized);
    network.answers(200, intent({.status = "requires_capture", .capture = "manual"}));
    network.answers(200, captured(0, "manual"));
    EXPECT_EQ(confirm(charge("pi_1")).outcome, ChargeOutcome::captured);
    EXPECT_EQ(network.line(3), "POST http://stripe/v1/payment_intents/pi_1/capture");
    EXPECT_EQ(network.header(3, "Idempotency-Key"), "idem-1-capture");
}

TEST_F(Stripe, ABuyerMayTryAgainOnThePage) {
    const auto failed = R"(,"last_payment_error":{"code":"card_declined"})";
    network.answers(200, intent({"requires_payment_method", "manual", failed}));
    const auto got = query();
    EXPECT_EQ(got.outcome, ChargeOutcome::pending);
    EXPECT_EQ(got.hand_over.client_secret, "pi_1_secret_2");
    network.answers(200, intent({"requires_payment_method", "automatic", failed}));
    EXPECT_EQ(query().outcome, ChargeOutcome::declined) << "nobody is there to try again";
}

TEST_F(Stripe, DeclinesByItsCodesAlone) {
    const auto said = [&](int status, const std::string& body) {
        network.answers(200, intent({}));
        network.answers(status, body);
        return confirm();
    };
    const auto poor =
        said(402, error(R"("code":"card_declined","decline_code":"insufficient_funds")"));
    EXPECT_EQ(poor.outcome, ChargeOutcome::declined);
    EXPECT_EQ(poor.reason, "insufficient_funds");
    EXPECT_EQ(poor.payment_key, "pi_1");
    EXPECT_EQ(said(402, error(R"("code":"card_declined")")).outcome, ChargeOutcome::declined);
    EXPECT_EQ(said(402, error(R"("code":"authentication_required")")).outcome,
              ChargeOutcome::declined);
    for (const auto* code : {"new_code", "processing_error"}) {
        const auto inside = R"("code":"card_declined","decline_code":")" + std::string{code} + '"';
        EXPECT_EQ(said(402, error(inside)).outcome, ChargeOutcome::unknown) << code;
    }
    for (const int status : {409, 429, 500, 503}) {
        const auto got = said(status, error(R"("code":"card_declined")"));
        EXPECT_EQ(got.outcome, ChargeOutcome::unknown) << status;
        EXPECT_EQ(got.payment_key, "pi_1") << "learned on the way, kept whatever follows";
    }
}

TEST_F(Stripe, AMeansOfPaymentThatIsNoneIsDeclined) {
    network.answers(400, error(R"("code":"resource_missing","param":"payment_method")"));
    EXPECT_EQ(confirm().outcome, ChargeOutcome::declined);
    const auto calls = network.calls.size();
    EXPECT_EQ(confirm(charge("nonsense")).outcome, ChargeOutcome::declined);
    EXPECT_EQ(confirm(charge("pm_a/../b")).outcome, ChargeOutcome::declined);
    auto by_card = charge("");
    by_card.method = "card";
    EXPECT_EQ(confirm(by_card).outcome, ChargeOutcome::declined);
    EXPECT_EQ(network.calls.size(), calls) << "nothing is sent";
}

TEST_F(Stripe, SilenceAndNoiseAreUnknown) {
    network.is_silent();
    EXPECT_EQ(confirm().outcome, ChargeOutcome::unknown);
    network.answers(200, intent({}));
    network.is_silent("reset");
    const auto lost = confirm();
    EXPECT_EQ(lost.outcome, ChargeOutcome::unknown);
    EXPECT_EQ(lost.payment_key, "pi_1");
    for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
             {200, captured().substr(0, 80)},
             {200, ""},
             {200, "[1]"},
             {200, R"({"id":"pi_1","object":"charge","amount":90000,"status":"succeeded"})"},
             {200, R"({"id":"pi_1","object":"payment_intent","status":"succeeded"})"},
             {500, "oops"},
             {402, "{}"},
             {401, R"({"error":{"type":"invalid_request_error"}})"}}) {
        network.answers(200, intent({}));
        network.answers(status, body);
        EXPECT_EQ(confirm().outcome, ChargeOutcome::unknown) << status << ' ' << body;
    }
}

TEST_F(Stripe, AnIntentOfAnotherOrderOrAmountMovesNothing) {
    for (const auto& odd :
         std::vector<Shown>{{.order = "order-2"}, {.amount = 1}, {.currency = "usd"}}) {
        network.answers(200, intent(odd));
        EXPECT_EQ(confirm().outcome, ChargeOutcome::mismatch);
    }
    network.answers(200, intent({.status = "succeeded", .more = R"(,"amount_received":1)"}));
    EXPECT_EQ(query().outcome, ChargeOutcome::mismatch) << "captured in part";
    network.answers(200, intent({.status = "requires_capture", .capture = "manual", .id = "pi_2"}));
    EXPECT_EQ(confirm(charge("pi_1")).outcome, ChargeOutcome::mismatch);
}

TEST_F(Stripe, ARepeatedConfirmOfWhatIsChargedChargesNothing) {
    network.answers(200, captured(30'000));
    const auto got = confirm(charge("pi_1"));
    EXPECT_EQ(got.outcome, ChargeOutcome::captured);
    EXPECT_EQ(got.refunded.amount, 30'000);
    EXPECT_EQ(network.line(0),
              "GET http://stripe/v1/payment_intents/pi_1?expand%5B%5D=latest_charge");
}

TEST_F(Stripe, FindsAnIntentWhoseIdWasLostByCreatingItAgain) {
    network.answers(200, intent({}));  // as the first time, under the same key
    network.answers(200, captured());
    const auto got = query(charge());
    EXPECT_EQ(got.outcome, ChargeOutcome::captured);
    EXPECT_EQ(got.payment_key, "pi_1");
    EXPECT_EQ(network.header(0, "Idempotency-Key"), "idem-1");
    EXPECT_EQ(network.calls[1].method, ports::HttpMethod::get);
}

TEST_F(Stripe, LooksForAnOlderOneWhenTheKeyMayBeForgotten) {
    network.answers(200, intent({.id = "pi_2"}));
    network.answers(200, intent({.id = "pi_2"}));
    network.answers(200, list(R"({"id":"pi_2"},{"id":"pi_1"})"));
    network.answers(200, captured());
    const auto got = query(charge());
    EXPECT_EQ(got.outcome, ChargeOutcome::captured);
    EXPECT_EQ(got.payment_key, "pi_1");
    EXPECT_EQ(network.line(2),
              "GET http://stripe/v1/payment_intents/"
              "search?query=metadata%5B%27order_id%27%5D%3A%27order-1%27");
    std::int64_t longest = 0;
    for (const auto& call : network.calls) longest += call.timeout_ms;
    EXPECT_LT(longest, 15'000) << "payment's answer_lease";

    network.answers(200, intent({.id = "pi_2"}));
    network.answers(200, intent({.id = "pi_2"}));
    network.answers(200, list(""));
    EXPECT_EQ(query(charge()).outcome, ChargeOutcome::absent) << "no charge, and none older";
    network.answers(200, intent({.id = "pi_2"}));
    network.answers(200, intent({.id = "pi_2"}));
    network.answers(500, "");
    const auto unsure = query(charge());
    EXPECT_EQ(unsure.outcome, ChargeOutcome::unknown);
    EXPECT_TRUE(unsure.payment_key.empty()) << "perhaps not the one that counts";
}

TEST_F(Stripe, RefundsByKeyAndFindsThemAgain) {
    network.answers(200, refund_shown("succeeded"));
    EXPECT_EQ(refund().outcome, RefundOutcome::refunded);
    EXPECT_EQ(network.line(0), "POST http://stripe/v1/refunds");
    EXPECT_EQ(network.header(0, "Idempotency-Key"), "refund-1");
    EXPECT_EQ(network.calls[0].body,
              "payment_intent=pi_1&amount=30000&metadata%5Border_id%5D=order-1"
              "&metadata%5Brefund_key%5D=refund-1&metadata%5Breason%5D=buyer_canceled");
    for (const auto& [status, outcome] : std::vector<std::pair<std::string, RefundOutcome>>{
             {"pending", RefundOutcome::unknown},
             {"failed", RefundOutcome::refused},
             {"canceled", RefundOutcome::refused},
             {"new_status", RefundOutcome::unknown}}) {
        network.answers(200, refund_shown(status));
        EXPECT_EQ(refund().outcome, outcome) << status;
    }
    network.answers(200, refund_shown("succeeded", "another-key"));
    EXPECT_EQ(refund().outcome, RefundOutcome::unknown);
    network.answers(200, refund_shown("succeeded", "refund-1", 1));
    EXPECT_EQ(refund().outcome, RefundOutcome::unknown);
    network.answers(200, refund_shown("succeeded", "refund-1", 30'000, "pi_2"));
    EXPECT_EQ(refund().outcome, RefundOutcome::unknown);
    network.answers(400, error(R"("code":"charge_disputed")"));
    EXPECT_EQ(refund().outcome, RefundOutcome::refused);
    network.answers(400, error(R"("code":"charge_already_refunded")"));
    EXPECT_EQ(refund().outcome, RefundOutcome::unknown);
    network.is_silent();
    EXPECT_EQ(refund().outcome, RefundOutcome::unknown);
}

TEST_F(Stripe, AsksWhatBecameOfARefund) {
    network.answers(
        200, list(refund_shown("succeeded", "other", 30'000) + "," + refund_shown("succeeded")));
    EXPECT_EQ(query_refund().outcome, RefundOutcome::refunded);
    EXPECT_EQ(network.line(0), "GET http://stripe/v1/refunds?payment_intent=pi_1&limit=100");
    network.answers(200, list(refund_shown("succeeded", "other")));
    network.answers(200, captured(30'000));
    EXPECT_EQ(query_refund().outcome, RefundOutcome::unknown) << "not ours, and money is left";
    network.answers(200, list(""));
    network.answers(200, captured(90'000));
    const auto all = query_refund();
    EXPECT_EQ(all.outcome, RefundOutcome::refunded);
    EXPECT_EQ(all.reason, "already_canceled");
    network.answers(200, "{");
    EXPECT_EQ(query_refund().outcome, RefundOutcome::unknown);
}

std::string booked(const std::string& id, const std::string& type, std::int64_t created,
                   const std::string& source) {
    return R"({"id":")" + id + R"(","type":")" + type + R"(","created":)" +
           std::to_string(created) + R"(,"source":{)" + source +
           R"("currency":"krw","payment_intent":{"metadata":{"order_id":"order-1"}}}})";
}

TEST_F(Stripe, ListsItsBooks) {
    const base::Instant from{std::chrono::milliseconds{1'700'000'000'500}};
    const auto ask = [&](const std::string& cursor) {
        ports::ListAnswer got;
        gateway.list({.from = from, .to = from + std::chrono::minutes{1}, .cursor = cursor},
                     [&](ports::ListAnswer answer) { got = std::move(answer); });
        return got;
    };
    auto newest_first = list(
        booked("txn_4", "refund", 1'700'000'030,
               R"("amount":30000,"metadata":{"refund_key":"refund-1"},)") +
        "," + booked("txn_3", "stripe_fee", 1'700'000'020, R"("amount":1,)") + "," +
        booked("txn_2", "charge", 1'700'000'010, R"("amount":90000,"amount_captured":90000,)") +
        "," + booked("txn_1", "charge", 1'700'000'000, R"("amount":1,)"));
    newest_first.replace(newest_first.find("false"), 5, "true");
    network.answers(200, newest_first);
    const auto page = ask("");
    ASSERT_EQ(page.outcome, ports::ListOutcome::listed) << page.reason;
    ASSERT_EQ(page.movements.size(), 2U) << "neither fees nor what was before";
    using Kind = ports::ProviderMovement::Kind;
    EXPECT_EQ(page.movements[0].key, "txn_2");
    EXPECT_EQ(page.movements[0].kind, Kind::capture);
    EXPECT_EQ(page.movements[0].amount, (base::Money{90'000, {}}));
    EXPECT_EQ(page.movements[1].kind, Kind::refund);
    EXPECT_EQ(page.movements[1].idempotency_key, "refund-1");
    EXPECT_EQ(page.movements[1].order_id, "order-1");
    EXPECT_EQ(page.next_cursor, "txn_1");
    EXPECT_EQ(network.line(0),
              "GET http://stripe/v1/balance_transactions?created%5Bgte%5D=1700000000"
              "&created%5Blt%5D=1700000061&limit=100&expand%5B%5D=data.source.payment_intent");

    network.answers(200, list(""));
    const auto last = ask("txn_1");
    EXPECT_EQ(last.outcome, ports::ListOutcome::listed);
    EXPECT_EQ(last.next_cursor, "");
    EXPECT_NE(network.calls.back().url.find("&starting_after=txn_1"), std::string::npos);
    network.answers(500, "");
    EXPECT_EQ(ask("").outcome, ports::ListOutcome::unknown);
    network.answers(200, "{}");
    EXPECT_EQ(ask("").outcome, ports::ListOutcome::unknown);
}

TEST_F(Stripe, HearsASignedWebhookAndNoOther) {
    using Verdict = ports::WebhookReading::Verdict;
    const base::Instant now{std::chrono::seconds{1'700'000'000}};
    const std::string event =
        R"({"id":"evt_1","type":"payment_intent.succeeded","data":{"object":)" + captured() + "}}";
    const auto read = [&](const std::string& body, const std::string& header) {
        ports::HttpRequest request{.body = body};
        if (!header.empty()) request.headers.push_back({"Stripe-Signature", header});
        return gateway.read_webhook(request, now);
    };
    const auto by = [&](const std::string& secret, const std::string& body) {
        return "t=1700000000,v1=" + hmac_sha256_hex(secret, "1700000000." + body);
    };
    const auto heard = read(event, by("whsec_new", event));
    EXPECT_EQ(heard.verdict, Verdict::heard);
    EXPECT_EQ(heard.order_id, "order-1");
    EXPECT_TRUE(heard.claims_capture);
    EXPECT_EQ(read(event, by("whsec_old", event)).verdict, Verdict::heard);
    EXPECT_EQ(read(event, by("whsec_other", event)).verdict, Verdict::forged);
    EXPECT_EQ(read(event, "").reason, "no_signature");
    EXPECT_EQ(read(event + " ", by("whsec_new", event)).verdict, Verdict::forged);
    const std::string news = R"({"type":"customer.created","data":{"object":{"id":"cus_1"}}})";
    EXPECT_EQ(read(news, by("whsec_new", news)).verdict, Verdict::heard);
    EXPECT_EQ(read(news, by("whsec_new", news)).order_id, "");
    EXPECT_EQ(read("{}", by("whsec_new", "{}")).verdict, Verdict::unreadable);
    EXPECT_EQ(read("{", by("whsec_new", "{")).verdict, Verdict::not_json);
}

}  // namespace
}  // namespace boxoffice::platform::payment
