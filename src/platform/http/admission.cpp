#include "platform/http/admission.hpp"

#include "base/fault.hpp"
#include "contracts/problem.hpp"
#include "platform/http/text.hpp"
#include "platform/http/url.hpp"

#include <algorithm>
#include <exception>
#include <string>

namespace boxoffice::platform::http {
namespace {

/// The media type without its parameters is one of `accepted`, and the charset, if named, is UTF-8.
bool is_accepted_type(std::optional<std::string_view> content_type,
                      const std::vector<std::string>& accepted) {
    if (!content_type) return false;
    auto rest = *content_type;
    const auto semicolon = std::min(rest.find(';'), rest.size());
    const auto type = trim(rest.substr(0, semicolon));
    const bool is_known =
        std::any_of(accepted.begin(), accepted.end(),
                    [&](const std::string& one) { return equal_ignoring_case(one, type); });
    if (!is_known) return false;
    rest.remove_prefix(semicolon);
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto end = std::min(rest.find(';'), rest.size());
        const auto parameter = trim(rest.substr(0, end));
        rest.remove_prefix(end);
        constexpr std::string_view charset = "charset=";
        if (!equal_ignoring_case(parameter.substr(0, charset.size()), charset)) continue;
        const auto value = parameter.substr(charset.size());
        if (!equal_ignoring_case(value, "utf-8") && !equal_ignoring_case(value, "\"utf-8\""))
            return false;
    }
    return true;
}

ports::HttpResponse with_allow(ports::HttpResponse response, std::string_view allow) {
    response.headers.push_back({"Allow", std::string{allow}});
    return response;
}

/// @return why not, or nothing when the request may pass.
std::optional<ports::HttpResponse> check_caller(ports::HttpRequest& request, ports::Access access,
                                                bool in_korean,
                                                ports::Authenticator& authenticator) {
    auto verdict = authenticator.authenticate(request);
    if (verdict.refusal) return std::move(verdict.refusal);
    request.principal = verdict.principal;
    if (ports::may_call(access, request.principal)) return std::nullopt;
    if (!request.principal.is_signed_in()) return refuse(401, "unauthenticated", in_korean);
    return refuse(403, "forbidden", in_korean);
}

std::optional<ports::HttpResponse> refusal_by_path(const Router::Match& match,
                                                   std::optional<ports::HttpMethod> method,
                                                   bool in_korean) {
    if (!match.is_known_path) return refuse(404, "not_found", in_korean);
    if (match.route != nullptr) return std::nullopt;
    if (method == ports::HttpMethod::options) return with_allow({.status = 204}, match.allow);
    return with_allow(refuse(405, "method_not_allowed", in_korean), match.allow);
}

}  // namespace

ports::HttpResponse refuse(int status, std::string_view code, bool in_korean) {
    return contracts::to_response(contracts::make_problem(status, code, in_korean ? "ko" : "en"));
}

ports::HttpResponse answer_to_exception(ports::Log& log, std::string_view request_id,
                                        bool in_korean) {
    bool is_retryable = false;
    std::string cause = "an exception of unknown type";
    try {
        throw;
    } catch (const base::InfrastructureFault& fault) {
        is_retryable = fault.is_retryable();
        cause = fault.what();
    } catch (const std::exception& exception) {
        cause = exception.what();
    } catch (...) {
    }
    log.write(is_retryable ? ports::LogLevel::warning : ports::LogLevel::error, "request failed",
              {{"request_id", std::string{request_id}}, {"cause", cause}});
    return is_retryable ? refuse(503, "overloaded", in_korean)
                        : refuse(500, "internal_error", in_korean);
}

Admission admit(ports::HttpRequest& request, std::optional<ports::HttpMethod> method, bool has_body,
                bool in_korean, const Router& router, const HttpServerOptions& options,
                ports::Authenticator& authenticator) {
    Admission admission{.route = nullptr, .refusal = {}, .body_bytes_max = options.body_bytes_max};
    if (request.target == "*") {
        // About the server as a whole; the strict head lets it pass for OPTIONS only.
        admission.refusal =
            with_allow({.status = 204}, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        return admission;
    }
    auto target = parse_target(request.target);
    if (!target) {
        admission.refusal = refuse(400, "malformed_request", in_korean);
        return admission;
    }
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    auto match = router.find(method, request.path);
    admission.refusal = refusal_by_path(match, method, in_korean);
    if (admission.refusal) return admission;

    request.parameters = std::move(match.parameters);
    admission.pattern = match.route->pattern;
    if (match.route->body_bytes_max != 0) admission.body_bytes_max = match.route->body_bytes_max;
    admission.refusal = check_caller(request, match.route->access, in_korean, authenticator);
    if (admission.refusal) return admission;
    const auto other = options.other_media_types.find(match.route->pattern);
    const auto& accepted =
        other == options.other_media_types.end() ? options.media_types : other->second;
    if (has_body && !is_accepted_type(request.header("Content-Type"), accepted)) {
        admission.refusal = refuse(415, "unsupported_media_type", in_korean);
        return admission;
    }
    admission.route = match.route;
    return admission;
}

}  // namespace boxoffice::platform::http
