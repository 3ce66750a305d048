#include "platform/http/response_writer.hpp"

#include "platform/http/text.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>

namespace boxoffice::platform::http {
namespace {

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Other";  // RFC 9112 section 4: a client ignores the phrase
    }
}

void append_number(std::string& out, std::uint64_t number, int base = 10) {
    std::array<char, 24> digits;
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
    out.append(digits.data(), end);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    for (const char c : value) {
        const bool is_control = (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
        out += is_control ? ' ' : c;
    }
    out.append("\r\n");
}

/// Headers that only the server may write: framing, and what it says about itself.
bool is_servers_own(std::string_view name) {
    switch (name.size()) {
        case 4:
            return equal_ignoring_case(name, "Date");
        case 10:
            return equal_ignoring_case(name, "Connection");
        case 12:
            return equal_ignoring_case(name, "X-Request-Id");
        case 14:
            return equal_ignoring_case(name, "Content-Length");
        case 17:
            return equal_ignoring_case(name, "Transfer-Encoding");
        default:
            return false;
    }
}

/// Which of the headers with a default the handler has set itself.
struct OwnHeaders {
    bool cache_control = false;
    bool content_type_options = false;
    bool referrer_policy = false;
    bool challenge = false;

    void note(std::string_view name) {
        switch (name.size()) {
            case 13:
                cache_control |= equal_ignoring_case(name, "Cache-Control");
                break;
            case 15:
                referrer_policy |= equal_ignoring_case(name, "Referrer-Policy");
                break;
            case 16:
                challenge |= equal_ignoring_case(name, "WWW-Authenticate");
                break;
            case 22:
                content_type_options |= equal_ignoring_case(name, "X-Content-Type-Options");
                break;
            default:
                break;
        }
    }
};

/// Everything up to the framing headers.
void append_head(std::string& out, const ports::HttpResponse& response,
                 const ResponseFrame& frame) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(response.status));
    out.append(" ").append(reason_of(response.status)).append("\r\nDate: ").append(frame.date);
    out.append("\r\nX-Request-Id: ").append(frame.request_id).append("\r\n");
    OwnHeaders own;
    for (const auto& header : response.headers) {
        if (is_servers_own(header.name)) continue;
        own.note(header.name);
        append_header(out, header.name, header.value);
    }
    if (!own.content_type_options) out.append("X-Content-Type-Options: nosniff\r\n");
    if (!own.referrer_policy) out.append("Referrer-Policy: no-referrer\r\n");
    if (!own.cache_control) out.append("Cache-Control: no-store\r\n");
    // RFC 9110 section 15.5.2: a 401 names the scheme it wants.
    if (response.status == 401 && !own.challenge) out.append("WWW-Authenticate: Bearer\r\n");
    if (!frame.keeps_alive) out.append("Connection: close\r\n");
}

}  // namespace

void append_response(std::string& out, const ports::HttpResponse& response,
                     const ResponseFrame& frame) {
    append_head(out, response, frame);
    const bool has_content = response.status != 204 && response.status != 304;
    if (has_content) {
        out.append("Content-Length: ");
        append_number(out, response.body.size());
        out.append("\r\n");
    }
    out.append("\r\n");
    if (has_content && !frame.is_head_only) out.append(response.body);
}

void append_stream_head(std::string& out, const ports::HttpResponse& response,
                        const ResponseFrame& frame, bool is_chunked) {
    append_head(out, response, frame);
    out.append(is_chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
}

void append_chunk(std::string& out, std::string_view data) {
    if (data.empty()) return;
    append_number(out, data.size(), 16);
    out.append("\r\n").append(data).append("\r\n");
}

std::string http_date(std::int64_t seconds_since_1970) {
    static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed",
                                                          "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_seconds instant{std::chrono::seconds{seconds_since_1970}};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{instant - day};
    std::string out;
    const auto append_two_digits = [&out](std::int64_t number) {
        out += static_cast<char>('0' + number / 10 % 10);
        out += static_cast<char>('0' + number % 10);
    };
    out.append(days[std::chrono::weekday{day}.c_encoding()]).append(", ");
    append_two_digits(static_cast<unsigned>(date.day()));
    out.append(" ").append(months[static_cast<unsigned>(date.month()) - 1]).append(" ");
    append_number(out, static_cast<std::uint64_t>(static_cast<int>(date.year())));
    out.append(" ");
    append_two_digits(time.hours().count());
    out.append(":");
    append_two_digits(time.minutes().count());
    out.append(":");
    append_two_digits(time.seconds().count());
    out.append(" GMT");
    return out;
}

}  // namespace boxoffice::platform::http
