// Goal: whatever happens, in whatever order, the invariants hold at each step, and once everybody
// does their duty each captured payment is a ticket or a refund.
#include "contexts/reservation/domain/tests/world.hpp"

#include <gtest/gtest.h>

namespace boxoffice::reservation {
namespace {

constexpr std::size_t inputs_wanted = 30'000;
constexpr int steps_of_a_life = 250;

TEST(RandomWalk, KeepsItsInvariantsAndSettles) {
    std::size_t inputs = 0;
    std::map<std::string, int> visits;
    for (std::uint32_t seed = 1; inputs < inputs_wanted; ++seed) {
        const testing::ScopedTrace trace(__FILE__, __LINE__, "seed " + std::to_string(seed));
        World world(seed);
        for (int i = 0; i < steps_of_a_life; ++i) world.step();
        inputs += world.inputs();
        world.settle();
        world.check_settled();
        if (HasFailure()) return;
        for (const auto& [step, count] : world.visits()) visits[step] += count;
    }
    // The rare paths were really walked; a walk that misses them proves nothing.
    for (const char* rare :
         {"Abandoned>Selling", "Expired>Refunding", "Selling>Refunding", "Canceling>NeedsAttention",
          "NeedsAttention>Canceling", "Canceling>Completed", "Refunding>NeedsAttention",
          "fees kept", "moved", "move refused", "moved>Canceling"}) {
        EXPECT_GT(visits[rare], 0) << rare;
    }
}

}  // namespace
}  // namespace boxoffice::reservation
