// Goal: failed logins are counted per name, leak away, and never fill the memory.
#include "contexts/identity/attempt_limiter.hpp"

#include <gtest/gtest.h>

namespace boxoffice::identity {
namespace {

using namespace std::chrono_literals;

TEST(AttemptLimiter, ForgetsTheOldestNamesAndStaysBounded) {
    AttemptLimiter limiter{AttemptRule{.count_max = 2, .window = 1h}, 8};
    const base::Instant now{};
    for (int i = 0; i < 2; ++i) limiter.note("attacker", now);
    EXPECT_EQ(limiter.wait("attacker", now), 30min) << "half of what is borne leaks away";
    EXPECT_EQ(limiter.wait("attacker", now + 15min), 15min);
    EXPECT_EQ(limiter.wait("attacker", now + 31min), 0min);
    for (int i = 0; i < 100; ++i) limiter.note("name " + std::to_string(i), now);
    EXPECT_EQ(limiter.wait("attacker", now), 0min);
}

TEST(NetworkOf, CutsAddresses) {
    EXPECT_EQ(network_of("192.0.2.77"), "192.0.2.");
    EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2:");
    EXPECT_EQ(network_of("::1"), "::1");
    EXPECT_EQ(network_of(""), "");
}

}  // namespace
}  // namespace boxoffice::identity
