// Goal: whoever asks hears the last answer at once, however long the next one takes.
#include "app/background_check.hpp"

#include "platform/runtime/thread_scheduler.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace boxoffice::app {
namespace {

template <class Condition>
bool comes_true(const Condition& is_so) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

TEST(BackgroundCheck, FollowsWhatItAsks) {
    platform::ThreadScheduler scheduler;
    std::atomic<bool> is_well{true};
    BackgroundCheck check{scheduler, [&] { return is_well.load(); }};
    EXPECT_FALSE(check.passes()) << "nobody has looked yet";
    check.start();
    EXPECT_TRUE(check.passes());
    is_well = false;
    EXPECT_TRUE(comes_true([&] { return !check.passes(); }));
    check.stop();
}

TEST(BackgroundCheck, DoesNotMakeWhoeverAsksWait) {
    platform::ThreadScheduler scheduler;
    std::atomic<int> looks{0};
    std::promise<void> go_on;
    const auto waits = go_on.get_future().share();
    BackgroundCheck check{scheduler, [&] {
                              if (++looks > 1) waits.wait();
                              return true;
                          }};
    check.start();
    EXPECT_TRUE(comes_true([&] { return looks == 2; }));
    EXPECT_TRUE(check.passes()) << "the last answer, while the next one takes its time";
    go_on.set_value();
    check.stop();
}

}  // namespace
}  // namespace boxoffice::app
