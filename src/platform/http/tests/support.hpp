// Helpers of this room's tests: a raw socket that sends exactly what it is told, and doubles for
// the ports.
#pragma once

#include "platform/http/server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace boxoffice::platform::http::test {

/// A blocking TCP connection to 127.0.0.1. Reads give up after a generous time, so a hanging server
/// fails a test instead of stopping it.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(RawClient&& other) noexcept;
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(std::string_view bytes);
    /// What has come when `end` is among it, or when the server closed.
    std::string read_until(std::string_view end);
    /// Everything until the server closes.
    std::string read_all();
    /// One whole response with its Content-Length body.
    std::string read_response();
    /// Whether the server closes without sending anything more.
    bool is_closed_by_server();
    void close();
    /// Resets the connection instead of ending it.
    void reset();

  private:
    /// @return false at the end of the connection.
    bool read_more();

    int socket_ = -1;
    std::string received_;
};

int status_of(std::string_view response);
std::string body_of(std::string_view response);
/// The value of a header in a raw response; "(none)" when it is absent.
std::string header_of(std::string_view response, std::string_view name);

class MemoryLog final : public ports::Log {
  public:
    void write(ports::LogLevel level, std::string_view message,
               std::initializer_list<Field> fields) override;
    /// Every line so far, one after the other.
    std::string text();

  private:
    std::mutex mutex_;
    std::string text_;
};

class MemoryMetrics final : public ports::Metrics {
  public:
    ports::Counter& counter(std::string_view name, std::string_view labels,
                            std::string_view) override {
        return counters_[std::string{name} + "{" + std::string{labels} + "}"];
    }
    ports::Gauge& gauge(std::string_view name, std::string_view labels, std::string_view) override {
        return gauges_[std::string{name} + "{" + std::string{labels} + "}"];
    }
    ports::Histogram& histogram(std::string_view name, std::string_view labels,
                                std::string_view) override {
        return histograms_[std::string{name} + "{" + std::string{labels} + "}"];
    }
    std::int64_t count(const std::string& series) { return counters_[series].value(); }
    /// How many were timed.
    std::int64_t timed(const std::string& series) {
        std::int64_t all = 0;
        for (std::size_t place = 0; place <= ports::Histogram::bounds.size(); ++place) {
            all += histograms_[series].count_at(place);
        }
        return all;
    }

  private:
    std::map<std::string, ports::Counter> counters_;
    std::map<std::string, ports::Gauge> gauges_;
    std::map<std::string, ports::Histogram> histograms_;
};

/// "Bearer customer", "Bearer boxoffice", "Bearer admin"; any other token is refused.
class TokenAuthenticator final : public ports::Authenticator {
  public:
    Verdict authenticate(const ports::HttpRequest& request) override;
};

class CountingRandomness final : public ports::Randomness {
  public:
    std::uint64_t draw() override { return ++drawn_; }

  private:
    std::uint64_t drawn_ = 0;
};

/// A thread that runs what it is given, as the worker of a context does.
class Worker {
  public:
    Worker();
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    void post(std::function<void()> task);

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    bool is_ending_ = false;
    std::thread thread_;
};

ports::HttpResponse text_response(std::string body);
ports::Route route(ports::HttpMethod method, std::string pattern, ports::HttpHandler handler,
                   ports::Access access = ports::Access::everyone);
/// Answers with method, path and body of the request.
void echo(ports::HttpRequest request, const ports::Responder& responder);

/// A server with doubles around it.
class TestServer {
  public:
    explicit TestServer(std::vector<ports::Route> routes, HttpServerOptions options = {});

    [[nodiscard]] RawClient connect() const { return RawClient{server.port()}; }
    /// Sends `bytes` on a new connection and reads until the server closes.
    [[nodiscard]] std::string exchange(std::string_view bytes) const;

    MemoryLog log;
    MemoryMetrics metrics;
    TokenAuthenticator authenticator;
    CountingRandomness randomness;
    HttpServer server;
};

}  // namespace boxoffice::platform::http::test
