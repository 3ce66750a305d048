// Goal: how far two readers have come can be compared over all partitions.
#include "ports/positions.hpp"

#include <gtest/gtest.h>

namespace boxoffice::ports {
namespace {

TEST(Positions, BeginBeforeEverything) {
    const Positions none;
    EXPECT_EQ(none.of(0), 0);
    EXPECT_EQ(none.of(7), 0);
    EXPECT_EQ(none.sum(), 0);
    EXPECT_TRUE(none.has_passed({}));
}

TEST(Positions, OnlyRise) {
    Positions positions{{.partition = 3, .offset = 5}};
    positions.raise({.partition = 3, .offset = 4});
    positions.raise({.partition = 0, .offset = 2});
    EXPECT_EQ(positions.of(3), 5);
    EXPECT_EQ(positions.of(0), 2);
    EXPECT_EQ(positions.of(1), 0);
    EXPECT_EQ(positions.partitions(), 4);
    EXPECT_EQ(positions.sum(), 7);
}

TEST(Positions, HavePassedAGoalOnceEveryPartitionHas) {
    Positions goal{{.partition = 0, .offset = 4}};
    goal.raise({.partition = 2, .offset = 1});
    Positions positions{{.partition = 0, .offset = 9}};
    EXPECT_FALSE(positions.has_passed(goal));
    positions.raise({.partition = 1, .offset = 50});
    EXPECT_FALSE(positions.has_passed(goal)) << "another partition says nothing about this one";
    positions.raise({.partition = 2, .offset = 1});
    EXPECT_TRUE(positions.has_passed(goal));
    EXPECT_FALSE(goal.has_passed(positions));
}

TEST(Positions, OfTwoReplicasTakenTogether) {
    Positions one{{.partition = 0, .offset = 4}};
    Positions other{{.partition = 1, .offset = 6}};
    other.raise({.partition = 0, .offset = 1});
    one.raise(other);
    EXPECT_EQ(one.of(0), 4);
    EXPECT_EQ(one.of(1), 6);
}

}  // namespace
}  // namespace boxoffice::ports
