#include "contexts/sales/routes.hpp"

#include "contexts/sales/overview_resource.hpp"
#include "contexts/sales/queries.hpp"
#include "contexts/sales/scope.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

namespace boxoffice::sales {
namespace {

using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

void show_overview(const eventing::Environment& environment, eventing::QueryWorker& queries,
                   const HttpRequest& request, const Responder& responder) {
    const auto scope = scope_of(request);
    if (!scope) return responder->send(scope.error());
    queries.answer(request, responder,
                   [&clock = environment.clock, request, scope = *scope](ports::SqlSession& sql) {
                       if (!is_known(sql, scope))
                           return contracts::problem_response(request, 404, "not_found");
                       const auto overview = select_overview(sql, scope, clock.now());
                       return contracts::json_response(
                           200, to_json(overview, sees_money(request.principal), request.target));
                   });
}

}  // namespace

std::vector<ports::Route> routes_of(eventing::ContextKernel& kernel,
                                    eventing::QueryWorker& queries) {
    using ports::Access;
    using ports::HttpMethod;
    return {
        {.method = HttpMethod::get,
         .pattern = "/sales/overview",
         .access = Access::staff,
         .handler = [&kernel, &queries](const HttpRequest& request, const Responder& responder) {
             show_overview(kernel.environment(), queries, request, responder);
         }}};
}

}  // namespace boxoffice::sales
