#include "platform/payment/sandbox_gateway.hpp"

#include "contracts/codec_definition.hpp"
#include "platform/payment/provider_answer.hpp"
#include "platform/payment/sandbox_messages.hpp"
#include "platform/payment/sandbox_outcomes.hpp"
#include "platform/payment/sandbox_statement.hpp"

#include <optional>
#include <utility>

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxOrder)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxConfirm)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxCancel)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxError)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxWebhook)

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeAnswer;
using ports::ChargeRequest;
using ports::RefundAnswer;
using ports::RefundOutcome;
using ports::RefundRequest;

std::optional<std::string> non_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

ShownPayment shown(const SandboxPayment& payment) {
    ShownPayment all{
        .order_id = payment.order_id,
        .payment_key = payment.payment_key.value_or(""),
        .amount = payment.amount,
        .given_back = {payment.amount.amount - payment.balance.amount, payment.balance.currency},
        .is_all_back = payment.status == "canceled",
        .outcome = charge_outcome_of_status(payment.status),
        .reason = payment.failure_code.value_or(payment.status),
        .checkout_url = payment.checkout_url.value_or(""),
        .hand_over = {},
        .refunds = {}};
    for (const auto& cancel : payment.cancels) {
        all.refunds.push_back({.idempotency_key = cancel.idempotency_key, .amount = cancel.amount});
    }
    return all;
}

ProviderReading read(const ports::HttpAnswer& answer) {
    if (!answer.response) return no_answer(answer);
    const auto status = answer.response->status;
    if (status / 100 == 2) {
        const auto payment = contracts::decode<SandboxPayment>(answer.response->body);
        if (!payment) return {.payment = {}, .code = {}, .reason = "unreadable_answer"};
        return {.payment = shown(*payment), .code = {}, .reason = {}};
    }
    const auto error = contracts::decode<SandboxError>(answer.response->body);
    if (!error) return {.payment = {}, .code = {}, .reason = "http_" + std::to_string(status)};
    // An error of the server says nothing about the charge, whatever code it carries.
    const bool is_verdict = status / 100 == 4 && status != 429;
    return {.payment = {}, .code = is_verdict ? error->code : "", .reason = error->code};
}

}  // namespace

SandboxGateway::SandboxGateway(SandboxGatewayOptions options, ports::HttpClient& client)
    : options_(std::move(options)),
      channel_(options_.base_url, options_.secret_key, options_.timeout_ms, client) {}

void SandboxGateway::ask(ProviderRequest ask, ChargeRequest request,
                         std::function<void(ChargeAnswer)> done) {
    channel_.send(std::move(ask), [request = std::move(request),
                                   done = std::move(done)](const ports::HttpAnswer& answer) {
        const auto reading = read(answer);
        done(to_charge_answer(reading, request, charge_outcome_of_code(reading.code)));
    });
}

void SandboxGateway::prepare(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    auto body = contracts::encode(SandboxOrder{.order_id = request.order_id,
                                               .amount = request.amount,
                                               .order_name = request.order_name,
                                               .success_url = options_.return_url,
                                               .webhook_url = non_empty(options_.webhook_url)});
    ask({.path = "/v1/orders", .body = std::move(body)}, std::move(request), std::move(done));
}

void SandboxGateway::confirm(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    auto body = contracts::encode(SandboxConfirm{.order_id = request.order_id,
                                                 .amount = request.amount,
                                                 .method = request.method,
                                                 .payment_key = non_empty(request.payment_key),
                                                 .order_name = request.order_name});
    const auto key = request.idempotency_key;
    ask({.path = "/v1/payments/confirm", .body = std::move(body), .idempotency_key = key},
        std::move(request), std::move(done));
}

void SandboxGateway::query(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    const auto path = "/v1/payments/orders/" + request.order_id;
    ask({.path = path}, std::move(request), std::move(done));
}

void SandboxGateway::refund(RefundRequest request, std::function<void(RefundAnswer)> done) {
    if (!is_plain(request.payment_key)) {
        return done({RefundOutcome::unknown, "payment_key_unusable"});
    }
    ProviderRequest ask{
        .path = "/v1/payments/" + request.payment_key + "/cancel",
        .body = contracts::encode(SandboxCancel{request.amount, request.reason}),
        .idempotency_key = request.idempotency_key,
    };
    channel_.send(std::move(ask), [request = std::move(request),
                                   done = std::move(done)](const ports::HttpAnswer& answer) {
        const auto reading = read(answer);
        done(to_refund_answer(reading, request, refund_outcome_of_code(reading.code)));
    });
}

void SandboxGateway::query_refund(RefundRequest request, std::function<void(RefundAnswer)> done) {
    const auto path = "/v1/payments/orders/" + request.order_id;
    channel_.send({.path = path}, [request = std::move(request),
                                   done = std::move(done)](const ports::HttpAnswer& answer) {
        done(to_refund_status(read(answer), request));
    });
}

ports::WebhookReading SandboxGateway::read_webhook(const ports::HttpRequest& request,
                                                   base::Instant) const {
    using Verdict = ports::WebhookReading::Verdict;
    auto body = contracts::decode<SandboxWebhook>(request.body);
    if (!body) {
        const bool is_json = body.error().errors.front().reason != "not_json";
        return {.verdict = is_json ? Verdict::unreadable : Verdict::not_json,
                .order_id = {},
                .reason = body.error().to_text()};
    }
    const auto status = body->status.value_or("");
    return {.verdict = Verdict::heard,
            .order_id = std::move(body->order_id),
            .claims_capture = status == "done" || status == "DONE",
            .reason = {}};
}

void SandboxGateway::list(ports::ListRequest request, std::function<void(ports::ListAnswer)> done) {
    channel_.send({.path = statement_path(request)},
                  [done = std::move(done)](const ports::HttpAnswer& answer) {
                      done(to_list_answer(answer));
                  });
}

}  // namespace boxoffice::platform::payment
