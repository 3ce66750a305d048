#include "platform/payment/stripe_messages.hpp"

#include "platform/payment/stripe_outcomes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace boxoffice::platform::payment {
namespace {

namespace json = boost::json;
using ports::ChargeOutcome;

std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain =
            (byte < 128 && std::isalnum(byte) != 0) || c == '-' || c == '_' || c == '.' || c == '~';
        if (is_plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

/// The value behind a path of names, or null.
template <class... Names>
const json::value* at(const json::value& from, Names... names) {
    const json::value* here = &from;
    for (const std::string_view name : std::array<std::string_view, sizeof...(names)>{names...}) {
        const auto* object = here->if_object();
        here = object ? object->if_contains(name) : nullptr;
        if (!here) return nullptr;
    }
    return here;
}

template <class... Names>
std::string text_at(const json::value& from, Names... names) {
    const auto* found = at(from, names...);
    const auto* text = found ? found->if_string() : nullptr;
    return text ? std::string{text->data(), text->size()} : std::string{};
}

template <class... Names>
std::optional<std::int64_t> number_at(const json::value& from, Names... names) {
    const auto* found = at(from, names...);
    const auto* number = found ? found->if_int64() : nullptr;
    return number ? std::optional{*number} : std::nullopt;
}

/// "krw" -> KRW; what is no currency fits nobody's question.
base::Currency currency_of(std::string text) {
    base::Currency currency{{'?', '?', '?'}};
    if (text.size() != currency.code.size()) return currency;
    std::transform(text.begin(), text.end(), currency.code.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return currency;
}

std::optional<json::value> parse(std::string_view body) {
    boost::system::error_code failed;
    auto value = json::parse(body, failed);
    if (failed) return std::nullopt;
    return value;
}

/// The value of a whole and good answer, else the reading of what came instead.
struct Opened {
    std::optional<json::value> value;
    ProviderReading failure;
};

/// Stripe's own errors (5xx), its haste (429) and its locks (409) say nothing about the charge,
/// whatever code they carry.
ProviderReading read_error(int status, const json::value& body) {
    auto code = text_at(body, "error", "decline_code");
    if (code.empty()) code = text_at(body, "error", "code");
    if (code == "resource_missing") {
        const auto parameter = text_at(body, "error", "param");
        if (!parameter.empty()) code += ' ' + parameter;
    }
    const bool is_verdict = status / 100 == 4 && status != 409 && status != 429;
    auto reason = code.empty() ? "http_" + std::to_string(status) : code;
    return {.payment = {}, .code = is_verdict ? code : "", .reason = std::move(reason)};
}

Opened open(const ports::HttpAnswer& answer) {
    if (!answer.response) return {.value = {}, .failure = no_answer(answer)};
    const auto status = answer.response->status;
    auto body = parse(answer.response->body);
    if (status / 100 == 2 && body) return {.value = std::move(body), .failure = {}};
    if (status / 100 != 2 && body) return {.value = {}, .failure = read_error(status, *body)};
    auto reason = status / 100 == 2 ? "unreadable_answer" : "http_" + std::to_string(status);
    return {.value = {}, .failure = {.payment = {}, .code = {}, .reason = std::move(reason)}};
}

ProviderReading unreadable() {
    return {.payment = {}, .code = {}, .reason = "unreadable_answer"};
}

ChargeOutcome outcome_of(const json::value& intent, const std::string& status) {
    if (text_at(intent, "capture_method") == "manual") return stripe_page_outcome_of_status(status);
    const auto* error = at(intent, "last_payment_error");
    return stripe_server_outcome_of_status(status, error && error->is_object());
}

/// Why it stands so: the last error's code, else the status.
std::string reason_of(const json::value& intent, const std::string& status) {
    auto reason = text_at(intent, "last_payment_error", "decline_code");
    if (reason.empty()) reason = text_at(intent, "last_payment_error", "code");
    return reason.empty() ? status : reason;
}

std::optional<ShownRefund> shown_refund(const json::value& refund) {
    const auto amount = number_at(refund, "amount");
    const auto status = text_at(refund, "status");
    if (text_at(refund, "object") != "refund" || !amount || status.empty()) return std::nullopt;
    return ShownRefund{.idempotency_key = text_at(refund, "metadata", stripe_refund_name),
                       .amount = {*amount, currency_of(text_at(refund, "currency"))},
                       .outcome = stripe_refund_outcome_of_status(status),
                       .reason = "refund_" + status};
}

/// The payment that a refund shows: enough to check that it is ours.
ShownPayment payment_of(const json::value& refund) {
    ShownPayment payment;
    payment.order_id = text_at(refund, "metadata", stripe_order_name);
    payment.payment_key = text_at(refund, "payment_intent");
    return payment;
}

/// Nothing for what is neither a capture nor a refund (fees, payouts), and for money of orders that
/// are not ours.
std::optional<ports::ProviderMovement> movement_of(const json::value& line) {
    using Kind = ports::ProviderMovement::Kind;
    const auto type = text_at(line, "type");
    const bool is_capture = type == "charge" || type == "payment";
    if (!is_capture && type != "refund" && type != "payment_refund") return std::nullopt;
    const auto* source = at(line, "source");
    const auto created = number_at(line, "created");
    if (!source || !created) return std::nullopt;
    auto amount = number_at(*source, "amount_captured");
    if (!is_capture || !amount) amount = number_at(*source, "amount");
    auto order_id = text_at(*source, "payment_intent", "metadata", stripe_order_name);
    if (order_id.empty()) order_id = text_at(*source, "metadata", stripe_order_name);
    if (!amount || order_id.empty()) return std::nullopt;
    return ports::ProviderMovement{
        .kind = is_capture ? Kind::capture : Kind::refund,
        .key = text_at(line, "id"),
        .order_id = std::move(order_id),
        .idempotency_key = text_at(*source, "metadata", stripe_refund_name),
        .amount = {*amount, currency_of(text_at(*source, "currency"))},
        .at = base::Instant{std::chrono::seconds{*created}}};
}

}  // namespace

StripeForm& StripeForm::add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += escaped(name);
    text_ += '=';
    text_ += escaped(value);
    return *this;
}

StripeForm& StripeForm::add(std::string_view name, std::int64_t value) {
    return add(name, std::to_string(value));
}

StripeIntent read_stripe_intent(const ports::HttpAnswer& answer, const std::string& client_key) {
    StripeIntent intent;
    auto opened = open(answer);
    if (!opened.value) {
        intent.reading = std::move(opened.failure);
        return intent;
    }
    const auto& value = *opened.value;
    intent.id = text_at(value, "id");
    intent.status = text_at(value, "status");
    const auto amount = number_at(value, "amount");
    const bool is_intent = text_at(value, "object") == "payment_intent";
    if (!is_intent || !amount || intent.id.empty() || intent.status.empty()) {
        intent.reading = unreadable();
        return intent;
    }
    const auto currency = currency_of(text_at(value, "currency"));
    ShownPayment payment;
    payment.order_id = text_at(value, "metadata", stripe_order_name);
    payment.payment_key = intent.id;
    payment.amount = {*amount, currency};
    payment.outcome = outcome_of(value, intent.status);
    payment.reason = reason_of(value, intent.status);
    const auto received = number_at(value, "amount_received");
    if (payment.outcome == ChargeOutcome::captured && received) payment.amount.amount = *received;
    payment.given_back = {number_at(value, "latest_charge", "amount_refunded").value_or(0),
                          currency};
    payment.is_all_back = payment.given_back.amount > 0 && payment.given_back == payment.amount;
    if (payment.outcome == ChargeOutcome::pending) {
        payment.hand_over = {.client_key = client_key,
                             .client_secret = text_at(value, "client_secret")};
    }
    intent.reading.payment = std::move(payment);
    return intent;
}

StripeSearch read_stripe_search(const ports::HttpAnswer& answer) {
    auto opened = open(answer);
    if (!opened.value) return {.is_answered = false, .reason = opened.failure.reason, .ids = {}};
    const auto* data = at(*opened.value, "data");
    const auto* found = data ? data->if_array() : nullptr;
    if (!found) return {.is_answered = false, .reason = "unreadable_answer", .ids = {}};
    StripeSearch search{.is_answered = true, .reason = {}, .ids = {}};
    for (const auto& intent : *found) search.ids.push_back(text_at(intent, "id"));
    return search;
}

ProviderReading read_stripe_refund(const ports::HttpAnswer& answer) {
    auto opened = open(answer);
    if (!opened.value) return std::move(opened.failure);
    auto refund = shown_refund(*opened.value);
    if (!refund) return unreadable();
    auto payment = payment_of(*opened.value);
    payment.refunds.push_back(std::move(*refund));
    return {.payment = std::move(payment), .code = {}, .reason = {}};
}

ProviderReading read_stripe_refunds(const ports::HttpAnswer& answer) {
    auto opened = open(answer);
    if (!opened.value) return std::move(opened.failure);
    const auto* data = at(*opened.value, "data");
    const auto* list = data ? data->if_array() : nullptr;
    if (!list) return unreadable();
    ShownPayment payment;
    for (const auto& one : *list) {
        auto refund = shown_refund(one);
        // Others, made at the provider's console, are not ours to judge.
        if (!refund || refund->idempotency_key.empty()) continue;
        auto shown = payment_of(one);
        payment.order_id = shown.order_id;
        payment.payment_key = shown.payment_key;
        payment.refunds.push_back(std::move(*refund));
    }
    return {.payment = std::move(payment), .code = {}, .reason = {}};
}

ports::ListAnswer read_stripe_statement(const ports::HttpAnswer& answer,
                                        const ports::ListRequest& request) {
    const auto opened = open(answer);
    const auto* data = opened.value ? at(*opened.value, "data") : nullptr;
    const auto* lines = data ? data->if_array() : nullptr;
    if (!lines) {
        const auto& reason = opened.failure.reason;
        return {.reason = reason.empty() ? "unreadable_answer" : reason};
    }
    ports::ListAnswer page{.outcome = ports::ListOutcome::listed};
    // The provider shows the newest first.
    for (auto line = lines->rbegin(); line != lines->rend(); ++line) {
        if (auto movement = movement_of(*line)) {
            const bool is_within = movement->at >= request.from && movement->at < request.to;
            if (is_within) page.movements.push_back(std::move(*movement));
        }
    }
    const auto* has_more = at(*opened.value, "has_more");
    const bool is_last = !has_more || !has_more->is_bool() || !has_more->as_bool();
    if (!is_last && !lines->empty()) page.next_cursor = text_at(lines->back(), "id");
    return page;
}

StripeEvent read_stripe_event(std::string_view body) {
    StripeEvent event;
    const auto value = parse(body);
    event.is_json = value.has_value();
    if (!value || !at(*value, "data", "object")) return event;
    const auto type = text_at(*value, "type");
    event.is_event = !type.empty();
    event.order_id = text_at(*value, "data", "object", "metadata", stripe_order_name);
    event.claims_capture = type == "payment_intent.succeeded";
    return event;
}

}  // namespace boxoffice::platform::payment
