// HTTP as contexts see it: requests, responses, routes. No vendor, no coroutine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::ports {

enum class HttpMethod { get, head, post, put, patch, del, options };
[[nodiscard]] std::string_view to_text(HttpMethod method);

struct HttpHeader {
    std::string name;
    std::string value;
};

/// Who is asking, after authentication. `user_id` 0 means nobody.
struct Principal {
    enum class Role { nobody, guest, customer, boxoffice, admin };

    std::int64_t user_id = 0;
    Role role = Role::nobody;
    /// auth.mode = open: the caller may name the user on whose behalf he acts.
    bool is_open = false;

    [[nodiscard]] bool is_signed_in() const { return role != Role::nobody; }
    [[nodiscard]] bool is_staff() const { return role == Role::boxoffice || role == Role::admin; }
};

struct HttpRequest {
    HttpMethod method = HttpMethod::get;
    std::string target;                                      ///< as sent: path and query
    std::string path;                                        ///< percent-decoded
    std::vector<std::pair<std::string, std::string>> query;  ///< percent-decoded
    std::vector<std::pair<std::string, std::string>>
        parameters;  ///< `{name}` parts of the route's pattern
    std::vector<HttpHeader> headers;
    std::string body;
    std::string remote_address;
    std::string request_id;
    Principal principal;

    /// Case-insensitive; nothing when absent.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    /// A path parameter as an id from 1 to 2^53-1; nothing when it is not one (the answer is then
    /// 404).
    [[nodiscard]] std::optional<std::int64_t> id_parameter(std::string_view name) const;
};

struct HttpResponse {
    int status = 200;
    std::vector<HttpHeader> headers;  ///< Content-Type among them when there is a body
    std::string body;
};

/// An answer that goes on (server-sent events). Calls are safe from any thread; a slow reader whose
/// backlog exceeds the server's limit is closed and comes back with Last-Event-ID.
class HttpStream {
  public:
    virtual ~HttpStream() = default;
    virtual void write(std::string chunk) = 0;
    virtual void close() = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
};

/// Answers one request, once, from any thread, now or later. What comes after the first answer is
/// dropped, and so is everything when the client has gone. When every copy of a responder is
/// destroyed without an answer, the client gets 500 internal_error.
class ResponseSink {
  public:
    virtual ~ResponseSink() = default;
    virtual void send(HttpResponse response) = 0;
    /// Sends `head` (its body first, if any) and goes on. Destroying the stream closes it.
    [[nodiscard]] virtual std::shared_ptr<HttpStream> open_stream(HttpResponse head) = 0;
};
using Responder = std::shared_ptr<ResponseSink>;

using HttpHandler = std::function<void(HttpRequest request, Responder responder)>;

/// Who may call a route. There is no default: a route without it does not compile.
enum class Access {
    everyone,   ///< also without signing in
    signed_in,  ///< guest, customer, boxoffice, admin
    staff,      ///< boxoffice, admin
    admin,
};
/// Whether `who` may call a route of that access.
[[nodiscard]] bool may_call(Access access, const Principal& who);

struct Route {
    HttpMethod method;
    /// "/reservations/{id}/payment"; a parameter may have a literal before or behind it
    /// ("/tickets/{id}.svg"), and the last one may be "{path...}": all that is left, also nothing.
    /// Literals beat parameters.
    std::string pattern;
    Access access;
    /// Runs on the server's I/O thread: it must not block.
    HttpHandler handler;
    /// How large a request body may be, in bytes; 0 = the server's general limit.
    std::size_t body_bytes_max = 0;
    /// Of a POST: sent again under its Idempotency-Key it is done once, so that a front door may
    /// send it again. False where that key is not looked at.
    bool takes_idempotency_key = true;
    /// The answer goes on (server-sent events): a front door must neither gather nor time it.
    bool is_stream = false;
};
/// `route`, whose POST does not look at an Idempotency-Key.
[[nodiscard]] inline Route without_key(Route route) {
    route.takes_idempotency_key = false;
    return route;
}
/// `route`, whose answer goes on.
[[nodiscard]] inline Route streaming(Route route) {
    route.is_stream = true;
    return route;
}

/// Says who sends a request. The answer to a bad credential is a ready 401. It is asked before the
/// body is read, so `body` is still empty; it runs on the I/O thread.
class Authenticator {
  public:
    struct Verdict {
        Principal principal;
        std::optional<HttpResponse> refusal;
    };
    virtual ~Authenticator() = default;
    [[nodiscard]] virtual Verdict authenticate(const HttpRequest& request) = 0;
};

/// Calls other HTTP services. `done` comes from any thread, exactly once.
struct HttpCall {
    HttpMethod method = HttpMethod::get;
    std::string url;  ///< http:// or https://, host, port, path
    std::vector<HttpHeader> headers;
    std::string body;
    std::int64_t timeout_ms = 10'000;
};
struct HttpAnswer {
    /// Nothing when no complete answer came; `fault` then says why (refused, timeout, reset, ...).
    std::optional<HttpResponse> response;
    std::string fault;
    /// The request may have reached the other side (always true once bytes were sent).
    bool may_have_arrived = true;
};
class HttpClient {
  public:
    virtual ~HttpClient() = default;
    virtual void call(HttpCall call, std::function<void(HttpAnswer)> done) = 0;
};

}  // namespace boxoffice::ports
