#include "contexts/sales/routes.hpp"

#include "contexts/sales/daily_close.hpp"
#include "contexts/sales/overview_resource.hpp"
#include "contexts/sales/queries.hpp"
#include "contexts/sales/scope.hpp"
#include "contexts/sales/timeline.hpp"
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

HttpResponse csv_response(const DailyClose& close) {
    HttpResponse response;
    response.headers = {{"Content-Type", "text/csv; charset=utf-8; header=present"},
                        {"Content-Disposition",
                         "attachment; filename=\"daily-close-" + to_text(close.date) + ".csv\""}};
    response.body = to_csv(close);
    return response;
}

void show_daily_close(const eventing::Environment& environment, eventing::QueryWorker& queries,
                      const HttpRequest& request, const Responder& responder) {
    const auto day = day_of(request, "date");
    if (!day) return responder->send(day.error());
    const auto format = request.query_value("format");
    if (format && *format != "json" && *format != "csv") {
        return responder->send(invalid_parameter(request, "format", "not_a_known_value"));
    }
    const auto accept = request.header("Accept").value_or("");
    const bool is_table = format ? *format == "csv" : prefers_csv(accept);
    queries.answer(
        request, responder,
        [&clock = environment.clock, request, day = *day, is_table](ports::SqlSession& sql) {
            const auto now = clock.now();
            const auto date = day.value_or(base::to_local_date(now, house_zone()));
            const auto close = select_daily_close(sql, date, now);
            auto response = is_table
                                ? csv_response(close)
                                : contracts::json_response(200, to_json(close, request.target));
            response.headers.push_back({"Vary", "Accept"});
            return response;
        });
}

}  // namespace

std::vector<ports::Route> routes_of(const eventing::Environment& environment,
                                    eventing::QueryWorker& queries, Feed& feed) {
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
            route("/sales/timeline", Access::staff, show_timeline),
            route("/sales/daily-close", Access::admin, show_daily_close),
            ports::streaming(
                {.method = HttpMethod::get,
                 .pattern = "/sales/stream",
                 .access = Access::staff,
                 .handler = [&feed](const HttpRequest& request, const Responder& responder) {
                     feed.follow(request, responder);
                 }})};
}

}  // namespace boxoffice::sales
