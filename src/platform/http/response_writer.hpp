// Writes responses as bytes: appended to one buffer, without a response type of its own.
#pragma once

#include "ports/http.hpp"

#include <string>
#include <string_view>

namespace boxoffice::platform::http {

struct ResponseFrame {
    std::string_view date;  ///< IMF-fixdate
    std::string_view request_id;
    bool keeps_alive = true;
    bool is_head_only = false;  ///< the answer to HEAD
};

/// Appends head and body. The server's own headers (Date, Content-Length, Connection, X-Request-Id)
/// win over the handler's; nosniff, no-referrer and `no-store` are added unless the handler set the
/// header itself. Line ends in values become blanks, so a value cannot split the response.
void append_response(std::string& out, const ports::HttpResponse& response,
                     const ResponseFrame& frame);

/// Appends the head of an answer that goes on, in chunks or, for HTTP/1.0, until the connection
/// ends.
void append_stream_head(std::string& out, const ports::HttpResponse& response,
                        const ResponseFrame& frame, bool is_chunked);

/// Appends one chunk (RFC 9112 section 7.1); an empty one would end the stream and is left out.
void append_chunk(std::string& out, std::string_view data);

/// "HTTP" dates, such as "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
[[nodiscard]] std::string http_date(std::int64_t seconds_since_1970);

}  // namespace boxoffice::platform::http
