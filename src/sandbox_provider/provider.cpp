#include "sandbox_provider/provider.hpp"

#include "base/secret.hpp"
#include "contracts/codec.hpp"
#include "contracts/problem_texts.hpp"
#include "sandbox_provider/desk.hpp"
#include "sandbox_provider/pages.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace boxoffice::sandbox {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

constexpr std::size_t key_bytes_max = 255;
constexpr std::size_t ledger_lines_per_page = 1000;

/// Base64 with padding, RFC 4648 section 4: what HTTP Basic carries.
std::string to_base64(std::string_view bytes) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        count += 8;
        for (; count >= 6; count -= 6) out += digits[(bits >> (count - 6)) & 63];
    }
    if (count > 0) out += digits[(bits << (6 - count)) & 63];
    while (out.size() % 4 != 0) out += '=';
    return out;
}

/// 6 to 64 letters, digits, '-' and '_': safe in an address and in a page.
bool is_order_id(std::string_view text) {
    return text.size() >= 6 && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '_';
           });
}

bool prefers_korean(const HttpRequest& request) {
    return contracts::prefers_korean(request.header("Accept-Language").value_or(""));
}

std::string idempotency_key(const HttpRequest& request) {
    return std::string{request.header("Idempotency-Key").value_or("")};
}

std::optional<std::int64_t> number_in(const HttpRequest& request, std::string_view name) {
    const auto text = request.query_value(name);
    if (!text) return 0;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool whole = error == std::errc{} && end == text->data() + text->size();
    return whole && number >= 0 ? std::optional{number} : std::nullopt;
}

template <class T>
HttpResponse json(const T& value) {
    return {.status = 200,
            .headers = {{"Content-Type", "application/json"}},
            .body = contracts::encode(value)};
}

}  // namespace

/// The doors: each reads its request, refuses what makes no sense, and queues the rest at the desk.
class SandboxProvider::Routes {
  public:
    explicit Routes(Desk& desk) : desk_(&desk) {
        credential_ = "Basic " + to_base64(desk_->options().secret_key + ':');
    }

    [[nodiscard]] std::vector<ports::Route> api() const {
        return {
            keyed(HttpMethod::post, "/v1/orders", &Routes::prepare),
            keyed(HttpMethod::post, "/v1/payments/confirm", &Routes::confirm),
            keyed(HttpMethod::get, "/v1/payments/orders/{orderId}", &Routes::query_order),
            keyed(HttpMethod::get, "/v1/payments/{paymentKey}", &Routes::query_payment),
            keyed(HttpMethod::post, "/v1/payments/{paymentKey}/cancel", &Routes::cancel),
            keyed(HttpMethod::get, "/v1/transactions", &Routes::transactions),
            open(HttpMethod::get, "/checkout/{orderId}", &Routes::show_page),
            open(HttpMethod::post, "/checkout/{orderId}/{button}", &Routes::press),
        };
    }
    [[nodiscard]] std::vector<ports::Route> control() const {
        return {
            open(HttpMethod::get, "/control/faults", &Routes::report_faults),
            open(HttpMethod::post, "/control/faults", &Routes::order_fault),
            open(HttpMethod::post, "/control/reset", &Routes::reset_faults),
            open(HttpMethod::post, "/control/payments/{paymentKey}/console-cancel",
                 &Routes::console_cancel),
            open(HttpMethod::post, "/control/orders/{orderId}/late-deposit", &Routes::deposit_late),
            open(HttpMethod::get, "/control/ledger", &Routes::dump_ledger),
        };
    }

  private:
    using Door = void (Routes::*)(HttpRequest, const Responder&) const;

    [[nodiscard]] ports::Route open(HttpMethod method, std::string pattern, Door door) const {
        return {.method = method,
                .pattern = std::move(pattern),
                .access = Access::everyone,
                .handler = [routes = *this, door](HttpRequest request, const Responder& responder) {
                    (routes.*door)(std::move(request), responder);
                }};
    }
    /// Behind the secret key. The key is checked here, not by the server's authenticator, because
    /// it belongs to this API.
    [[nodiscard]] ports::Route keyed(HttpMethod method, std::string pattern, Door door) const {
        auto route = open(method, std::move(pattern), door);
        route.handler = [credential = credential_, next = std::move(route.handler)](
                            HttpRequest request, const Responder& responder) {
            const auto given = request.header("Authorization");
            if (given && base::is_same_secret(*given, credential)) {
                return next(std::move(request), responder);
            }
            auto refusal = error_answer(401, "unauthorized");
            refusal.headers.push_back({"WWW-Authenticate", "Basic realm=\"sandbox\""});
            responder->send(std::move(refusal));
        };
        return route;
    }

    void prepare(HttpRequest request, const Responder& responder) const {
        auto order = contracts::decode<PrepareOrder>(request.body);
        const bool is_good = order && is_order_id(order->order_id) && order->amount.amount > 0 &&
                             is_web_address(order->success_url) &&
                             (!order->webhook_url || is_web_address(*order->webhook_url));
        if (!is_good) return responder->send(error_answer(400, "invalid_request"));
        auto order_id = order->order_id;
        const auto& options = desk_->options();
        desk_->submit(
            {.ask = PrepareAsk{std::move(*order), options.session, options.default_webhook_url},
             .order_id = std::move(order_id),
             .responder = responder,
             .scripted = CallKind::prepare});
    }

    void confirm(HttpRequest request, const Responder& responder) const {
        auto payment = contracts::decode<ConfirmPayment>(request.body);
        auto key = idempotency_key(request);
        const bool is_good = payment && is_order_id(payment->order_id) &&
                             payment->amount.amount > 0 && key.size() <= key_bytes_max;
        if (!is_good) return responder->send(error_answer(400, "invalid_request"));
        auto order_id = payment->order_id;
        desk_->submit({.ask = ConfirmAsk{std::move(*payment), std::move(key),
                                         desk_->options().default_webhook_url},
                       .order_id = std::move(order_id),
                       .responder = responder,
                       .scripted = CallKind::confirm});
    }

    void cancel(HttpRequest request, const Responder& responder) const {
        auto wanted = contracts::decode<CancelPayment>(request.body);
        auto key = idempotency_key(request);
        if (!wanted || key.size() > key_bytes_max) {
            return responder->send(error_answer(400, "invalid_request"));
        }
        desk_->submit(
            {.ask = CancelAsk{wanted->cancel_amount, wanted->cancel_reason, std::move(key)},
             .payment_key = payment_key(request),
             .responder = responder,
             .scripted = CallKind::cancel});
    }

    void query_order(HttpRequest request, const Responder& responder) const {
        desk_->submit({.ask = QueryAsk{},
                       .order_id = std::string{request.parameter("orderId")},
                       .responder = responder,
                       .scripted = CallKind::query});
    }

    void query_payment(HttpRequest request, const Responder& responder) const {
        desk_->submit({.ask = QueryAsk{},
                       .payment_key = payment_key(request),
                       .responder = responder,
                       .scripted = CallKind::query});
    }

    void transactions(HttpRequest request, const Responder& responder) const {
        const auto from = base::parse_rfc3339(request.query_value("from").value_or(""));
        const auto to = base::parse_rfc3339(request.query_value("to").value_or(""));
        const auto page = number_in(request, "page");
        if (!from || !to || !page || *page > 1'000'000) {
            return responder->send(error_answer(400, "invalid_request"));
        }
        desk_->read(responder, [from = *from, to = *to, page = *page](ports::SqlSession& sql) {
            return json(select_transactions(sql, from, to, page));
        });
    }

    void show_page(HttpRequest request, const Responder& responder) const {
        desk_->submit({.ask = ShowPageAsk{},
                       .order_id = std::string{request.parameter("orderId")},
                       .responder = responder,
                       .korean = prefers_korean(request)});
    }

    void press(HttpRequest request, const Responder& responder) const {
        const auto name = request.parameter("button");
        const bool is_known = name == "pay" || name == "decline" || name == "leave";
        if (!is_known) return responder->send(no_such_page(prefers_korean(request)));
        const auto button = name == "pay"       ? Button::pay
                            : name == "decline" ? Button::decline
                                                : Button::leave;
        desk_->submit({.ask = PressAsk{button},
                       .order_id = std::string{request.parameter("orderId")},
                       .responder = responder,
                       .korean = prefers_korean(request)});
    }

    void report_faults(HttpRequest, const Responder& responder) const {
        desk_->script(responder, [](FaultScript& script) { return json(script.report()); });
    }

    void order_fault(HttpRequest request, const Responder& responder) const {
        const auto order = contracts::decode<FaultOrder>(request.body);
        if (!order) return responder->send(error_answer(400, "invalid_request"));
        desk_->script(responder, [order = *order](FaultScript& script) {
            const auto added = script.add(order);
            return added ? json(script.report()) : error_answer(400, added.error());
        });
    }

    void reset_faults(HttpRequest, const Responder& responder) const {
        desk_->script(responder, [](FaultScript& script) {
            script.reset();
            return json(script.report());
        });
    }

    void console_cancel(HttpRequest request, const Responder& responder) const {
        ConsoleCancel wanted;
        if (!request.body.empty()) {
            const auto read = contracts::decode<ConsoleCancel>(request.body);
            if (!read) return responder->send(error_answer(400, "invalid_request"));
            wanted = *read;
        }
        desk_->submit({.ask = CancelAsk{wanted.amount, "console", ""},
                       .payment_key = payment_key(request),
                       .responder = responder});
    }

    void deposit_late(HttpRequest request, const Responder& responder) const {
        desk_->submit({.ask = DepositAsk{},
                       .order_id = std::string{request.parameter("orderId")},
                       .responder = responder});
    }

    void dump_ledger(HttpRequest request, const Responder& responder) const {
        const auto after = number_in(request, "after");
        if (!after) return responder->send(error_answer(400, "invalid_request"));
        desk_->read(responder, [desk = desk_, after = *after](ports::SqlSession& sql) {
            LedgerDump dump;
            for (const auto& payment : select_after(sql, after, ledger_lines_per_page)) {
                auto view = make_view(payment, desk->now(), desk->options().public_url);
                view.payment_key = payment.payment_key;
                dump.payments.push_back({payment.id, payment.confirm_key, std::move(view)});
            }
            if (dump.payments.size() == ledger_lines_per_page) {
                dump.next = dump.payments.back().id;
            }
            return json(dump);
        });
    }

    /// Never empty: an empty key would name the payment by its order.
    static std::string payment_key(const HttpRequest& request) {
        std::string key{request.parameter("paymentKey")};
        return key.empty() ? "none" : key;
    }

    Desk* desk_;
    std::string credential_;
};

SandboxProvider::SandboxProvider(SandboxOptions options, ports::SqlDatabase& database,
                                 ports::HttpClient& webhook_client, ports::Scheduler& scheduler,
                                 base::Clock& clock, ports::Randomness& randomness)
    : desk_(std::make_unique<Desk>(std::move(options), database, webhook_client, scheduler, clock,
                                   randomness)) {}

SandboxProvider::~SandboxProvider() = default;

std::vector<ports::Route> SandboxProvider::routes() {
    return Routes{*desk_}.api();
}

std::vector<ports::Route> SandboxProvider::control_routes() {
    return Routes{*desk_}.control();
}

}  // namespace boxoffice::sandbox
