#include "platform/http/client_connection.hpp"

#include "platform/http/chunk_rest.hpp"
#include "platform/http/text.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <openssl/ssl.h>

#include <algorithm>
#include <utility>

namespace boxoffice::platform::http {
namespace {

namespace beast_http = boost::beast::http;

using ResponseParser = beast_http::response_parser<beast_http::string_body>;
using Resolver = asio::ip::basic_resolver<Tcp, Executor>;

constexpr std::uint32_t answer_head_bytes_max = 32 * 1024;
constexpr std::size_t read_bytes = std::size_t{16} * 1024;

/// The client writes these itself.
bool is_clients_own(std::string_view name) {
    for (const auto* own : {"Host", "Content-Length", "Transfer-Encoding", "Connection"}) {
        if (equal_ignoring_case(name, own)) return true;
    }
    return false;
}

ports::HttpResponse to_response(ResponseParser& parser) {
    ports::HttpResponse response;
    auto& message = parser.get();
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        const auto name = field.name_string();
        const auto value = field.value();
        response.headers.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
    }
    response.body = std::move(message.body());
    return response;
}

/// Shows the parser what has come. @return whether it moved on; otherwise more is needed, or
/// `error` says why not.
bool parse_some(ResponseParser& parser, boost::beast::flat_buffer& input, ErrorCode& error) {
    const bool in_chunks = parser.is_header_done() && parser.chunked();
    if (input.size() < (in_chunks ? unfinished_chunks_bytes_min : 1)) return false;
    const auto used = parser.put(input.data(), error);
    input.consume(used);
    if (error == beast_http::error::need_more) error = {};
    // What stays unread is a head or a chunk's size line.
    if (!error && input.size() > answer_head_bytes_max && used == 0)
        error = beast_http::error::header_limit;
    return used > 0 || error || parser.is_done();
}

bool is_interim(int status) {
    return status / 100 == 1 && status != 101;
}

}  // namespace

std::optional<std::string> write_request(const ports::HttpCall& call, const Url& url) {
    std::string out;
    out.reserve(512 + call.body.size());
    out.append(ports::to_text(call.method)).append(" ").append(url.target);
    out.append(" HTTP/1.1\r\nHost: ").append(url.authority).append("\r\n");
    bool names_agent = false;
    for (const auto& [name, value] : call.headers) {
        if (!is_token(name) || !is_header_value(value)) return std::nullopt;
        if (is_clients_own(name)) continue;
        names_agent |= equal_ignoring_case(name, "User-Agent");
        out.append(name).append(": ").append(value).append("\r\n");
    }
    if (!names_agent) out.append("User-Agent: boxoffice\r\n");
    const bool may_have_body = call.method == ports::HttpMethod::post ||
                               call.method == ports::HttpMethod::put ||
                               call.method == ports::HttpMethod::patch;
    if (may_have_body || !call.body.empty()) {
        out.append("Content-Length: ").append(std::to_string(call.body.size())).append("\r\n");
    }
    out.append("\r\n").append(call.body);
    return out;
}

ClientConnection::ClientConnection(asio::io_context& io, asio::ssl::context* tls,
                                   const HttpClientOptions& options)
    : options_(options), io_(io), tls_(tls), socket_(io) {}

Task<std::string> ClientConnection::open(Url url) {
    Timer limit{io_};
    limit.expires_after(options_.connect_timeout);
    auto give_up = [self = shared_from_this()](ErrorCode error) {
        if (error) return;
        self->is_late_ = true;
        self->close();
    };
    limit.async_wait(std::move(give_up));
    auto fault = co_await connect(std::move(url));
    limit.cancel();
    if (is_late_) co_return "connecting took too long";
    co_return fault;
}

Task<std::string> ClientConnection::connect(Url url) {
    ErrorCode error;
    const auto address = asio::ip::make_address(url.host, error);
    const bool is_named = static_cast<bool>(error);
    error = {};
    if (is_named) {
        Resolver resolver{io_};
        const auto port = std::to_string(url.port);
        const auto found = co_await resolver.async_resolve(
            url.host, port, Resolver::numeric_service, asio::redirect_error(use_task, error));
        if (error) co_return "the host's name was not found: " + error.message();
        if (is_late_) co_return std::string{};
        co_await asio::async_connect(socket_, found, asio::redirect_error(use_task, error));
    } else {
        const Tcp::endpoint endpoint{address, url.port};
        co_await socket_.async_connect(endpoint, asio::redirect_error(use_task, error));
    }
    if (error) co_return "connecting failed: " + error.message();
    socket_.set_option(Tcp::no_delay(true), error);
    if (!url.is_tls) co_return std::string{};

    tls_stream_.emplace(socket_, *tls_);
    tls_stream_->set_verify_mode(asio::ssl::verify_peer, error);
    tls_stream_->set_verify_callback(asio::ssl::host_name_verification(url.host), error);
    if (is_named) SSL_set_tlsext_host_name(tls_stream_->native_handle(), url.host.c_str());
    co_await tls_stream_->async_handshake(asio::ssl::stream_base::client,
                                          asio::redirect_error(use_task, error));
    if (error) co_return "the TLS handshake failed: " + error.message();
    co_return std::string{};
}

Task<ports::HttpAnswer> ClientConnection::exchange(std::string request, bool is_head) {
    ports::HttpResponse response;
    ErrorCode error;
    keeps_alive_ = false;
    if (tls_stream_) {
        error = co_await transfer(*tls_stream_, std::move(request), is_head, response);
    } else {
        error = co_await transfer(socket_, std::move(request), is_head, response);
    }
    used_at_ = SteadyClock::now();
    ports::HttpAnswer answer;
    if (error) {
        answer.fault = "no complete answer: " + error.message();
    } else {
        answer.response = std::move(response);
    }
    co_return answer;
}

template <class Stream>
Task<ErrorCode> ClientConnection::transfer(Stream& stream, std::string request, bool is_head,
                                           ports::HttpResponse& response) {
    ErrorCode error;
    const auto bytes = asio::buffer(request);
    co_await asio::async_write(stream, bytes, asio::redirect_error(use_task, error));
    if (error) co_return error;
    do {
        ResponseParser parser;
        parser.header_limit(answer_head_bytes_max);
        parser.body_limit(options_.answer_bytes_max);
        parser.skip(is_head);
        parser.eager(true);
        while (!error && !parser.is_done()) {
            if (parse_some(parser, input_, error)) continue;
            const auto space = input_.prepare(read_bytes);
            const auto count =
                co_await stream.async_read_some(space, asio::redirect_error(use_task, error));
            input_.commit(count);
            // Some answers end where the connection does; for all others this is an error.
            if (error == asio::error::eof && parser.got_some()) parser.put_eof(error);
        }
        if (error) co_return error;
        response = to_response(parser);
        keeps_alive_ = parser.keep_alive();
    } while (is_interim(response.status));
    co_return error;
}

void ClientConnection::close() {
    ErrorCode ignored;
    socket_.close(ignored);
}

bool ClientConnection::is_reusable() {
    if (!keeps_alive_ || !socket_.is_open() || input_.size() > 0) return false;
    // Nothing may be there to read: neither bytes that nobody asked for nor the end of the
    // connection.
    char byte = 0;
    const auto space = asio::buffer(&byte, 1);
    ErrorCode error;
    socket_.non_blocking(true, error);
    socket_.receive(space, asio::socket_base::message_peek, error);
    return error == asio::error::would_block || error == asio::error::try_again;
}

}  // namespace boxoffice::platform::http
