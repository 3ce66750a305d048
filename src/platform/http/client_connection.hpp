// One connection of the client, plain or TLS, used for one exchange at a time.
#pragma once

#include "platform/http/asio_types.hpp"
#include "platform/http/client.hpp"
#include "platform/http/url.hpp"
#include "ports/http.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <memory>
#include <optional>
#include <string>

namespace boxoffice::platform::http {

class ClientConnection final : public std::enable_shared_from_this<ClientConnection> {
  public:
    /// `tls` is used for https only and must outlive the connection.
    ClientConnection(asio::io_context& io, asio::ssl::context* tls,
                     const HttpClientOptions& options);

    /// Finds the host, connects and shakes hands. @return why not; empty when it is open.
    Task<std::string> open(Url url);
    /// Sends `request` and reads the whole answer.
    Task<ports::HttpAnswer> exchange(std::string request, bool is_head);
    /// From the I/O thread; what waits ends with an error.
    void close();

    /// Whether another exchange may follow: nothing is left over and the other side is still there.
    [[nodiscard]] bool is_reusable();
    [[nodiscard]] SteadyClock::time_point used_at() const { return used_at_; }

  private:
    Task<std::string> connect(Url url);
    template <class Stream>
    Task<ErrorCode> transfer(Stream& stream, std::string request, bool is_head,
                             ports::HttpResponse& response);

    const HttpClientOptions& options_;
    asio::io_context& io_;
    asio::ssl::context* const tls_;
    Socket socket_;
    std::optional<asio::ssl::stream<Socket&>> tls_stream_;
    boost::beast::flat_buffer input_;
    SteadyClock::time_point used_at_;
    bool keeps_alive_ = false;
    bool is_late_ = false;
};

/// The bytes of a request, or nothing when a header could not be sent as it is.
[[nodiscard]] std::optional<std::string> write_request(const ports::HttpCall& call, const Url& url);

}  // namespace boxoffice::platform::http
