#include "contexts/mypage/module.hpp"

#include "contexts/mypage/page_codec.hpp"
#include "contexts/mypage/queries.hpp"
#include "contexts/mypage/sql/schema.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"
#include "eventing/schema.hpp"

namespace boxoffice::mypage {
namespace {

using ports::HttpRequest;
using ports::Responder;

/// auth.mode = open: whose page is shown when nobody says.
constexpr std::int64_t open_user_default = 1;

/// Whose pages a list shows: one's own; staff, and everybody in open mode, may name another.
base::Result<contracts::UserId, ports::HttpResponse> user_of(const HttpRequest& request) {
    const auto& principal = request.principal;
    const auto own = principal.is_open ? open_user_default : principal.user_id;
    if (!principal.is_staff() && !principal.is_open) return contracts::UserId{own};
    const auto asked = contracts::integer_of(request, "userId", 1, base::id_max);
    if (!asked) return base::unexpected(asked.error());
    return contracts::UserId{asked->value_or(own)};
}

}  // namespace

Module::Module(const eventing::Environment& environment)
    : projections_(store_),
      kernel_("mypage", eventing::migrated(environment, migrations()), store_),
      queries_("mypage-read", kernel_.environment()) {
    projections_.listen(kernel_.handlers());
    kernel_.on_deadline(forget_again_due, projections_,
                        [](const eventing::DueRow& row) { return ForgetAgain{{row.subject}}; });
}

std::vector<ports::Route> Module::routes() {
    using ports::Access;
    using ports::HttpMethod;
    return {{.method = HttpMethod::get,
             .pattern = "/myPages",
             .access = Access::signed_in,
             .handler = [this](const HttpRequest& request,
                               const Responder& responder) { list(request, responder); }},
            {.method = HttpMethod::get,
             .pattern = "/myPages/{id}",
             .access = Access::signed_in,
             .handler = [this](const HttpRequest& request, const Responder& responder) {
                 show(request, responder);
             }}};
}

std::vector<std::pair<std::string, std::string>> Module::listens_to() const {
    return kernel_.handlers().listened();
}

void Module::list(const HttpRequest& request, const Responder& responder) {
    const auto page = contracts::page_of(request, sortable_fields());
    if (!page) return responder->send(page.error());
    const auto user = user_of(request);
    if (!user) return responder->send(user.error());
    queries_.answer(request, responder,
                    [request, page = *page, user = *user](ports::SqlSession& sql) {
                        std::vector<std::string> items;
                        for (const auto& body : select_pages(sql, user, page)) {
                            items.push_back(to_resource(decode_page(body)));
                        }
                        return contracts::collection_response(request, "myPages", items, page,
                                                              count_pages(sql, user));
                    });
}

void Module::show(const HttpRequest& request, const Responder& responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    queries_.answer(request, responder, [request, id = *id](ports::SqlSession& sql) {
        const auto& principal = request.principal;
        const auto stored = find_page(sql, id);
        const bool may_see = stored && (principal.is_open || principal.is_staff() ||
                                        stored->user_id.value == principal.user_id);
        // Somebody else's page looks like none at all.
        if (!may_see) return contracts::problem_response(request, 404, "not_found");
        return contracts::json_response(200, to_resource(decode_page(stored->body)));
    });
}

}  // namespace boxoffice::mypage
