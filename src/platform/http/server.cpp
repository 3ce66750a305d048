#include "platform/http/server.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "platform/http/asio_types.hpp"
#include "platform/http/io_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>

#include <future>
#include <optional>
#include <thread>
#include <utility>

namespace boxoffice::platform::http {
namespace {

/// Beyond connections_max, so many more are told 503; the rest is closed at once.
constexpr std::int64_t refused_connections_max = 256;

std::vector<ports::Counter*> request_counters(ports::Metrics& metrics, const std::string& server) {
    std::vector<ports::Counter*> counters;
    for (const auto* status : {"other", "1xx", "2xx", "3xx", "4xx", "5xx"}) {
        const auto labels = "server=\"" + server + "\",status=\"" + status + "\"";
        counters.push_back(
            &metrics.counter("http_requests_total", labels, "Answered requests by status class."));
    }
    return counters;
}

/// A port to try instead: the next round one is most often free.
std::string another_port(std::uint16_t taken) {
    constexpr int step = 10;
    return std::to_string(taken + step <= 65'535 ? taken + step : taken - step);
}

[[noreturn]] void fail_to_listen(const HttpServerOptions& options, const ErrorCode& error) {
    auto sentence = "cannot listen on " + options.address + ":" + std::to_string(options.port);
    if (error == asio::error::address_in_use) {
        sentence += ", another process is there: end it, or write " + options.port_option + " " +
                    another_port(options.port);
    } else {
        sentence +=
            " (" + error.message() + "): is the address right, and may this user listen there?";
    }
    throw base::InfrastructureFault(std::move(sentence), base::Retry::no);
}

}  // namespace

class HttpServer::Implementation {
  public:
    Implementation(HttpServerOptions options, ports::Authenticator& authenticator,
                   std::vector<ports::Route> routes, ports::Log& log, ports::Metrics& metrics,
                   ports::Randomness& randomness)
        : context_(
              make_context(std::move(options), authenticator, std::move(routes), log, metrics)) {
        BOXOFFICE_INVARIANT(context_.options.io_threads >= 1);
        for (int i = 0; i < context_.options.io_threads; ++i) {
            loops_.push_back(
                std::make_unique<IoLoop>(context_, randomness.token().substr(0, 16) + "-"));
        }
    }
    ~Implementation() { stop(); }
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    void start() {
        const auto& options = context_.options;
        ErrorCode error;
        const auto address = asio::ip::make_address(options.address, error);
        if (error) fail_to_listen(options, error);
        const Tcp::endpoint endpoint{address, options.port};
        Acceptor acceptor{loops_.front()->io()};
        acceptor.open(endpoint.protocol(), error);
        if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(options.listen_backlog, error);
        if (error) fail_to_listen(options, error);
        acceptor_.emplace(std::move(acceptor));
        port_ = acceptor_->local_endpoint().port();
        asio::co_spawn(loops_.front()->io(), accept_all(), asio::detached);
        for (auto& loop : loops_) loop->start();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

    bool drain(std::chrono::milliseconds patience) {
        const auto until = SteadyClock::now() + patience;
        context_.is_draining = true;
        close_acceptor();
        for (auto& loop : loops_) {
            loop->post([&loop = *loop] { loop.drain(); });
        }
        while (context_.connections.load() > 0 && SteadyClock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return context_.connections.load() == 0;
    }

    void stop() {
        if (std::exchange(is_stopped_, true)) return;
        close_acceptor();
        for (auto& loop : loops_) loop->stop();
    }

  private:
    static ServerContext make_context(HttpServerOptions options,
                                      ports::Authenticator& authenticator,
                                      std::vector<ports::Route> routes, ports::Log& log,
                                      ports::Metrics& metrics) {
        auto counters = request_counters(metrics, options.name);
        const auto labels = "server=\"" + options.name + "\"";
        return ServerContext{
            .options = std::move(options),
            .router = Router{std::move(routes)},
            .authenticator = authenticator,
            .log = log,
            .metrics = metrics,
            .requests_by_class = std::move(counters),
            .connections_gauge = metrics.gauge("http_connections", labels, "Open connections."),
            .connections_refused = metrics.counter("http_connections_refused_total", labels,
                                                   "Connections beyond connections_max.")};
    }

    Task<void> accept_all() {
        std::size_t next = 0;
        Timer pause{loops_.front()->io()};
        while (acceptor_->is_open()) {
            auto& loop = *loops_[next++ % loops_.size()];
            Socket socket{loop.io()};
            ErrorCode error;
            co_await acceptor_->async_accept(socket, asio::redirect_error(use_task, error));
            if (!error) hand_over(loop, std::move(socket));
            if (!error || !acceptor_->is_open()) continue;
            // Out of file descriptors, most likely: wait for connections to end rather than spin.
            pause.expires_after(std::chrono::milliseconds{50});
            co_await pause.async_wait(asio::redirect_error(use_task, error));
        }
    }

    void hand_over(IoLoop& loop, Socket socket) {
        const auto& options = context_.options;
        const auto free =
            static_cast<std::int64_t>(options.connections_max) - context_.connections.load();
        if (free <= 0) context_.connections_refused.add();
        if (free <= -refused_connections_max) return;
        const bool is_refused = free <= 0;
        if (&loop == loops_.front().get()) return loop.adopt(std::move(socket), is_refused);
        auto shared = std::make_shared<Socket>(std::move(socket));
        loop.post([&loop, shared, is_refused] { loop.adopt(std::move(*shared), is_refused); });
    }

    /// Waits until no more connections can come. Not from an I/O thread.
    void close_acceptor() {
        if (!acceptor_ || std::exchange(is_acceptor_closed_, true)) return;
        std::promise<void> closed;
        loops_.front()->post([this, &closed] {
            ErrorCode ignored;
            acceptor_->close(ignored);
            closed.set_value();
        });
        closed.get_future().wait();
    }

    ServerContext context_;
    std::vector<std::unique_ptr<IoLoop>> loops_;
    std::optional<Acceptor> acceptor_;
    std::uint16_t port_ = 0;
    bool is_acceptor_closed_ = false;
    bool is_stopped_ = false;
};

HttpServer::HttpServer(HttpServerOptions options, ports::Authenticator& authenticator,
                       std::vector<ports::Route> routes, ports::Log& log, ports::Metrics& metrics,
                       ports::Randomness& randomness)
    : implementation_(std::make_unique<Implementation>(
          std::move(options), authenticator, std::move(routes), log, metrics, randomness)) {}

HttpServer::~HttpServer() = default;

void HttpServer::start() {
    implementation_->start();
}

std::uint16_t HttpServer::port() const {
    return implementation_->port();
}

bool HttpServer::drain(std::chrono::milliseconds patience) {
    return implementation_->drain(patience);
}

void HttpServer::stop() {
    implementation_->stop();
}

}  // namespace boxoffice::platform::http
