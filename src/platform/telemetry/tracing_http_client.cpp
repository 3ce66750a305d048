#include "platform/telemetry/tracing_http_client.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace boxoffice::platform {
namespace {

/// Longer words are keys.
constexpr std::size_t word_length_max = 32;

/// What the span and the answer need while the call is out.
struct Flight {
    ports::TraceContext caller;
    ports::Span span;
};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "payments", "payment_intents", "jwks.json", "v1".
bool may_be_shown(std::string_view segment) {
    if (segment.size() > word_length_max) return false;
    const bool is_version = segment.size() >= 2 && segment.size() <= 3 && segment[0] == 'v' &&
                            std::all_of(segment.begin() + 1, segment.end(), is_digit);
    return is_version || std::all_of(segment.begin(), segment.end(), [](char c) {
               return is_letter(c) || c == '_' || c == '-' || c == '.';
           });
}

/// "http://host:80/path?query" -> "host:80" and "/path".
std::pair<std::string_view, std::string_view> split(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("?#"));
    const auto slash = std::min(url.find('/'), url.size());
    return {url.substr(0, slash), url.substr(slash)};
}

void set_server(ports::Span& span, std::string_view url) {
    auto host = split(url).first;
    // Nobody's name and password.
    host.remove_prefix(host.find('@') == std::string_view::npos ? 0 : host.find('@') + 1);
    const auto colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && host.back() != ']';
    std::int64_t port = url.starts_with("https://") ? 443 : 80;
    if (has_port) std::from_chars(host.data() + colon + 1, host.data() + host.size(), port);
    span.set("server.address", std::string{host.substr(0, has_port ? colon : host.size())});
    span.set("server.port", port);
}

void note(ports::Span& span, const ports::HttpAnswer& answer) {
    if (!answer.response) return span.fail("no_answer");
    const auto status = answer.response->status;
    span.set("http.response.status_code", std::int64_t{status});
    if (status >= 400) span.fail(std::to_string(status));
}

}  // namespace

std::string url_template(std::string_view url) {
    auto path = split(url).second;
    std::string out;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        const auto segment = path.substr(0, end);
        out.append("/").append(may_be_shown(segment) ? segment : std::string_view{"{}"});
        path.remove_prefix(end);
    }
    return out.empty() ? "/" : out;
}

/// Names: OpenTelemetry's semantic conventions for HTTP.
ports::Span TracingHttpClient::begin(const ports::HttpCall& call,
                                     const ports::TraceContext& caller) const {
    if (!tracer_.is_on() || !caller.is_sampled) return ports::Span{caller};
    const std::string method{ports::to_text(call.method)};
    const auto path = url_template(call.url);
    auto span = tracer_.begin(ports::SpanKind::client, method + ' ' + path, caller);
    span.set("http.request.method", method);
    span.set("url.template", path);
    set_server(span, call.url);
    return span;
}

void TracingHttpClient::call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) {
    const auto& caller = ports::current_trace();
    if (!caller.is_known()) return inner_.call(std::move(call), std::move(done));
    auto flight = std::make_shared<Flight>(Flight{caller, begin(call, caller)});
    const auto& context = flight->span.context();
    call.headers.push_back({"traceparent", ports::to_traceparent(context)});
    if (!context.state.empty()) call.headers.push_back({"tracestate", context.state});
    inner_.call(std::move(call), [flight, done = std::move(done)](ports::HttpAnswer answer) {
        note(flight->span, answer);
        flight->span.end();
        const ports::TraceScope scope{flight->caller};
        done(std::move(answer));
    });
}

}  // namespace boxoffice::platform
