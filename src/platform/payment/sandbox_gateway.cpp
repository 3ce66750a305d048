#include "platform/payment/sandbox_gateway.hpp"

#include "contracts/codec_definition.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/payment/sandbox_messages.hpp"
#include "platform/payment/sandbox_outcomes.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxOrder)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxConfirm)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxCancel)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxPayment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxError)

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeAnswer;
using ports::ChargeOutcome;
using ports::ChargeRequest;
using ports::RefundAnswer;
using ports::RefundOutcome;
using ports::RefundRequest;

/// HTTP Basic with the key as user name and an empty password (RFC 7617).
std::string basic_credential(const std::string& secret_key) {
    auto text = to_base64url(bytes_of(secret_key + ':'));
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    while (text.size() % 4 != 0) text += '=';
    return "Basic " + text;
}

/// Names that may stand in an address as they are. Ours do; a provider's key that does not is not
/// used.
bool is_plain(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    });
}

std::optional<std::string> non_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

/// What came back, taken apart once: a payment, or a code, or neither.
struct Reading {
    std::optional<SandboxPayment> payment;
    std::string code;    ///< the provider's, only when it may be believed
    std::string reason;  ///< for people: the code, or what went wrong on the way
};

Reading read(const ports::HttpAnswer& answer) {
    if (!answer.response) return {.reason = answer.fault.empty() ? "no_answer" : answer.fault};
    const auto status = answer.response->status;
    if (status / 100 == 2) {
        auto payment = contracts::decode<SandboxPayment>(answer.response->body);
        if (!payment) return {.reason = "unreadable_answer"};
        return {.payment = std::move(payment).value()};
    }
    const auto error = contracts::decode<SandboxError>(answer.response->body);
    if (!error) return {.reason = "http_" + std::to_string(status)};
    // An error of the server says nothing about the charge, whatever code it carries.
    const bool is_verdict = status / 100 == 4 && status != 429;
    return {.code = is_verdict ? error->code : "", .reason = error->code};
}

bool concerns(const SandboxPayment& payment, const ChargeRequest& request) {
    const bool is_other_key = payment.payment_key && !request.payment_key.empty() &&
                              *payment.payment_key != request.payment_key;
    return payment.order_id == request.order_id && payment.amount == request.amount &&
           payment.balance.currency == request.amount.currency && !is_other_key;
}

ChargeAnswer to_charge_answer(const Reading& reading, const ChargeRequest& request) {
    ChargeAnswer answer;
    answer.amount = request.amount;
    answer.refunded.currency = request.amount.currency;
    answer.reason = reading.reason;
    if (!reading.payment) {
        answer.outcome = charge_outcome_of_code(reading.code);
        return answer;
    }
    const auto& payment = *reading.payment;
    if (!concerns(payment, request)) {
        answer.outcome = ChargeOutcome::mismatch;
        answer.amount = payment.amount;
        answer.reason = "answer_for_another_order_or_amount";
        return answer;
    }
    answer.outcome = charge_outcome_of_status(payment.status);
    answer.payment_key = payment.payment_key.value_or("");
    answer.checkout_url = payment.checkout_url.value_or("");
    answer.reason = payment.failure_code.value_or(payment.status);
    if (answer.outcome == ChargeOutcome::captured) {
        answer.refunded = payment.amount - payment.balance;
    }
    return answer;
}

bool shows_refund(const SandboxPayment& payment, const RefundRequest& request) {
    return payment.order_id == request.order_id &&
           std::any_of(payment.cancels.begin(), payment.cancels.end(),
                       [&](const SandboxCancelShown& cancel) {
                           return cancel.idempotency_key == request.idempotency_key &&
                                  cancel.amount == request.amount;
                       });
}

RefundAnswer to_refund_answer(const Reading& reading, const RefundRequest& request) {
    if (!reading.payment) return {refund_outcome_of_code(reading.code), reading.reason};
    if (shows_refund(*reading.payment, request)) return {RefundOutcome::refunded, "refunded"};
    return {RefundOutcome::unknown, "refund_not_shown"};
}

/// As above, for a question: when all of the money is back, nothing more can be given back.
RefundAnswer to_refund_status(const Reading& reading, const RefundRequest& request) {
    if (!reading.payment) return {RefundOutcome::unknown, reading.reason};
    const auto& payment = *reading.payment;
    const bool is_all_back = payment.order_id == request.order_id && payment.status == "canceled";
    if (shows_refund(payment, request)) return {RefundOutcome::refunded, "refunded"};
    if (is_all_back) return {RefundOutcome::refunded, "already_canceled"};
    return {RefundOutcome::unknown, "refund_not_shown"};
}

}  // namespace

SandboxGateway::SandboxGateway(SandboxGatewayOptions options, ports::HttpClient& client)
    : options_(std::move(options)),
      client_(client),
      authorization_(basic_credential(options_.secret_key)) {}

ports::HttpCall SandboxGateway::make_call(ports::HttpMethod method, const std::string& path) const {
    return {.method = method,
            .url = options_.base_url + path,
            .headers = {{"Authorization", authorization_}, {"Accept", "application/json"}},
            .timeout_ms = options_.timeout_ms};
}

void SandboxGateway::call_about(ports::HttpCall call, ChargeRequest request,
                                std::function<void(ChargeAnswer)> done) {
    client_.call(std::move(call), [request = std::move(request),
                                   done = std::move(done)](const ports::HttpAnswer& answer) {
        done(to_charge_answer(read(answer), request));
    });
}

void SandboxGateway::prepare(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    auto call = make_call(ports::HttpMethod::post, "/v1/orders");
    call.headers.push_back({"Content-Type", "application/json"});
    call.body = contracts::encode(SandboxOrder{.order_id = request.order_id,
                                               .amount = request.amount,
                                               .order_name = request.order_name,
                                               .success_url = options_.return_url,
                                               .webhook_url = non_empty(options_.webhook_url)});
    call_about(std::move(call), std::move(request), std::move(done));
}

void SandboxGateway::confirm(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    auto call = make_call(ports::HttpMethod::post, "/v1/payments/confirm");
    call.headers.push_back({"Content-Type", "application/json"});
    call.headers.push_back({"Idempotency-Key", request.idempotency_key});
    call.body = contracts::encode(SandboxConfirm{.order_id = request.order_id,
                                                 .amount = request.amount,
                                                 .method = request.method,
                                                 .payment_key = non_empty(request.payment_key),
                                                 .order_name = request.order_name});
    call_about(std::move(call), std::move(request), std::move(done));
}

void SandboxGateway::query(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    auto call = make_call(ports::HttpMethod::get, "/v1/payments/orders/" + request.order_id);
    call_about(std::move(call), std::move(request), std::move(done));
}

void SandboxGateway::refund(RefundRequest request, std::function<void(RefundAnswer)> done) {
    if (!is_plain(request.payment_key)) {
        return done({RefundOutcome::unknown, "payment_key_unusable"});
    }
    auto call =
        make_call(ports::HttpMethod::post, "/v1/payments/" + request.payment_key + "/cancel");
    call.headers.push_back({"Content-Type", "application/json"});
    call.headers.push_back({"Idempotency-Key", request.idempotency_key});
    call.body = contracts::encode(SandboxCancel{request.amount, request.reason});
    client_.call(std::move(call), [request = std::move(request),
                                   done = std::move(done)](const ports::HttpAnswer& answer) {
        done(to_refund_answer(read(answer), request));
    });
}

void SandboxGateway::query_refund(RefundRequest request, std::function<void(RefundAnswer)> done) {
    auto call = make_call(ports::HttpMethod::get, "/v1/payments/orders/" + request.order_id);
    client_.call(std::move(call), [request = std::move(request),
                                   done = std::move(done)](const ports::HttpAnswer& answer) {
        done(to_refund_status(read(answer), request));
    });
}

}  // namespace boxoffice::platform::payment
