#include "contexts/identity/account_routes.hpp"

#include "contexts/identity/account_queries.hpp"
#include "contexts/identity/requests.hpp"
#include "contexts/identity/store.hpp"
#include "contracts/codec_definition.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"
#include "eventing/http_command.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <utility>

namespace boxoffice::identity {
namespace {

using contracts::UserId;
using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

/// Bytes of a searched text.
constexpr std::size_t search_length_max = 100;

/// One line of the log. `action`: account_made, role_changed or account_erased.
struct RoleChangeResource {
    std::int64_t id = 0;
    base::Instant at{};
    std::string action;
    UserId user_id;
    std::optional<std::string> name;
    std::optional<std::string> email;
    std::optional<UserId> actor_id;
    std::optional<std::string> actor_name;
    std::optional<std::string> from;
    std::optional<std::string> to;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(RoleChangeResource, (),
                      (id, at, action, user_id, name, email, actor_id, actor_name, from, to,
                       reason))

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

std::string to_line(const RoleChangeRow& row) {
    RoleChangeResource line{.id = row.id,
                            .at = row.at,
                            .action = row.from.empty() ? "account_made"
                                      : row.to.empty() ? "account_erased"
                                                       : "role_changed",
                            .user_id = row.user_id,
                            .name = unless_empty(row.name),
                            .email = unless_empty(row.email),
                            .actor_id = {},
                            .actor_name = unless_empty(row.actor_name),
                            .from = unless_empty(row.from),
                            .to = unless_empty(row.to),
                            .reason = unless_empty(row.reason)};
    if (row.actor_id) line.actor_id = row.actor_id;
    return contracts::encode(line);
}

HttpResponse invalid(const HttpRequest& request, const char* field, const char* reason) {
    return contracts::to_response(
        contracts::validation_problem({{{field, reason}}}, answer_language_of(request)));
}

}  // namespace

std::vector<ports::Route> AccountRoutes::table() {
    using ports::HttpMethod;
    const auto route = [this](HttpMethod method, const char* pattern,
                              void (AccountRoutes::*handle)(const HttpRequest&, const Responder&)) {
        return ports::Route{
            .method = method,
            .pattern = pattern,
            .access = ports::Access::admin,
            .handler = [this, handle](const HttpRequest& request, const Responder& responder) {
                (this->*handle)(request, responder);
            }};
    };
    return {route(HttpMethod::get, "/accounts", &AccountRoutes::list),
            route(HttpMethod::get, "/accounts/audit-log", &AccountRoutes::list_changes),
            route(HttpMethod::get, "/accounts/{id}", &AccountRoutes::show),
            route(HttpMethod::put, "/accounts/{id}/role", &AccountRoutes::change_role)};
}

void AccountRoutes::list(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, accounts_sortable);
    if (!page) return responder->send(page.error());
    AccountSearch search{.text = std::string{request.query_value("q").value_or("")},
                         .role = std::string{request.query_value("role").value_or("")}};
    if (search.text.size() > search_length_max) {
        return responder->send(invalid(request, "q", "too_long"));
    }
    Role role{};
    if (!search.role.empty() && !boost::describe::enum_from_string(search.role.c_str(), role)) {
        return responder->send(invalid(request, "role", "not_a_known_value"));
    }
    searches_.answer(request, responder,
                     [request, search = std::move(search), page = *page](ports::SqlSession& sql) {
                         const auto found = list_accounts(sql, search, page);
                         std::vector<std::string> items;
                         for (const auto& account : found.accounts) {
                             items.push_back(to_resource(account, address_of(account.user_id)));
                         }
                         return contracts::collection_response(request, "accounts", items, page,
                                                               found.total);
                     });
}

void AccountRoutes::show(const HttpRequest& request, const Responder& responder) {
    const UserId id{request.id_parameter("id").value_or(0)};
    searches_.answer(request, responder, [request, id](ports::SqlSession& sql) {
        const auto account = read_account(sql, id);
        if (!account || account->erased_at) {
            return contracts::problem_response(request, 404, "not_found");
        }
        return contracts::json_response(200, to_resource(*account, address_of(id)));
    });
}

void AccountRoutes::change_role(const HttpRequest& request, const Responder& responder) {
    const UserId id{request.id_parameter("id").value_or(0)};
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    auto body = read_body<RoleBody>(request);
    if (!body) return responder->send(body.error());
    ChangeRole command{.user_id = id,
                       .role = *role_to_give(body->role),
                       .reason = body->reason.value_or(""),
                       .actor_id = {request.principal.user_id},
                       .answer_language = answer_language_of(request)};
    eventing::submit_http(kernel_.runner(), accounts_, std::move(command), request, responder);
}

void AccountRoutes::list_changes(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, {});
    if (!page) return responder->send(page.error());
    const auto user = contracts::integer_of(request, "userId", 1, base::id_max);
    if (!user) return responder->send(user.error());
    const auto actor = contracts::integer_of(request, "actorId", 1, base::id_max);
    if (!actor) return responder->send(actor.error());
    searches_.answer(request, responder,
                     [request, page = *page, user = UserId{user->value_or(0)},
                      by = UserId{actor->value_or(0)}](ports::SqlSession& sql) {
                         const auto found = list_role_changes(sql, user, by, page);
                         std::vector<std::string> items;
                         for (const auto& line : found.lines) items.push_back(to_line(line));
                         return contracts::collection_response(request, "entries", items, page,
                                                               found.total);
                     });
}

}  // namespace boxoffice::identity
