#include "platform/payment/toss_gateway.hpp"

#include "contracts/codec_definition.hpp"
#include "platform/payment/provider_answer.hpp"
#include "platform/payment/toss_messages.hpp"
#include "platform/payment/toss_outcomes.hpp"
#include "platform/payment/toss_shown.hpp"
#include "platform/payment/toss_statement.hpp"

#include <utility>

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::TossConfirm)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::TossCancel)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::TossPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::TossError)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::TossWebhook)

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeAnswer;
using ports::ChargeOutcome;
using ports::ChargeRequest;
using ports::RefundAnswer;
using ports::RefundOutcome;
using ports::RefundRequest;

/// The provider's limit. Source: its reference of the cancellation request.
constexpr std::size_t cancel_reason_characters_max = 200;

/// "buyer_canceled [key]". Our reasons are short codes; should one be long, the key still fits.
std::string reason_with_key(const RefundRequest& request) {
    const std::string mark = " [" + request.idempotency_key + "]";
    auto reason = request.reason;
    if (reason.size() + mark.size() > cancel_reason_characters_max) {
        reason.resize(cancel_reason_characters_max - mark.size());
    }
    return reason + mark;
}

ShownPayment shown(const TossPayment& payment) {
    const auto currency = currency_of(payment.currency);
    ShownPayment all{.order_id = payment.order_id,
                     .payment_key = payment.payment_key,
                     .amount = {payment.total_amount, currency},
                     .given_back = {payment.total_amount - payment.balance_amount, currency},
                     .is_all_back = payment.status == "CANCELED" && payment.balance_amount == 0,
                     .outcome = toss_charge_outcome_of_status(payment.status),
                     .reason = payment.failure ? payment.failure->code : payment.status,
                     .checkout_url = {},
                     .hand_over = {},
                     .refunds = {}};
    if (!payment.cancels) return all;
    for (const auto& cancel : *payment.cancels) {
        const bool is_done = cancel.cancel_status.value_or("DONE") == "DONE";
        all.refunds.push_back(
            {.idempotency_key = refund_key_in(cancel.cancel_reason),
             .amount = {cancel.cancel_amount, currency},
             .outcome = is_done ? RefundOutcome::refunded : RefundOutcome::unknown,
             .reason = cancel.cancel_status.value_or("")});
    }
    return all;
}

ProviderReading read(const ports::HttpAnswer& answer) {
    if (!answer.response) return no_answer(answer);
    const auto status = answer.response->status;
    if (status / 100 == 2) {
        const auto payment = contracts::decode<TossPayment>(answer.response->body);
        if (!payment) return {.payment = {}, .code = {}, .reason = "unreadable_answer"};
        return {.payment = shown(*payment), .code = {}, .reason = {}};
    }
    const auto error = contracts::decode<TossError>(answer.response->body);
    if (!error) return {.payment = {}, .code = {}, .reason = "http_" + std::to_string(status)};
    return {.payment = {}, .code = error->code, .reason = error->code};
}

/// By the provider's key once it is known, else by our name for the order.
std::string path_of(const std::string& payment_key, const std::string& order_id) {
    const bool has_key = is_plain(payment_key);
    return has_key ? "/v1/payments/" + payment_key : "/v1/payments/orders/" + order_id;
}

}  // namespace

TossGateway::TossGateway(TossGatewayOptions options, ports::HttpClient& client)
    : options_(std::move(options)),
      channel_(options_.base_url, options_.secret_key, options_.timeout_ms, client) {}

void TossGateway::ask(ProviderRequest ask, ChargeRequest request,
                      std::function<void(ChargeAnswer)> done) {
    channel_.send(std::move(ask), [request = std::move(request),
                                   done = std::move(done)](const ports::HttpAnswer& answer) {
        const auto reading = read(answer);
        done(to_charge_answer(reading, request, toss_charge_outcome_of_code(reading.code)));
    });
}

void TossGateway::prepare(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    ChargeAnswer answer{.outcome = ChargeOutcome::pending};
    answer.amount = request.amount;
    answer.refunded.currency = request.amount.currency;
    answer.reason = "handed_over";
    answer.hand_over.client_key = options_.client_key;
    done(std::move(answer));
}

void TossGateway::confirm(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    if (request.payment_key.empty()) {
        const ProviderReading nothing_sent{
            .payment = {}, .code = "payment_key_missing", .reason = "payment_key_missing"};
        return done(to_charge_answer(nothing_sent, request,
                                     toss_charge_outcome_of_code(nothing_sent.code)));
    }
    ProviderRequest confirm{.path = "/v1/payments/confirm",
                            .body = contracts::encode(TossConfirm{
                                request.payment_key, request.order_id, request.amount.amount}),
                            .idempotency_key = request.idempotency_key};
    ask(std::move(confirm), std::move(request), std::move(done));
}

void TossGateway::query(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    auto path = path_of(request.payment_key, request.order_id);
    ask({.path = std::move(path)}, std::move(request), std::move(done));
}

void TossGateway::refund(RefundRequest request, std::function<void(RefundAnswer)> done) {
    if (!is_plain(request.payment_key)) {
        return done({RefundOutcome::unknown, "payment_key_unusable"});
    }
    ProviderRequest cancel{
        .path = "/v1/payments/" + request.payment_key + "/cancel",
        .body = contracts::encode(TossCancel{reason_with_key(request), request.amount.amount}),
        .idempotency_key = request.idempotency_key};
    channel_.send(std::move(cancel), [request = std::move(request),
                                      done = std::move(done)](const ports::HttpAnswer& answer) {
        const auto reading = read(answer);
        done(to_refund_answer(reading, request, toss_refund_outcome_of_code(reading.code)));
    });
}

void TossGateway::query_refund(RefundRequest request, std::function<void(RefundAnswer)> done) {
    auto path = path_of(request.payment_key, request.order_id);
    channel_.send({.path = std::move(path)}, [request = std::move(request), done = std::move(done)](
                                                 const ports::HttpAnswer& answer) {
        done(to_refund_status(read(answer), request));
    });
}

void TossGateway::list(ports::ListRequest request, std::function<void(ports::ListAnswer)> done) {
    list_toss_transactions(channel_, request, std::move(done));
}

ports::WebhookReading TossGateway::read_webhook(const ports::HttpRequest& request,
                                                base::Instant) const {
    using Verdict = ports::WebhookReading::Verdict;
    const auto body = contracts::decode<TossWebhook>(request.body);
    if (!body) {
        const bool is_json = body.error().errors.front().reason != "not_json";
        return {.verdict = is_json ? Verdict::unreadable : Verdict::not_json,
                .order_id = {},
                .reason = body.error().to_text()};
    }
    const TossWebhookData at_the_top{body->order_id, body->status};
    const auto& news = body->data ? *body->data : at_the_top;
    return {.verdict = Verdict::heard,
            .order_id = news.order_id.value_or(""),
            .claims_capture = news.status == "DONE",
            .reason = {}};
}

}  // namespace boxoffice::platform::payment
