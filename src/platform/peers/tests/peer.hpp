// Another process of the house for tests: a real HTTP server on a port of its own that asks for the
// secret, and the way to it.
#pragma once

#include "platform/http/client.hpp"
#include "platform/http/server.hpp"
#include "platform/peers/peer_channel.hpp"
#include "platform/peers/service_secrets.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/runtime/system_randomness.hpp"
#include "platform/runtime/thread_scheduler.hpp"
#include "platform/telemetry/json_log.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"
#include "platform/telemetry/tracing_http_client.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace boxoffice::platform {

inline const std::string test_secret(service_secret_length_min, 's');

/// Writes a file as its owner alone may read it.
inline void write_secrets(const std::string& path, const std::string& text) {
    std::filesystem::remove(path);
    std::ofstream{path} << text;
    ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
}

class World {
  public:
    World() { write_secrets(secret_file(), test_secret + "\n"); }
    [[nodiscard]] std::string secret_file() const { return directory.file("secret"); }

    TestDirectory directory;
    SystemClock clock;
    JsonLog log{clock, ports::LogLevel::error};
    PrometheusMetrics metrics;
    SystemRandomness randomness;
    ThreadScheduler scheduler;
};

/// Serves `routes` to whoever shows the secret.
class TestPeer {
  public:
    TestPeer(World& world, std::vector<ports::Route> routes)
        : secrets_(world.secret_file(), world.clock, world.log),
          authenticator_(secrets_),
          server_({.name = "internal"}, authenticator_, std::move(routes), world.log, world.metrics,
                  world.randomness) {
        server_.start();
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(server_.port());
    }

  private:
    ServiceSecrets secrets_;
    ServiceAuthenticator authenticator_;
    http::HttpServer server_;
};

/// Quick to give up, so that tests of a peer that is away are quick.
inline constexpr PeerTerms quick_terms{.timeout = std::chrono::milliseconds{2'000},
                                       .tries_max = 3,
                                       .pause = std::chrono::milliseconds{1},
                                       .lost_max = 5,
                                       .left_alone = std::chrono::seconds{60}};

/// The asking side.
class Asker {
  public:
    Asker(World& world, const std::string& url, PeerTerms terms = quick_terms)
        : secrets(world.secret_file(), world.clock, world.log),
          channel("identity", url, tracing_client, secrets, world.clock, world.scheduler,
                  world.metrics, terms) {}
    ~Asker() { channel.close(); }
    Asker(const Asker&) = delete;
    Asker& operator=(const Asker&) = delete;

    http::BeastHttpClient client;
    TracingHttpClient tracing_client{client, ports::no_tracer()};
    ServiceSecrets secrets;
    PeerChannel channel;
};

/// Waits for what `ask(done)` answers.
template <class Answer, class Ask>
Answer answer_to(const Ask& ask) {
    std::promise<Answer> promise;
    ask([&promise](Answer answer) { promise.set_value(std::move(answer)); });
    return promise.get_future().get();
}

}  // namespace boxoffice::platform
