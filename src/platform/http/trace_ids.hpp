// Ids that clients may bring along; what does not look like one is not taken over.
#pragma once

#include "ports/http.hpp"
#include "ports/trace_context.hpp"

#include <string_view>

namespace boxoffice::platform::http {

/// X-Request-Id: 1 to 64 characters of [A-Za-z0-9._-], safe in logs and headers.
[[nodiscard]] bool is_request_id(std::string_view text);

/// What the headers traceparent and tracestate say. Several headers tracestate are one list; more
/// than one traceparent is none. Source: W3C Trace Context, section 3.
[[nodiscard]] ports::TraceContext trace_of(const ports::HttpRequest& request);

}  // namespace boxoffice::platform::http
