#include "contexts/payment/routes.hpp"

#include "contexts/payment/codecs.hpp"
#include "contexts/payment/resource.hpp"
#include "contracts/problem.hpp"

#include <optional>

namespace boxoffice::payment {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

constexpr ports::SqlText select_by_id = "SELECT body FROM payment WHERE id = $1";
constexpr ports::SqlText select_by_order = "SELECT body FROM payment WHERE order_id = $1";

/// Far more than any provider sends; a webhook only says which order to ask about.
constexpr std::size_t webhook_bytes_max = std::size_t{64} * 1024;

std::optional<Payment> find(ports::SqlSession& sql, ports::SqlText statement,
                            ports::SqlParameter key) {
    std::optional<Payment> found;
    sql.query(statement, {key},
              [&](const ports::SqlRow& row) { found = decode_payment(row.text(0)); });
    return found;
}

bool may_see(const HttpRequest& request, const Payment& payment) {
    const auto& who = request.principal;
    return who.is_staff() || who.user_id == payment.user_id.value;
}

}  // namespace

Routes::Routes(ProviderDesk& desk, eventing::QueryWorker& queries,
               const ports::PaymentGateway& gateway, const eventing::Environment& environment)
    : desk_(desk),
      queries_(queries),
      gateway_(gateway),
      clock_(environment.clock),
      log_(environment.log),
      forged_(environment.metrics.counter(
          "boxoffice_payment_webhooks_forged_total", "",
          "Webhooks refused because the provider did not sign them.")) {}

std::vector<ports::Route> Routes::table() {
    return {
        {HttpMethod::get, "/payments/{id}", Access::signed_in,
         [this](const HttpRequest& request, Responder responder) {
             show(request, std::move(responder));
         }},
        ports::without_key({HttpMethod::post, "/payments/{id}/return", Access::signed_in,
                            [this](const HttpRequest& request, Responder responder) {
                                returned(request, std::move(responder));
                            }}),
        ports::without_key({HttpMethod::post, "/payments/{id}/refunds/{refundId}/retry",
                            Access::staff,
                            [this](const HttpRequest& request, Responder responder) {
                                settle_refund(request, std::move(responder), RetryRefund{});
                            }}),
        ports::without_key({HttpMethod::post, "/payments/{id}/refunds/{refundId}/record",
                            Access::staff,
                            [this](const HttpRequest& request, Responder responder) {
                                settle_refund(request, std::move(responder), RecordRefund{});
                            }}),
        ports::without_key({HttpMethod::post, "/payments/webhooks/{provider}", Access::everyone,
                            [this](const HttpRequest& request, Responder responder) {
                                webhook(request, std::move(responder));
                            },
                            webhook_bytes_max}),
    };
}

void Routes::show(const HttpRequest& request, Responder responder) {
    const auto id = request.id_parameter("id").value_or(0);
    queries_.answer(request, responder, [request, id](ports::SqlSession& sql) {
        const auto payment = find(sql, select_by_id, id);
        if (!payment || !may_see(request, *payment)) {
            return contracts::problem_response(request, 404, "not_found");
        }
        return contracts::json_response(200, to_json(*payment));
    });
}

/// A hint to go and ask, from whomever: it names an order, and the provider says what is true of
/// it. An unknown order is answered like a known one.
void Routes::webhook(const HttpRequest& request, Responder responder) {
    if (request.parameter("provider") != gateway_.name()) {
        return responder->send(contracts::problem_response(request, 404, "not_found"));
    }
    if (!gate_.lets_in(request.remote_address, clock_.now())) {
        return responder->send(contracts::problem_response(request, 429, "rate_limited"));
    }
    const auto hint = gateway_.read_webhook(request, clock_.now());
    if (hint.verdict != ports::WebhookReading::Verdict::heard) {
        return refuse_webhook(request, hint, responder);
    }
    // News of something that is no order of ours: heard, so that the provider does not repeat it.
    if (hint.order_id.empty()) return responder->send(contracts::json_response(200, "{}"));
    queries_.answer(
        request, responder, [this, hint, address = request.remote_address](ports::SqlSession& sql) {
            if (const auto payment = find(sql, select_by_order, hint.order_id)) {
                desk_.submit(
                    {payment->payment_id, WebhookHint{.claims_capture = hint.claims_capture}});
            } else {
                gate_.missed(address, clock_.now());
            }
            return contracts::json_response(200, "{}");
        });
}

void Routes::refuse_webhook(const HttpRequest& request, const ports::WebhookReading& reading,
                            const Responder& responder) {
    using Verdict = ports::WebhookReading::Verdict;
    gate_.missed(request.remote_address, clock_.now());
    if (reading.verdict == Verdict::forged) {
        forged_.add();
        log_.write(ports::LogLevel::warning, "a webhook that the provider did not sign was refused",
                   {{"provider", gateway_.name()},
                    {"address", request.remote_address},
                    {"reason", reading.reason}});
        return responder->send(contracts::problem_response(request, 403, "forbidden"));
    }
    if (reading.verdict == Verdict::not_json)
        return responder->send(contracts::problem_response(request, 400, "malformed_json"));
    responder->send(contracts::to_response(contracts::validation_problem(
        {{{"body", "unreadable"}}},
        request.header("Accept-Language").value_or(std::string_view{}))));
}

void Routes::returned(const HttpRequest& request, Responder responder) {
    const auto id = request.id_parameter("id").value_or(0);
    queries_.answer(request, responder, [this, request, id](ports::SqlSession& sql) {
        const auto payment = find(sql, select_by_id, id);
        if (!payment || !may_see(request, *payment)) {
            return contracts::problem_response(request, 404, "not_found");
        }
        desk_.submit({payment->payment_id, BuyerReturned{}});
        return contracts::json_response(202, to_json(*payment));
    });
}

/// Only a failed refund waits for staff; `what` gets its id.
template <class What>
void Routes::settle_refund(const HttpRequest& request, Responder responder, What what) {
    const auto id = request.id_parameter("id").value_or(0);
    what.refund_id = {request.id_parameter("refundId").value_or(0)};
    queries_.answer(request, responder, [this, request, id, what](ports::SqlSession& sql) {
        auto payment = find(sql, select_by_id, id);
        const auto* refund = payment ? find_refund(*payment, what.refund_id) : nullptr;
        if (!refund) return contracts::problem_response(request, 404, "not_found");
        if (refund->state != RefundState::failed) {
            return contracts::problem_response(request, 409, "conflict");
        }
        desk_.submit({payment->payment_id, what});
        return contracts::json_response(202, to_json(*payment));
    });
}

}  // namespace boxoffice::payment
