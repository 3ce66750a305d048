// What stands between a request's head and its handler: route, credential, role, media type.
#pragma once

#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "ports/http.hpp"
#include "ports/telemetry.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace boxoffice::platform::http {

/// The server's answer when it cannot or will not let a handler answer.
[[nodiscard]] ports::HttpResponse refuse(int status, std::string_view code, bool in_korean);

/// The answer to the exception that is being handled: 503 overloaded for a retryable fault, else
/// 500. The cause goes to the log, never to the client.
[[nodiscard]] ports::HttpResponse answer_to_exception(ports::Log& log, std::string_view request_id,
                                                      bool in_korean);

/// What was decided about a request by its head.
struct Admission {
    const ports::Route* route = nullptr;         ///< set when there is no refusal
    std::optional<ports::HttpResponse> refusal;  ///< also the answer to OPTIONS
    std::size_t body_bytes_max = 0;
    std::string_view pattern{};  ///< of the route that is meant, also when it was refused
};

/// Decides in this order: 400, 404, OPTIONS, 405, 401, 403, 415. Fills `path`, `query`,
/// `parameters` and `principal` of the request. No `method` stands for one that this server does
/// not know.
[[nodiscard]] Admission admit(ports::HttpRequest& request, std::optional<ports::HttpMethod> method,
                              bool has_body, bool in_korean, const Router& router,
                              const HttpServerOptions& options,
                              ports::Authenticator& authenticator);

}  // namespace boxoffice::platform::http
