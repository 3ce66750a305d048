// Goal: tasks run in order and none is lost; timers run once, on their executor, and not after they
// were revoked.
#include "platform/runtime/thread_scheduler.hpp"

#include "platform/runtime/timer_thread.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;

TEST(Worker, IsStuckWhileATaskOutlastsAllPatience) {
    ThreadScheduler scheduler;
    auto worker = scheduler.make_worker("slow");
    const auto idle = scheduler.make_worker("idle");
    std::promise<void> begun;
    std::promise<void> go_on;
    worker->post([&] {
        begun.set_value();
        go_on.get_future().wait();
    });
    begun.get_future().wait();
    EXPECT_TRUE(scheduler.stuck(1h).empty());
    EXPECT_EQ(scheduler.stuck(-1h), std::vector<std::string>{"slow"});
    go_on.set_value();
    std::promise<void> over;
    worker->post([&] { over.set_value(); });
    over.get_future().wait();
    worker.reset();
    EXPECT_TRUE(scheduler.stuck(-1h).empty());
}

TEST(Worker, RunsWhatWasPostedInOrderBeforeItEnds) {
    ThreadScheduler scheduler;
    std::vector<int> seen;
    auto worker = scheduler.make_worker("test");
    for (int i = 0; i < 1'000; ++i) worker->post([&seen, i] { seen.push_back(i); });
    worker.reset();
    ASSERT_EQ(seen.size(), 1'000U);
    for (int i = 0; i < 1'000; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
}

TEST(Worker, KeepsTheOrderOfEachOfManyPosters) {
    ThreadScheduler scheduler;
    std::array<std::vector<int>, 4> seen;
    {
        auto worker = scheduler.make_worker("test");
        std::vector<std::jthread> posters;
        for (auto& mine : seen) {
            posters.emplace_back([&worker, &mine] {
                for (int i = 0; i < 2'000; ++i) worker->post([&mine, i] { mine.push_back(i); });
            });
        }
        posters.clear();
    }
    for (const auto& mine : seen) {
        ASSERT_EQ(mine.size(), 2'000U);
        EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    }
}

TEST(Worker, ATaskMayPostToItsOwnWorker) {
    ThreadScheduler scheduler;
    auto worker = scheduler.make_worker("test");
    std::promise<std::thread::id> second;
    std::promise<std::thread::id> first;
    worker->post([&] {
        first.set_value(std::this_thread::get_id());
        worker->post([&] { second.set_value(std::this_thread::get_id()); });
    });
    EXPECT_EQ(first.get_future().get(), second.get_future().get());
}

TEST(Worker, LetsGoOfATaskBeforeTheNext) {
    ThreadScheduler scheduler;
    auto worker = scheduler.make_worker("test");
    auto held = std::make_shared<int>(1);
    std::promise<long> owners;
    worker->post([copy = held] {});
    worker->post([&] { owners.set_value(held.use_count()); });
    EXPECT_EQ(owners.get_future().get(), 1);
}

TEST(WorkerDeathTest, AnExceptionOfATaskEndsTheProcess) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto run = [] {
        ThreadScheduler scheduler;
        scheduler.make_worker("musical")->post([] { throw std::runtime_error("no seat"); });
    };
    EXPECT_DEATH(run(), "worker musical threw: no seat");
}

TEST(Timer, RunsOnItsExecutor) {
    ThreadScheduler scheduler;
    auto worker = scheduler.make_worker("test");
    std::promise<std::thread::id> of_worker;
    std::promise<std::thread::id> of_timer;
    worker->post([&] { of_worker.set_value(std::this_thread::get_id()); });
    const auto timer =
        scheduler.after(1ms, *worker, [&] { of_timer.set_value(std::this_thread::get_id()); });
    EXPECT_EQ(of_worker.get_future().get(), of_timer.get_future().get());
}

TEST(Timer, AnEarlierOneDoesNotWaitForALaterOne) {
    ThreadScheduler scheduler;
    auto worker = scheduler.make_worker("test");
    const auto late = scheduler.after(24h, *worker, [] { FAIL() << "a day has not passed"; });
    std::promise<void> ran;
    const auto early = scheduler.after(1ms, *worker, [&] { ran.set_value(); });
    ran.get_future().get();
}

TEST(Timer, PostedButNotBegunCanStillBeRevoked) {
    ThreadScheduler scheduler;
    auto worker = scheduler.make_worker("test");
    std::promise<void> posted;
    bool has_run = false;
    std::unique_ptr<ports::Timer> victim;
    worker->post([&] {
        // The worker is busy here, so the victim can only wait behind this task; the second
        // worker's later timer shows that the victim's time has come and it was posted.
        auto other = scheduler.make_worker("other");
        victim = scheduler.after(1ms, *worker, [&] { has_run = true; });
        std::promise<void> later;
        const auto witness = scheduler.after(2ms, *other, [&] { later.set_value(); });
        later.get_future().get();
        victim.reset();
        posted.set_value();
    });
    posted.get_future().get();
    worker.reset();
    EXPECT_FALSE(has_run);
}

TEST(TimerQueue, GivesOutByTimeThenByArrival) {
    TimerQueue queue;
    const TimerQueue::SteadyClock::time_point start{};
    const auto entry = [] { return std::make_shared<TimerQueue::Entry>(); };
    const auto late = entry(), first = entry(), second = entry(), gone = entry();
    queue.add(start + 5s, late);
    queue.add(start + 1s, first);
    queue.add(start + 1s, second);
    queue.remove(queue.add(start + 1s, gone));
    EXPECT_EQ(queue.next(), start + 1s);
    EXPECT_EQ(queue.take_due(start), nullptr);
    EXPECT_EQ(queue.take_due(start + 1s), first);
    EXPECT_EQ(queue.take_due(start + 2s), second);
    EXPECT_EQ(queue.take_due(start + 2s), nullptr);
    EXPECT_EQ(queue.take_due(start + 5s), late);
    EXPECT_EQ(queue.next(), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::platform
