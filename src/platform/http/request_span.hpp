// One request in traces. Internal to the room.
#pragma once

#include "platform/http/server.hpp"
#include "ports/http.hpp"
#include "ports/tracing.hpp"

#include <optional>
#include <string_view>

namespace boxoffice::platform::http {

/// Begun with the head, ended with the answer. When nobody records, it stands for whoever sent the
/// request.
class RequestSpan {
  public:
    RequestSpan() = default;
    RequestSpan(const HttpServerOptions& options, const ports::HttpRequest& request);

    /// What the handler, and all that follows, works for.
    [[nodiscard]] const ports::TraceContext& context() const { return span_.context(); }
    /// `pattern` is the route's; empty when none was meant. No `method`: one that this server does
    /// not know. The path itself is left out, like the query: it may hold the code of a ticket.
    void describe(std::string_view server, std::optional<ports::HttpMethod> method,
                  std::string_view pattern, std::string_view request_id);
    /// What the client did wrong is no failure of the server.
    void answered(int status);
    /// It goes without an answer.
    void cut_off() { span_.fail("client_gone"); }

  private:
    ports::Span span_;
};

}  // namespace boxoffice::platform::http
