// Goal: a kernel on real threads can be ended at any moment, under traffic, without touching what
// is gone. The sanitizers see what this test provokes.
#include "eventing/tests/small_context.hpp"
#include "simulation/world/real_threads.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace boxoffice::eventing::testing {
namespace {

/// A log whose answers and wakes come from a thread of its own.
class ThreadedBus final : public ports::EventBus {
  public:
    explicit ThreadedBus(ports::Scheduler& scheduler) : thread_(scheduler.make_worker("bus")) {}

    void publish(std::vector<ports::EventPointer>,
                 std::function<void(std::optional<std::string>)> done) override {
        thread_->post([this, done = std::move(done)] {
            done(std::nullopt);
            const std::lock_guard lock{mutex_};
            if (wake_) wake_();
        });
    }
    std::unique_ptr<ports::EventStream> subscribe(ports::Subscription subscription) override {
        return wake_with(std::move(subscription.wake));
    }
    std::unique_ptr<ports::EventStream> follow(ports::Broadcasting broadcasting) override {
        return wake_with(std::move(broadcasting.wake));
    }
    ports::Positions head() const override { return {}; }

  private:
    struct Nothing final : ports::EventStream {
        std::vector<ports::Delivery> take(std::size_t) override { return {}; }
        void acknowledge(ports::Position) override {}
    };
    std::unique_ptr<ports::EventStream> wake_with(std::function<void()> wake) {
        const std::lock_guard lock{mutex_};
        wake_ = std::move(wake);
        return std::make_unique<Nothing>();
    }
    std::mutex mutex_;
    std::function<void()> wake_;
    std::unique_ptr<ports::Executor> thread_;
};

struct CountingSink final : ports::ResponseSink {
    explicit CountingSink(std::atomic<int>& counter) : answered(counter) {}
    void send(ports::HttpResponse response) override { answered += response.status == 201; }
    std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse) override { return nullptr; }
    std::atomic<int>& answered;
};

struct Clock final : base::Clock {
    base::Instant now() const override {
        return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
    }
};

TEST(ContextKernelEnd, IsQuietUnderTraffic) {
    Clock clock;
    const auto scheduler = simulation::make_real_scheduler();
    ThreadedBus bus{*scheduler};
    simulation::SimulatedRandomness randomness{1};
    simulation::SimulatedLog log;
    simulation::SimulatedMetrics metrics;
    const auto database = simulation::make_memory_database("musical");
    database->migrate(with_kernel({{100, "accounts",
                                    "CREATE TABLE account (id BIGINT PRIMARY KEY, value BIGINT "
                                    "NOT NULL);"}}));
    std::atomic<int> answered{0};
    for (int life = 0; life < 20; ++life) {
        AccountStore store;
        Bookkeeper bookkeeper{store};
        ContextKernel kernel{
            "musical", {clock, *scheduler, *database, bus, randomness, log, metrics}, store};
        std::atomic<int> under_way{0};
        kernel.due().on(DueKind{1}, [&](const DueRow&, DueTicker::Finished finished) {
            ++under_way;
            finished();
        });
        bookkeeper.also = [&](const Add&, UnitOfWork& work) {
            work.set_due(DueKind{1}, life, work.now());
        };
        kernel.start();
        const auto enough = answered + 20;
        for (int i = 0; i < 200; ++i) {
            submit_http(kernel.runner(), bookkeeper, Add{}, ports::HttpRequest{},
                        std::make_shared<CountingSink>(answered));
        }
        while (answered < enough) std::this_thread::yield();
    }
    EXPECT_GE(answered, 400);
}

}  // namespace
}  // namespace boxoffice::eventing::testing
