// Goal: in a rush everybody is answered first, and what follows is late by no more than its
// patience.
#include "eventing/rush.hpp"

#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;

struct RushTest : ::testing::Test {
    World world;
    Limits limits{.rush = {.commands_min = 16}};

    /// Posts so many commands, which come in one batch.
    static std::vector<AnswerPointer> post(SmallContext& context, int count) {
        std::vector<AnswerPointer> answers;
        for (int i = 0; i < count; ++i) answers.push_back(context.post({.account = 1}));
        return answers;
    }
};

TEST_F(RushTest, AShareOfTheEventsLeavesWithTheBatchTheRestWhenItIsOver) {
    SmallContext context{world, "musical", limits};
    context.open();
    world.scheduler.run_ready();
    const auto answers = post(context, 64);
    world.scheduler.run_ready();
    for (const auto& answer : answers) EXPECT_EQ(answer->status(), 201);
    EXPECT_EQ(world.bus.log().size(), 16U);
    world.scheduler.run_for(1s);
    ASSERT_EQ(world.bus.log().size(), 64U);
    for (std::size_t i = 0; i < 64; ++i) {
        EXPECT_EQ(world.bus.log()[i]->sequence, static_cast<std::int64_t>(i) + 1);
    }
    EXPECT_EQ(context.number("SELECT COUNT(*) FROM outbox"), 0);
}

TEST_F(RushTest, AFewCommandsAreNoRush) {
    SmallContext context{world, "musical", limits};
    context.open();
    world.scheduler.run_ready();
    (void)post(context, 15);
    world.scheduler.run_ready();
    EXPECT_EQ(world.bus.log().size(), 15U);
}

TEST_F(RushTest, AShareOfWhatComesFromTheBusIsTakenAlong) {
    SmallContext context{world, "reservation", limits};
    context.open([](SmallContext& self) { self.listen(); });
    world.scheduler.run_ready();
    (void)post(context, 40);
    world.scheduler.run_ready();
    for (std::int64_t number = 1; number <= 100; ++number) {
        auto event = item_edited(7, number);
        event.time = world.clock.now();
        world.bus.append(event);
    }
    world.scheduler.run_for(20ms);
    EXPECT_EQ(context.value(7), 0) << "nobody asks at the moment, but the rush is not over";
    const auto answers = post(context, 40);
    world.scheduler.run_ready();
    for (const auto& answer : answers) EXPECT_EQ(answer->status(), 201);
    EXPECT_EQ(context.value(7), 10);
    world.scheduler.run_for(1s);
    EXPECT_EQ(context.value(7), 100);
}

TEST_F(RushTest, ALongQueueMakesNoLargerShareThanABatchDoes) {
    limits.batch_max = 8;
    limits.batch_bus_share_max = 6;
    SmallContext context{world, "reservation", limits};
    context.open([](SmallContext& self) { self.listen(); });
    world.scheduler.run_ready();
    (void)post(context, 40);
    world.scheduler.run_ready();
    for (std::int64_t number = 1; number <= 100; ++number) {
        auto event = item_edited(7, number);
        event.time = world.clock.now();
        world.bus.append(event);
    }
    world.scheduler.run_for(20ms);
    const auto commits = context.script().commits;
    (void)post(context, 60);
    world.scheduler.run_ready();
    EXPECT_EQ(context.script().commits - commits, 10) << "six commands in each";
    EXPECT_EQ(context.value(7), 19) << "two events with each, one with the last, which found six";
}

TEST_F(RushTest, AnEventIsPutOffNoLongerThanItsPatience) {
    limits.rush = {.commands_min = 2, .patience = 100ms};
    SmallContext context{world, "musical", limits};
    context.open();
    world.scheduler.run_ready();
    std::size_t posted = 0;
    std::size_t late_max = 0;
    for (int step = 0; step < 100; ++step) {
        posted += post(context, 8).size();
        world.scheduler.run_for(10ms);
        late_max = std::max(late_max, posted - world.bus.log().size());
    }
    EXPECT_GT(late_max, 40U) << "there was no rush";
    EXPECT_LE(late_max, 8U * 12) << "what came in 120 ms";
}

constexpr base::Instant start{1h};

TEST(Rush, IsOverAfterItsLull) {
    Rush rush{{.commands_min = 16, .window = 20ms, .lull = 50ms, .patience = 10s}};
    EXPECT_FALSE(rush.is_on(start));
    rush.batch_with(64, start);
    EXPECT_EQ(rush.share(), 16U);
    EXPECT_TRUE(rush.puts_off(10s, start + 50ms));
    EXPECT_FALSE(rush.puts_off(10s + 1ms, start + 50ms));
    EXPECT_FALSE(rush.puts_off(0s, start + 51ms));
}

TEST(Rush, IsAMatterOfHowManyComeInAWindow) {
    Rush rush{{.commands_min = 16, .window = 20ms}};
    rush.batch_with(15, start);
    rush.batch_with(15, start + 21ms);
    EXPECT_FALSE(rush.is_on(start + 21ms));
    rush.batch_with(1, start + 41ms);
    EXPECT_TRUE(rush.is_on(start + 41ms));
}

}  // namespace
}  // namespace boxoffice::eventing::testing
