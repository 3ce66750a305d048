#include "platform/payment/stripe_gateway.hpp"

#include "platform/payment/provider_answer.hpp"
#include "platform/payment/stripe_outcomes.hpp"
#include "platform/payment/stripe_signature.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace boxoffice::platform::payment {
namespace {

using ports::ChargeAnswer;
using ports::ChargeOutcome;
using ports::ChargeRequest;
using ports::RefundAnswer;
using ports::RefundOutcome;
using ports::RefundRequest;

/// The shape of the answers that stripe_messages.cpp reads.
constexpr std::string_view api_version = "2024-06-20";
constexpr std::string_view form_type = "application/x-www-form-urlencoded";
/// More refunds of one payment than a reservation has seats; the list is read in one page.
constexpr std::int64_t refunds_shown_max = 100;
/// Stripe's own limit of one page.
constexpr std::int64_t lines_shown_max = 100;

bool is_intent(const std::string& payment_key) {
    return payment_key.starts_with("pi_") && is_plain(payment_key);
}

bool is_payment_method(const std::string& payment_key) {
    return payment_key.starts_with("pm_") && is_plain(payment_key);
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

/// A key that names neither an intent nor a means of payment: nothing is ever sent for it, so that
/// nothing can have been charged.
std::optional<ChargeAnswer> unusable(const ChargeRequest& request) {
    const auto& key = request.payment_key;
    const bool is_page = key.empty() && request.method == "checkout";
    if (is_page || is_intent(key) || is_payment_method(key)) return std::nullopt;
    ChargeAnswer answer{.outcome = ChargeOutcome::declined};
    answer.amount = request.amount;
    answer.refunded.currency = request.amount.currency;
    answer.reason = "payment_key_unusable";
    return answer;
}

/// What the intent means for the question. A means of payment is no key of the provider's answers.
ChargeAnswer answer_of(const StripeIntent& intent, ChargeRequest request) {
    if (!is_intent(request.payment_key)) request.payment_key.clear();
    return to_charge_answer(intent.reading, request,
                            stripe_charge_outcome_of_code(intent.reading.code));
}

}  // namespace

StripeGateway::StripeGateway(StripeGatewayOptions options, ports::HttpClient& client)
    : options_(std::move(options)),
      channel_(options_.base_url, options_.secret_key, options_.timeout_ms, client,
               {{"Stripe-Version", std::string{api_version}}}) {}

void StripeGateway::fetch(const std::string& id, Looked next) const {
    ProviderRequest ask{.path = "/v1/payment_intents/" + id + "?expand%5B%5D=latest_charge",
                        .timeout_ms = options_.look_timeout_ms};
    channel_.send(std::move(ask), [this, next = std::move(next)](const ports::HttpAnswer& answer) {
        next(read_stripe_intent(answer, options_.client_key));
    });
}

void StripeGateway::create(const ChargeRequest& request, Looked next) const {
    const bool is_page = !is_payment_method(request.payment_key);
    StripeForm form;
    form.add("amount", request.amount.amount)
        .add("currency", lower(request.amount.currency.text()))
        .add("payment_method_types[]", "card")
        .add("capture_method", is_page ? "manual" : "automatic")
        .add("metadata[order_id]", request.order_id)
        .add("description", request.order_name)
        .add("expand[]", "latest_charge");
    if (!is_page) form.add("payment_method", request.payment_key);
    ProviderRequest ask{.path = "/v1/payment_intents",
                        .body = form.text(),
                        .content_type = form_type,
                        .idempotency_key = request.idempotency_key,
                        .timeout_ms = options_.look_timeout_ms};
    channel_.send(std::move(ask), [this, next = std::move(next)](const ports::HttpAnswer& answer) {
        next(read_stripe_intent(answer, options_.client_key));
    });
}

void StripeGateway::look(const ChargeRequest& request, Looked next) const {
    if (is_intent(request.payment_key)) return fetch(request.payment_key, std::move(next));
    create(request, std::move(next));
}

void StripeGateway::prepare(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    if (auto answer = unusable(request)) return done(std::move(*answer));
    look(request, [request, done = std::move(done)](const StripeIntent& intent) {
        done(answer_of(intent, request));
    });
}

void StripeGateway::confirm(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    if (auto answer = unusable(request)) return done(std::move(*answer));
    look(request, [this, request, done = std::move(done)](const StripeIntent& intent) {
        move_money(request, intent, done);
    });
}

/// The one step that charges: a confirm of what has its means of payment, or the capture of what
/// the buyer has authorized. Whatever else the intent shows is the answer itself.
void StripeGateway::move_money(const ChargeRequest& request, const StripeIntent& intent,
                               const Charged& done) const {
    auto shown = answer_of(intent, request);
    const bool is_ours = intent.reading.payment && shown.outcome != ChargeOutcome::mismatch;
    const bool is_to_confirm = is_ours && shown.outcome == ChargeOutcome::absent &&
                               intent.status == "requires_confirmation";
    const bool is_to_capture = is_ours && shown.outcome == ChargeOutcome::authorized;
    if (!is_to_confirm && !is_to_capture) return done(std::move(shown));

    StripeForm form;
    form.add("expand[]", "latest_charge");
    // The buyer is not there to prove who he is; the page's way is for cards that want that.
    if (is_to_confirm) form.add("error_on_requires_action", "true");
    const std::string step = is_to_confirm ? "confirm" : "capture";
    ProviderRequest ask{.path = "/v1/payment_intents/" + intent.id + '/' + step,
                        .body = form.text(),
                        .content_type = form_type,
                        .idempotency_key = request.idempotency_key + '-' + step};
    channel_.send(
        std::move(ask), [this, request, done, id = intent.id](const ports::HttpAnswer& said) {
            auto answer = answer_of(read_stripe_intent(said, options_.client_key), request);
            // The id is worth keeping, whatever became of the charge.
            if (answer.payment_key.empty() && answer.outcome != ChargeOutcome::mismatch) {
                answer.payment_key = id;
            }
            done(std::move(answer));
        });
}

void StripeGateway::query(ChargeRequest request, std::function<void(ChargeAnswer)> done) {
    if (auto answer = unusable(request)) return done(std::move(*answer));
    if (is_intent(request.payment_key)) return prepare(std::move(request), std::move(done));
    create(request, [this, request, done = std::move(done)](const StripeIntent& made) {
        if (!made.reading.payment || !is_plain(made.id)) return done(answer_of(made, request));
        // A repeated create answers as the first time; what has happened since is asked for.
        fetch(made.id, [this, request, done](const StripeIntent& intent) {
            const bool is_untouched = intent.status == "requires_payment_method" ||
                                      intent.status == "requires_confirmation";
            if (intent.reading.payment && is_untouched) {
                return search_others(request, intent, done);
            }
            done(answer_of(intent, request));
        });
    });
}

/// The intent at hand may be a second one, made because the key of the first was forgotten: then
/// the first is the one that counts.
void StripeGateway::search_others(const ChargeRequest& request, const StripeIntent& intent,
                                  const Charged& done) const {
    StripeForm question;
    question.add("query",
                 "metadata['" + std::string{stripe_order_name} + "']:'" + request.order_id + "'");
    ProviderRequest ask{.path = "/v1/payment_intents/search?" + question.text(),
                        .timeout_ms = options_.look_timeout_ms};
    channel_.send(std::move(ask), [this, request, intent, done](const ports::HttpAnswer& said) {
        const auto search = read_stripe_search(said);
        if (!search.is_answered) {
            ProviderReading nothing{.payment = {}, .code = {}, .reason = search.reason};
            return done(to_charge_answer(nothing, request, ChargeOutcome::unknown));
        }
        const auto other =
            std::find_if(search.ids.begin(), search.ids.end(),
                         [&](const std::string& id) { return id != intent.id && is_intent(id); });
        if (other == search.ids.end()) return done(answer_of(intent, request));
        fetch(*other,
              [request, done](const StripeIntent& first) { done(answer_of(first, request)); });
    });
}

void StripeGateway::refund(RefundRequest request, std::function<void(RefundAnswer)> done) {
    if (!is_intent(request.payment_key)) {
        return done({RefundOutcome::unknown, "payment_key_unusable"});
    }
    StripeForm form;
    form.add("payment_intent", request.payment_key)
        .add("amount", request.amount.amount)
        .add("metadata[order_id]", request.order_id)
        .add("metadata[refund_key]", request.idempotency_key)
        .add("metadata[reason]", request.reason);
    ProviderRequest ask{.path = "/v1/refunds",
                        .body = form.text(),
                        .content_type = form_type,
                        .idempotency_key = request.idempotency_key};
    channel_.send(std::move(ask), [request = std::move(request),
                                   done = std::move(done)](const ports::HttpAnswer& answer) {
        const auto reading = read_stripe_refund(answer);
        done(to_refund_answer(reading, request, stripe_refund_outcome_of_code(reading.code)));
    });
}

void StripeGateway::query_refund(RefundRequest request, std::function<void(RefundAnswer)> done) {
    if (!is_intent(request.payment_key)) {
        return done({RefundOutcome::unknown, "payment_key_unusable"});
    }
    ProviderRequest list{.path = "/v1/refunds?payment_intent=" + request.payment_key +
                                 "&limit=" + std::to_string(refunds_shown_max),
                         .timeout_ms = options_.look_timeout_ms};
    channel_.send(std::move(list), [this, request = std::move(request),
                                    done = std::move(done)](const ports::HttpAnswer& answer) {
        const auto found = to_refund_status(read_stripe_refunds(answer), request);
        if (found.reason != "refund_not_shown") return done(found);
        // Not among ours; yet all of it may have been given back at the provider's console.
        fetch(request.payment_key, [request, done](const StripeIntent& intent) {
            done(to_refund_status(intent.reading, request));
        });
    });
}

void StripeGateway::list(ports::ListRequest request, std::function<void(ports::ListAnswer)> done) {
    using std::chrono::seconds;
    StripeForm question;
    // Stripe counts in seconds; what is too much of its answer is left out when it is read.
    question
        .add("created[gte]", std::chrono::floor<seconds>(request.from).time_since_epoch().count())
        .add("created[lt]", std::chrono::ceil<seconds>(request.to).time_since_epoch().count())
        .add("limit", lines_shown_max)
        .add("expand[]", "data.source.payment_intent");
    if (!request.cursor.empty()) question.add("starting_after", request.cursor);
    channel_.send(
        {.path = "/v1/balance_transactions?" + question.text()},
        [request = std::move(request), done = std::move(done)](const ports::HttpAnswer& answer) {
            done(read_stripe_statement(answer, request));
        });
}

ports::WebhookReading StripeGateway::read_webhook(const ports::HttpRequest& request,
                                                  base::Instant now) const {
    using Verdict = ports::WebhookReading::Verdict;
    const auto header = request.header("Stripe-Signature").value_or("");
    const auto secrets = split_secrets(options_.webhook_secrets.get());
    const auto fault = stripe_signature_fault(header, request.body, secrets, now);
    if (!fault.empty()) {
        return {.verdict = Verdict::forged, .order_id = {}, .reason = std::string{fault}};
    }
    auto event = read_stripe_event(request.body);
    if (!event.is_event) {
        return {.verdict = event.is_json ? Verdict::unreadable : Verdict::not_json,
                .order_id = {},
                .reason = "no_event"};
    }
    return {.verdict = Verdict::heard,
            .order_id = std::move(event.order_id),
            .claims_capture = event.claims_capture,
            .reason = {}};
}

}  // namespace boxoffice::platform::payment
