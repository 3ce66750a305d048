// A provider, its network and its time in one thread: a test turns the clock and sees what happens.
#pragma once

#include "platform/payment/sandbox_gateway.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "ports/http.hpp"
#include "ports/randomness.hpp"
#include "ports/scheduler.hpp"
#include "sandbox_provider/provider.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::sandbox::testing {

using namespace std::chrono_literals;

/// Counts instead of drawing.
class CountingRandomness final : public ports::Randomness {
  public:
    [[nodiscard]] std::uint64_t draw() override { return ++drawn_; }

  private:
    std::uint64_t drawn_ = 0;
};

/// Runs tasks and timers when told to, in order, in the calling thread.
class StepScheduler final : public ports::Scheduler {
  public:
    explicit StepScheduler(platform::ManualClock& clock) : clock_(clock) {}

    [[nodiscard]] std::unique_ptr<ports::Executor> make_worker(const std::string&) override {
        return std::make_unique<Queue>(*this);
    }
    [[nodiscard]] std::unique_ptr<ports::Timer> after(base::Duration delay,
                                                      ports::Executor& executor,
                                                      ports::Task task) override {
        auto armed = std::make_shared<bool>(true);
        timers_.emplace(clock_.now() + delay, Alarm{armed, &executor, std::move(task)});
        return std::make_unique<Handle>(armed);
    }

    /// Runs all that can run now.
    void settle() {
        while (!tasks_.empty()) {
            auto [queue, task] = std::move(tasks_.front());
            tasks_.pop_front();
            if (!queue.expired()) task();
        }
    }
    /// Lets time pass, timer by timer.
    void advance(base::Duration by) {
        const auto end = clock_.now() + by;
        settle();
        while (!timers_.empty() && timers_.begin()->first <= end) {
            auto alarm = std::move(timers_.begin()->second);
            clock_.set(std::max(clock_.now(), timers_.begin()->first));
            timers_.erase(timers_.begin());
            if (*alarm.armed) alarm.executor->post(std::move(alarm.task));
            settle();
        }
        clock_.set(end);
    }

  private:
    class Queue final : public ports::Executor {
      public:
        explicit Queue(StepScheduler& scheduler) : scheduler_(scheduler) {}
        void post(ports::Task task) override {
            scheduler_.tasks_.emplace_back(alive_, std::move(task));
        }

      private:
        StepScheduler& scheduler_;
        std::shared_ptr<int> alive_ = std::make_shared<int>(0);
    };
    class Handle final : public ports::Timer {
      public:
        explicit Handle(std::shared_ptr<bool> armed) : armed_(std::move(armed)) {}
        ~Handle() override { *armed_ = false; }

      private:
        std::shared_ptr<bool> armed_;
    };
    struct Alarm {
        std::shared_ptr<bool> armed;
        ports::Executor* executor;
        ports::Task task;
    };

    platform::ManualClock& clock_;
    std::deque<std::pair<std::weak_ptr<int>, ports::Task>> tasks_;
    std::multimap<base::Instant, Alarm> timers_;
};

/// Calls routes directly. An answer that does not come within the call's time limit is a timeout.
class RouteClient final : public ports::HttpClient {
  public:
    explicit RouteClient(ports::Scheduler& scheduler)
        : scheduler_(scheduler), executor_(scheduler.make_worker("network")) {}

    void serve(std::vector<ports::Route> routes) {
        for (auto& route : routes) routes_.push_back(std::move(route));
    }
    void forget_routes() { routes_.clear(); }

    void call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) override {
        const auto open = std::make_shared<Open>(std::move(done));
        open->timer = scheduler_.after(base::Duration{call.timeout_ms}, *executor_,
                                       [open] { open->finish({.fault = "timeout"}); });
        ports::HttpRequest request{.method = call.method,
                                   .headers = std::move(call.headers),
                                   .body = std::move(call.body)};
        read_target(call.url, request);
        for (const auto& route : routes_) {
            request.parameters.clear();
            if (route.method != request.method || !matches(route.pattern, request)) continue;
            return route.handler(std::move(request), std::make_shared<Sink>(open));
        }
        open->finish({.fault = "connection refused", .may_have_arrived = false});
    }

  private:
    struct Open {
        explicit Open(std::function<void(ports::HttpAnswer)> then) : done(std::move(then)) {}
        void finish(ports::HttpAnswer answer) {
            const auto then = std::exchange(done, nullptr);
            if (then) then(std::move(answer));
        }
        std::function<void(ports::HttpAnswer)> done;
        std::unique_ptr<ports::Timer> timer;
    };
    class Sink final : public ports::ResponseSink {
      public:
        explicit Sink(std::shared_ptr<Open> open) : open_(std::move(open)) {}
        ~Sink() override { open_->finish({.response = ports::HttpResponse{.status = 500}}); }
        void send(ports::HttpResponse response) override {
            open_->finish({.response = std::move(response)});
        }
        [[nodiscard]] std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse) override {
            return nullptr;
        }

      private:
        std::shared_ptr<Open> open_;
    };

    static std::vector<std::string> split(std::string_view path) {
        std::vector<std::string> parts;
        while (!path.empty()) {
            path.remove_prefix(1);
            const auto end = path.find('/');
            parts.emplace_back(path.substr(0, end));
            path.remove_prefix(std::min(end, path.size()));
        }
        return parts;
    }
    static void read_target(std::string_view url, ports::HttpRequest& request) {
        url.remove_prefix(url.find('/', url.find("://") + 3));
        request.target = url;
        const auto question = url.find('?');
        request.path = url.substr(0, question);
        if (question == std::string_view::npos) return;
        url.remove_prefix(question + 1);
        while (!url.empty()) {
            const auto pair = url.substr(0, url.find('&'));
            const auto equals = pair.find('=');
            request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
            url.remove_prefix(std::min(pair.size() + 1, url.size()));
        }
    }
    static bool matches(const std::string& pattern, ports::HttpRequest& request) {
        const auto wanted = split(pattern);
        const auto given = split(request.path);
        if (wanted.size() != given.size()) return false;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (wanted[i].starts_with('{')) {
                request.parameters.emplace_back(wanted[i].substr(1, wanted[i].size() - 2),
                                                given[i]);
            } else if (wanted[i] != given[i]) {
                return false;
            }
        }
        return true;
    }

    ports::Scheduler& scheduler_;
    std::unique_ptr<ports::Executor> executor_;
    std::vector<ports::Route> routes_;
};

/// A merchant's webhook door: collects what it is told, and answers as set.
class Merchant {
  public:
    [[nodiscard]] std::vector<ports::Route> routes() {
        return {{.method = ports::HttpMethod::post,
                 .pattern = "/webhooks",
                 .access = ports::Access::everyone,
                 .handler = [this](ports::HttpRequest request, const ports::Responder& responder) {
                     told.push_back(std::move(request.body));
                     responder->send({.status = answers_with});
                 }}};
    }
    std::vector<std::string> told;
    int answers_with = 204;
};

inline const std::string secret_key = "test_secret";
inline const std::string provider_url = "http://provider";

/// The ledger survives `restart`, as a file survives a process.
class World {
  public:
    World() {
        start();
        network.serve(merchant.routes());
    }

    void start() {
        provider = std::make_unique<SandboxProvider>(
            SandboxOptions{.secret_key = secret_key, .public_url = provider_url}, *database,
            network, scheduler, clock, randomness);
        network.serve(provider->routes());
        network.serve(provider->control_routes());
    }
    void restart() {
        network.forget_routes();
        provider.reset();
        start();
        network.serve(merchant.routes());
    }

    /// Sends and waits until something comes back, for two minutes at most.
    ports::HttpAnswer call(ports::HttpMethod method, const std::string& path, std::string body = "",
                           const std::string& key = "") {
        ports::HttpCall out{.method = method, .url = provider_url + path, .body = std::move(body)};
        out.headers.push_back({"Authorization", "Basic dGVzdF9zZWNyZXQ6"});
        if (!key.empty()) out.headers.push_back({"Idempotency-Key", key});
        std::optional<ports::HttpAnswer> answer;
        network.call(std::move(out), [&](ports::HttpAnswer got) { answer = std::move(got); });
        wait_for(answer);
        return answer.value();
    }
    ports::HttpResponse get(const std::string& path) {
        return call(ports::HttpMethod::get, path).response.value();
    }
    ports::HttpResponse post(const std::string& path, std::string body = "",
                             const std::string& key = "") {
        return call(ports::HttpMethod::post, path, std::move(body), key).response.value();
    }
    template <class T>
    void wait_for(const std::optional<T>& answer) {
        scheduler.settle();
        for (int seconds = 0; !answer && seconds < 120; ++seconds) scheduler.advance(1s);
        ASSERT_TRUE(answer) << "nobody answered";
    }

    platform::ManualClock clock{base::Instant{1'800'000'000'000ms}};
    StepScheduler scheduler{clock};
    CountingRandomness randomness;
    RouteClient network{scheduler};
    Merchant merchant;
    std::unique_ptr<ports::SqlDatabase> database =
        platform::make_sqlite_database({.path = ":memory:", .context = "sandbox"});
    std::unique_ptr<SandboxProvider> provider;
};

}  // namespace boxoffice::sandbox::testing
