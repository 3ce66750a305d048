#include "platform/http/request_parser.hpp"

#include "platform/http/chunk_rest.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace boxoffice::platform::http {
namespace {

namespace beast_http = boost::beast::http;

std::optional<ports::HttpMethod> to_method(beast_http::verb verb) {
    switch (verb) {
        case beast_http::verb::get:
            return ports::HttpMethod::get;
        case beast_http::verb::head:
            return ports::HttpMethod::head;
        case beast_http::verb::post:
            return ports::HttpMethod::post;
        case beast_http::verb::put:
            return ports::HttpMethod::put;
        case beast_http::verb::patch:
            return ports::HttpMethod::patch;
        case beast_http::verb::delete_:
            return ports::HttpMethod::del;
        case beast_http::verb::options:
            return ports::HttpMethod::options;
        default:
            return std::nullopt;
    }
}

/// A chunk's size line, with what belongs to it, fits in here; no extensions are accepted.
constexpr std::size_t chunk_header_bytes_max = 64;

/// A body's memory is taken as it comes: an announced length costs the client nothing.
constexpr std::uint64_t body_reserve_bytes_max = std::uint64_t{64} * 1024;

}  // namespace

bool RequestParser::read_head(std::string_view head) {
    // strict_head has applied the real limit.
    header_limit(static_cast<std::uint32_t>(head.size()) + 1);
    body_limit(boost::none);
    ErrorCode error;
    const auto used = put(boost::asio::buffer(head), error);
    is_head_read_ = true;
    return !error && used == head.size() && is_header_done();
}

std::size_t RequestParser::read_body(std::string_view bytes) {
    if (chunked() && bytes.size() < unfinished_chunks_bytes_min) return 0;
    eager(true);
    ErrorCode error;
    const auto used = put(boost::asio::buffer(bytes), error);
    const bool waits_too_long = error == beast_http::error::need_more && chunked() &&
                                bytes.size() - used > chunk_header_bytes_max;
    const bool is_broken = error && error != beast_http::error::need_more;
    if ((is_broken || waits_too_long) && body_fault_ == BodyFault::none) {
        body_fault_ = BodyFault::malformed;
    }
    return used;
}

void RequestParser::limit_body(std::size_t bytes_max) {
    body_bytes_max_ = bytes_max;
    const auto announced = content_length();
    if (announced && *announced > bytes_max) body_fault_ = BodyFault::too_large;
}

void RequestParser::on_request_impl(Verb verb, Text, Text target, int version, ErrorCode&) {
    method_ = to_method(verb);
    request_.method = method_.value_or(ports::HttpMethod::get);
    request_.target.assign(target.data(), target.size());
    is_http_1_0_ = version == 10;
}

void RequestParser::on_response_impl(int, Text, int, ErrorCode& error) {
    error = beast_http::error::bad_method;
}

void RequestParser::on_field_impl(Field, Text name, Text value, ErrorCode& error) {
    // Fields behind the last chunk would become headers after all checks were made.
    if (is_head_read_) {
        error = beast_http::error::bad_field;
        return;
    }
    request_.headers.push_back(
        {std::string{name.data(), name.size()}, std::string{value.data(), value.size()}});
}

void RequestParser::on_header_impl(ErrorCode&) {
    has_body_ = chunked() || content_length().value_or(0) > 0;
}

void RequestParser::on_body_init_impl(const Length& length, ErrorCode&) {
    if (length && !is_discarding_) request_.body.reserve(std::min(*length, body_reserve_bytes_max));
}

std::size_t RequestParser::on_body_impl(Text bytes, ErrorCode&) {
    return keep(bytes);
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, Text extensions, ErrorCode& error) {
    // Nobody uses extensions but smugglers.
    if (!extensions.empty()) return fail(BodyFault::malformed, error);
    if (size > body_bytes_max_ - body_bytes_) fail(BodyFault::too_large, error);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text bytes, ErrorCode&) {
    return keep(bytes);
}

void RequestParser::on_finish_impl(ErrorCode&) {}

std::size_t RequestParser::keep(Text bytes) {
    body_bytes_ += bytes.size();
    if (!is_discarding_) request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

void RequestParser::fail(BodyFault fault, ErrorCode& error) {
    body_fault_ = fault;
    error = beast_http::error::bad_chunk;
}

}  // namespace boxoffice::platform::http
