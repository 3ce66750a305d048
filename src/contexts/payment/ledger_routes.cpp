#include "contexts/payment/ledger_routes.hpp"

#include "contexts/payment/ledger_queries.hpp"
#include "contracts/resource.hpp"

#include <cstdint>

namespace boxoffice::payment {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

constexpr std::int64_t id_max = (std::int64_t{1} << 53) - 1;
/// Days of totals unless told.
constexpr std::int64_t days_usual = 31;

}  // namespace

std::vector<ports::Route> LedgerRoutes::table() {
    return {
        {HttpMethod::get, "/payments/ledger", Access::staff,
         [this](const HttpRequest& request, const Responder& responder) {
             lines(request, responder);
         }},
        {HttpMethod::get, "/payments/ledger/balances", Access::staff,
         [this](const HttpRequest& request, const Responder& responder) {
             balances(request, responder);
         }},
        {HttpMethod::get, "/payments/ledger/open-items", Access::staff,
         [this](const HttpRequest& request, const Responder& responder) {
             open_items(request, responder);
         }},
    };
}

void LedgerRoutes::lines(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, {});
    if (!page) return responder->send(page.error());
    const auto payment = contracts::integer_of(request, "paymentId", 1, id_max);
    if (!payment) return responder->send(payment.error());
    queries_.answer(request, responder,
                    [request, page = *page, payment = *payment](ports::SqlSession& sql) {
                        return contracts::collection_response(request, "ledger",
                                                              select_ledger(sql, payment, page),
                                                              page, count_ledger(sql, payment));
                    });
}

void LedgerRoutes::balances(const HttpRequest& request, const Responder& responder) {
    const auto days = contracts::integer_of(request, "days", 1, ledger_days_max);
    if (!days) return responder->send(days.error());
    queries_.answer(
        request, responder, [this, days = days->value_or(days_usual)](ports::SqlSession& sql) {
            return contracts::json_response(200, balances_json(sql, clock_.now(), days));
        });
}

void LedgerRoutes::open_items(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, {});
    if (!page) return responder->send(page.error());
    queries_.answer(request, responder, [request, page = *page](ports::SqlSession& sql) {
        return contracts::collection_response(request, "openItems", select_open_items(sql, page),
                                              page, count_open_payments(sql));
    });
}

}  // namespace boxoffice::payment
