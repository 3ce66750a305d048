// The HTTP/1.1 server. Strict with what it reads, deny by default, limits with names everywhere.
#pragma once

#include "ports/http.hpp"
#include "ports/randomness.hpp"
#include "ports/telemetry.hpp"
#include "ports/tracing.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::platform::http {

struct HttpServerOptions {
    std::string name = "public";  ///< the label `server` of its metrics
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0 = any free one
    /// What chooses the port on the command line: told to whoever finds it taken.
    std::string port_option = "--port";
    /// Handlers run on these threads; with more than one they must be safe from all of them.
    int io_threads = 1;
    int listen_backlog = 4096;

    std::size_t url_bytes_max = std::size_t{8} * 1024;
    /// The whole head: request line, headers and the empty line.
    std::size_t header_bytes_max = std::size_t{16} * 1024;
    std::size_t headers_max = 100;
    /// A route may name its own.
    std::size_t body_bytes_max = std::size_t{1024} * 1024;
    std::size_t connections_max = 10'000;
    /// What a slow reader of a stream may leave unread before it is cut off.
    std::size_t stream_backlog_bytes_max = std::size_t{1024} * 1024;

    std::chrono::milliseconds header_timeout{
        10'000};  ///< from a request's first byte to its last header
    std::chrono::milliseconds body_timeout{30'000};    ///< the whole body
    std::chrono::milliseconds idle_timeout{75'000};    ///< between two requests
    std::chrono::milliseconds answer_timeout{60'000};  ///< a handler that never answers: 503
    std::chrono::milliseconds write_timeout{30'000};   ///< one answer, or one flush of a stream
    /// How long a refused client's remaining bytes are read and thrown away, so that it sees the
    /// refusal.
    std::chrono::milliseconds linger_timeout{2'000};

    /// Bodies of other types are refused with 415.
    std::vector<std::string> media_types{"application/json", "application/merge-patch+json"};
    /// Of routes that take other bodies, by their pattern.
    std::map<std::string, std::vector<std::string>, std::less<>> other_media_types{};
    /// One line at level info for each request.
    bool access_log = false;
    /// Records a span for each request; outlives the server. Never null.
    ports::Tracer* tracer = &ports::no_tracer();
    /// False: a request that belongs to no trace begins none.
    bool begins_traces = true;
};

class HttpServer {
  public:
    /// What is passed by reference must outlive the server. Two routes for the same thing are a
    /// bug.
    HttpServer(HttpServerOptions options, ports::Authenticator& authenticator,
               std::vector<ports::Route> routes, ports::Log& log, ports::Metrics& metrics,
               ports::Randomness& randomness);
    /// Stops at once.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Listens and serves on threads of its own.
    /// @throws base::InfrastructureFault when the address cannot be listened on.
    void start();
    /// The port it listens on, once started.
    [[nodiscard]] std::uint16_t port() const;
    /// Takes no more connections, ends the idle ones and the streams, lets running requests finish
    /// (`Connection: close`).
    /// @return whether all were finished within `patience`.
    bool drain(std::chrono::milliseconds patience);
    /// Cuts every connection and joins the threads. Responders that live on answer nobody.
    void stop();

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace boxoffice::platform::http
