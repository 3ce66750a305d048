#include "platform/http/request_span.hpp"

#include "platform/http/trace_ids.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace boxoffice::platform::http {

RequestSpan::RequestSpan(const HttpServerOptions& options, const ports::HttpRequest& request) {
    auto caused_by = trace_of(request);
    const bool is_traced = caused_by.is_known() || options.begins_traces;
    if (is_traced && options.tracer->is_on()) {
        span_ = options.tracer->begin(ports::SpanKind::server, "HTTP", caused_by);
    } else {
        span_ = ports::Span{std::move(caused_by)};
    }
}

/// Names: OpenTelemetry's semantic conventions for HTTP.
void RequestSpan::describe(std::string_view server, std::optional<ports::HttpMethod> method,
                           std::string_view pattern, std::string_view request_id) {
    if (!span_.is_recorded()) return;
    std::string name{method ? ports::to_text(*method) : "_OTHER"};
    span_.set("http.request.method", name);
    span_.set("url.scheme", std::string{"http"});
    span_.set("boxoffice.server", std::string{server});
    span_.set("boxoffice.request_id", std::string{request_id});
    if (!pattern.empty()) {
        span_.set("http.route", std::string{pattern});
        name.append(" ").append(pattern);
    }
    span_.rename(std::move(name));
}

void RequestSpan::answered(int status) {
    if (!span_.is_recorded()) return;
    span_.set("http.response.status_code", std::int64_t{status});
    if (status >= 500) span_.fail(std::to_string(status));
    span_.end();
}

}  // namespace boxoffice::platform::http
