// Goal: a clock that is turned by hand stands still, and chance does not repeat itself.
#include "platform/runtime/clocks.hpp"

#include "platform/runtime/system_randomness.hpp"

#include <gtest/gtest.h>

#include <set>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;

TEST(ManualClock, MovesOnlyWhenTurned) {
    ManualClock clock(base::Instant{5s});
    EXPECT_EQ(clock.now(), base::Instant{5s});
    clock.advance(10min);
    EXPECT_EQ(clock.now(), base::Instant{605s});
    clock.set(base::Instant{1s});
    EXPECT_EQ(clock.now(), base::Instant{1s});
}

TEST(SystemClock, KnowsTheCentury) {
    const auto now = base::to_rfc3339(SystemClock{}.now());
    EXPECT_GT(now, "2026");
    EXPECT_LT(now, "2100");
}

TEST(SystemRandomness, DrawsDifferentNumbersAcrossItsBuffer) {
    SystemRandomness randomness;
    std::set<std::uint64_t> drawn;
    for (int i = 0; i < 200; ++i) drawn.insert(randomness.draw());
    EXPECT_EQ(drawn.size(), 200U);
    EXPECT_EQ(drawn.count(0), 0U);
}

}  // namespace
}  // namespace boxoffice::platform
