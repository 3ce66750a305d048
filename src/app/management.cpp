#include "app/management.hpp"

#include "contracts/codec_definition.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/class.hpp>

namespace boxoffice::app {

/// PUT /log-level, and the answer.
struct LogLevelBody {
    std::string level;
};
BOOST_DESCRIBE_STRUCT(LogLevelBody, (), (level))

/// The answer to POST /reload: options by name.
struct ReloadedBody {
    std::vector<std::string> changed;
    std::vector<std::string> needs_restart;
};
BOOST_DESCRIBE_STRUCT(ReloadedBody, (), (changed, needs_restart))

/// The details of its refusal.
struct RefusedConfiguration {
    std::vector<std::string> wrong;
};
BOOST_DESCRIBE_STRUCT(RefusedConfiguration, (), (wrong))

namespace {

using ports::HttpRequest;
using ports::HttpResponse;
using ports::Responder;

/// A check, and where its last result is shown.
struct ShownCheck {
    ReadinessCheck check;
    ports::Gauge& gauge;

    [[nodiscard]] bool passes() const {
        const bool is_ready = check.is_ready();
        gauge.set(is_ready ? 1 : 0);
        return is_ready;
    }
};

std::vector<ShownCheck> shown_checks(std::vector<ReadinessCheck> checks, ports::Metrics& metrics) {
    std::vector<ShownCheck> shown;
    for (auto& check : checks) {
        auto& gauge =
            metrics.gauge("boxoffice_ready", "check=\"" + check.name + "\"",
                          "1 while the check passes, else 0; /readyz says no while one that "
                          "decides fails.");
        shown.push_back({std::move(check), gauge});
    }
    return shown;
}

HttpResponse readiness(const HttpRequest& request, const std::vector<ShownCheck>& checks) {
    bool is_ready = true;
    std::string body = "{\"checks\":{";
    for (const auto& shown : checks) {
        const auto& check = shown.check;
        const bool passes = shown.passes();
        is_ready = is_ready && (passes || check.weight == ReadinessWeight::shown);
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

HttpResponse liveness(const std::vector<std::string>& stuck) {
    if (stuck.empty()) return contracts::json_response(200, "{\"status\":\"live\"}");
    std::string body = "{\"status\":\"stuck\",\"workers\":[";
    for (const auto& name : stuck) {
        if (body.back() != '[') body += ',';
        contracts::append_json_string(body, name);
    }
    return contracts::json_response(503, body + "]}");
}

ports::Route get(std::string pattern, std::function<HttpResponse(const HttpRequest&)> answer) {
    return {ports::HttpMethod::get, std::move(pattern), ports::Access::everyone,
            [answer = std::move(answer)](const HttpRequest& request, const Responder& responder) {
                responder->send(answer(request));
            }};
}

HttpResponse log_level(const platform::JsonLog& log) {
    const LogLevelBody shown{std::string{platform::to_text(log.level())}};
    return contracts::json_response(200, contracts::encode(shown));
}

HttpResponse set_log_level(const HttpRequest& request, platform::JsonLog& log) {
    const auto body = contracts::decode<LogLevelBody>(request.body);
    if (!body) return contracts::to_response(contracts::validation_problem(body.error()));
    const auto level = platform::parse_log_level(body->level);
    if (!level) {
        return contracts::to_response(contracts::validation_problem(
            contracts::DecodeError{{{.field = "level", .reason = "unknown"}}}));
    }
    log.set_level(*level);
    return log_level(log);
}

HttpResponse reload(const HttpRequest& request, const std::function<Reloaded()>& read_again) {
    const auto reloaded = read_again();
    if (reloaded.wrong.empty()) {
        return contracts::json_response(
            200, contracts::encode(ReloadedBody{reloaded.changed, reloaded.needs_restart}));
    }
    auto problem = contracts::make_problem(422, "configuration_refused",
                                           request.header("Accept-Language").value_or(""));
    problem.detail = reloaded.wrong.front();
    problem.details = contracts::RawJson{contracts::encode(RefusedConfiguration{reloaded.wrong})};
    return contracts::to_response(problem);
}

}  // namespace

std::string_view program_version() {
    return BOXOFFICE_VERSION;
}

std::vector<ports::Route> management_routes(Management management) {
    auto& metrics = management.metrics;
    auto& log = management.log;
    const auto checks = shown_checks(std::move(management.readiness), metrics);
    return {
        get("/log-level", [&log](const HttpRequest&) { return log_level(log); }),
        ports::without_key({ports::HttpMethod::put, "/log-level", ports::Access::everyone,
                            [&log](const HttpRequest& request, const Responder& responder) {
                                responder->send(set_log_level(request, log));
                            }}),
        ports::without_key({ports::HttpMethod::post, "/reload", ports::Access::everyone,
                            [read_again = std::move(management.reload)](
                                const HttpRequest& request, const Responder& responder) {
                                responder->send(reload(request, read_again));
                            }}),
        get("/livez", [stuck = std::move(management.stuck_workers)](
                          const HttpRequest&) { return liveness(stuck()); }),
        get("/readyz", [checks](const HttpRequest& request) { return readiness(request, checks); }),
        get("/metrics",
            [&metrics, checks](const HttpRequest&) {
                for (const auto& check : checks) static_cast<void>(check.passes());
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

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::app::LogLevelBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::app::ReloadedBody)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::app::RefusedConfiguration)
