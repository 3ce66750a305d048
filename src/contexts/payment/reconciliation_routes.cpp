#include "contexts/payment/reconciliation_routes.hpp"

#include "contexts/payment/reconciliation_resource.hpp"
#include "contracts/codec.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"
#include "eventing/http_command.hpp"

#include <string>

namespace boxoffice::payment {
namespace {

using ports::Access;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

template <class Item>
std::vector<std::string> as_json(const std::vector<Item>& items) {
    std::vector<std::string> texts;
    texts.reserve(items.size());
    for (const auto& item : items) texts.push_back(to_json(item));
    return texts;
}

/// What is wrong with a note; nothing when it will do.
std::vector<contracts::FieldError> errors_in(const Acknowledgement& body) {
    if (body.note.empty()) return {{"note", "missing"}};
    if (body.note.size() > note_bytes_max) return {{"note", "too_long"}};
    return {};
}

}  // namespace

std::vector<ports::Route> ReconciliationRoutes::table() {
    const auto route = [this](HttpMethod method, std::string pattern,
                              void (ReconciliationRoutes::*door)(const HttpRequest&,
                                                                 const Responder&)) {
        return ports::Route{method, std::move(pattern), Access::staff,
                            [this, door](const HttpRequest& request, const Responder& responder) {
                                (this->*door)(request, responder);
                            }};
    };
    return {
        route(HttpMethod::get, "/payments/reconciliation", &ReconciliationRoutes::runs),
        route(HttpMethod::get, "/payments/reconciliation/findings",
              &ReconciliationRoutes::findings),
        route(HttpMethod::get, "/payments/reconciliation/findings/{id}",
              &ReconciliationRoutes::finding),
        route(HttpMethod::post, "/payments/reconciliation/findings/{id}/acknowledgement",
              &ReconciliationRoutes::acknowledge),
    };
}

void ReconciliationRoutes::runs(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, {});
    if (!page) return responder->send(page.error());
    queries_.answer(request, responder, [request, page = *page](ports::SqlSession& sql) {
        return contracts::collection_response(request, "runs",
                                              as_json(select_runs(sql, page.size, page.offset())),
                                              page, count_runs(sql));
    });
}

void ReconciliationRoutes::findings(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, {});
    if (!page) return responder->send(page.error());
    queries_.answer(request, responder, [request, page = *page](ports::SqlSession& sql) {
        return contracts::collection_response(
            request, "findings", as_json(select_findings(sql, page.size, page.offset())), page,
            count_findings(sql));
    });
}

void ReconciliationRoutes::finding(const HttpRequest& request, const Responder& responder) {
    const auto id = request.id_parameter("id").value_or(0);
    queries_.answer(request, responder, [request, id](ports::SqlSession& sql) {
        const auto found = select_finding(sql, id);
        if (!found) return contracts::problem_response(request, 404, "not_found");
        return contracts::json_response(200, to_json(*found));
    });
}

void ReconciliationRoutes::acknowledge(const HttpRequest& request, const Responder& responder) {
    const auto language = request.header("Accept-Language").value_or(std::string_view{});
    const auto body = contracts::decode<Acknowledgement>(request.body);
    const auto wrong = body ? contracts::DecodeError{errors_in(*body)} : body.error();
    if (!wrong.errors.empty()) {
        return responder->send(
            contracts::to_response(contracts::validation_problem(wrong, language)));
    }
    eventing::submit_http(kernel_.runner(), findings_,
                          AcknowledgeFinding{.id = request.id_parameter("id").value_or(0),
                                             .user_id = request.principal.user_id,
                                             .note = body->note,
                                             .answer_language = std::string{language}},
                          request, responder);
}

}  // namespace boxoffice::payment
