// The world of several replicas: real threads, real time, a real database, and a log in memory that
// gives every event to each of them, as if all others were zombies.
#pragma once

#include "eventing/environment.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/runtime/system_randomness.hpp"
#include "platform/runtime/thread_scheduler.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"
#include "ports/event_bus.hpp"
#include "ports/http.hpp"
#include "ports/telemetry.hpp"

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::testing {

/// Nothing in these tests takes so long, unless it never happens.
inline constexpr std::chrono::seconds patience{60};

class SharedBus final : public ports::EventBus {
  public:
    using Log = std::vector<ports::EventPointer>;

    void publish(std::vector<ports::EventPointer> events,
                 std::function<void(std::optional<std::string>)> done) override;
    std::unique_ptr<ports::EventStream> subscribe(ports::Subscription subscription) override;
    std::unique_ptr<ports::EventStream> follow(ports::Broadcasting broadcasting) override;
    [[nodiscard]] ports::Positions head() const override;

    [[nodiscard]] Log log() const;
    /// Waits until the log is as `fits` wants it. @return whether that came.
    [[nodiscard]] bool wait_until(const std::function<bool(const Log&)>& fits);

  private:
    class Stream;

    [[nodiscard]] std::unique_ptr<ports::EventStream> open(std::int64_t after,
                                                           std::function<void()> wake);

    mutable std::mutex mutex_;
    std::condition_variable grown_;
    Log log_;
    std::vector<std::weak_ptr<std::function<void()>>> wakes_;
};

/// Keeps what went wrong.
class QuietLog final : public ports::Log {
  public:
    void write(ports::LogLevel, std::string_view, std::initializer_list<Field>) override {}
};

struct SharedWorld {
    platform::SystemClock clock;
    platform::SystemRandomness randomness;
    platform::PrometheusMetrics metrics;
    QuietLog log;
    SharedBus bus;
    platform::ThreadScheduler scheduler;

    [[nodiscard]] eventing::Environment environment(ports::SqlDatabase& database) {
        return {.clock = clock,
                .scheduler = scheduler,
                .database = database,
                .bus = bus,
                .randomness = randomness,
                .log = log,
                .metrics = metrics,
                .is_alone = false};
    }
};

/// Takes one answer, from any thread.
class Answer final : public ports::ResponseSink {
  public:
    void send(ports::HttpResponse response) override {
        if (!is_sent_.exchange(true)) promise_.set_value(std::move(response));
    }
    std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse) override { return nullptr; }

    /// Status 0 when none came in time.
    [[nodiscard]] ports::HttpResponse wait() {
        auto future = promise_.get_future();
        if (future.wait_for(patience) != std::future_status::ready) return {.status = 0};
        return future.get();
    }

  private:
    std::atomic<bool> is_sent_{false};
    std::promise<ports::HttpResponse> promise_;
};

/// The single number that `statement` selects.
[[nodiscard]] std::int64_t number(ports::SqlDatabase& database, ports::SqlText statement);
/// Asks again and again until it is `expected`. @return whether it was, in time.
[[nodiscard]] bool becomes(ports::SqlDatabase& database, ports::SqlText statement,
                           std::int64_t expected);

}  // namespace boxoffice::testing
