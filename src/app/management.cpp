#include "app/management.hpp"

#include "contracts/codec.hpp"
#include "contracts/resource.hpp"

namespace boxoffice::app {
namespace {

using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

HttpResponse readiness(const HttpRequest& request, const std::vector<ReadinessCheck>& checks) {
    bool is_ready = true;
    std::string body = "{\"checks\":{";
    for (const auto& check : checks) {
        const bool passes = check.is_ready();
        is_ready = is_ready && passes;
        if (body.back() != '{') body += ',';
        contracts::append_json_string(body, check.name);
        body += passes ? ":\"ok\"" : ":\"failing\"";
    }
    body += is_ready ? "},\"status\":\"ready\"}" : "},\"status\":\"not_ready\"}";
    if (!request.query_value("verbose")) {
        body = is_ready ? "{\"status\":\"ready\"}" : "{\"status\":\"not_ready\"}";
    }
    return contracts::json_response(is_ready ? 200 : 503, std::move(body));
}

ports::Route get(std::string pattern, std::function<HttpResponse(const HttpRequest&)> answer) {
    return {ports::HttpMethod::get, std::move(pattern), ports::Access::everyone,
            [answer = std::move(answer)](const HttpRequest& request, const Responder& responder) {
                responder->send(answer(request));
            }};
}

}  // namespace

std::string_view program_version() {
    return BOXOFFICE_VERSION;
}

std::vector<ports::Route> management_routes(const platform::PrometheusMetrics& metrics,
                                            std::vector<ReadinessCheck> checks) {
    return {
        get("/livez",
            [](const HttpRequest&) {
                return contracts::json_response(200, "{\"status\":\"live\"}");
            }),
        get("/readyz", [checks = std::move(checks)](
                           const HttpRequest& request) { return readiness(request, checks); }),
        get("/metrics",
            [&metrics](const HttpRequest&) {
                HttpResponse response;
                response.headers.push_back(
                    {"Content-Type", std::string{platform::PrometheusMetrics::content_type}});
                response.body = metrics.render();
                return response;
            }),
        get("/version",
            [](const HttpRequest&) {
                std::string body = "{\"version\":";
                contracts::append_json_string(body, program_version());
                return contracts::json_response(200, body + "}");
            }),
    };
}

}  // namespace boxoffice::app
