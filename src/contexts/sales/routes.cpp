#include "contexts/sales/routes.hpp"

#include "contexts/sales/overview_resource.hpp"
#include "contexts/sales/queries.hpp"
#include "contexts/sales/scope.hpp"
#include "contexts/sales/timeline.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

namespace boxoffice::sales {
namespace {

using ports::HttpRequest;
using ports::Responder;

void show_overview(const eventing::Environment& environment, eventing::QueryWorker& queries,
                   const HttpRequest& request, const Responder& responder) {
    const auto scope = scope_of(request);
    if (!scope) return responder->send(scope.error());
    queries.answer(request, responder,
                   [&clock = environment.clock, request, scope = *scope](ports::SqlSession& sql) {
                       if (!is_known(sql, scope)) {
                           return contracts::problem_response(request, 404, "not_found");
                       }
                       const auto overview = select_overview(sql, scope, clock.now());
                       return contracts::json_response(
                           200, to_json(overview, sees_money(request.principal), request.target));
                   });
}

void show_timeline(const eventing::Environment& environment, eventing::QueryWorker& queries,
                   const HttpRequest& request, const Responder& responder) {
    auto timeline = timeline_request_of(request, environment.clock.now());
    if (!timeline) return responder->send(timeline.error());
    queries.answer(
        request, responder, [request, timeline = std::move(*timeline)](ports::SqlSession& sql) {
            if (!is_known(sql, timeline.scope)) {
                return contracts::problem_response(request, 404, "not_found");
            }
            const auto points = select_timeline(sql, timeline);
            return contracts::json_response(
                200, to_json(timeline, points, sees_money(request.principal), request.target));
        });
}

}  // namespace

std::vector<ports::Route> routes_of(const eventing::Environment& environment,
                                    eventing::QueryWorker& queries) {
    using ports::Access;
    using ports::HttpMethod;
    const auto route = [&](const char* pattern, Access access, auto show) {
        return ports::Route{.method = HttpMethod::get,
                            .pattern = pattern,
                            .access = access,
                            .handler = [&environment, &queries, show](const HttpRequest& request,
                                                                      const Responder& responder) {
                                show(environment, queries, request, responder);
                            }};
    };
    return {route("/sales/overview", Access::staff, show_overview),
            route("/sales/timeline", Access::staff, show_timeline)};
}

}  // namespace boxoffice::sales
