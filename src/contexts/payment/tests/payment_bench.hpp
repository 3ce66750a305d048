// A bench for the payment context: its real module on a simulated world; the test plays the
// provider.
#pragma once

#include "contexts/payment/module.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::payment::tests {

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

inline const Principal buyer{.user_id = 42, .role = Principal::Role::customer};
inline const Principal other{.user_id = 43, .role = Principal::Role::customer};
inline const Principal staff{.user_id = 2, .role = Principal::Role::boxoffice};

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

}  // namespace boxoffice::payment::tests
