// Goal: whatever crashes and whatever is lost, every command counts once, at its publisher and at
// the consumer of its event.
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;
using Commit = simulation::DatabaseFaults::Commit;

constexpr std::int64_t accounts = 4;
constexpr std::size_t commands = 60;

/// A publisher and its consumer, and callers who repeat until they are answered.
struct Chaos {
    explicit Chaos(std::uint64_t seed) : world(seed) {
        world.bus.set_faults({.publish_refused = 100,
                              .publish_in_part = 100,
                              .answer_wrong = 100,
                              .answer_lost = 20,
                              .delivery_repeated = 100,
                              .take_fails = 50,
                              .append_delay_max = 20ms,
                              .answer_delay_max = 20ms,
                              .delivery_delay_max = 20ms});
        open(publisher);
        open(consumer);
    }

    void open(SmallContext& context) {
        context.open([&](SmallContext& self) {
            if (&self == &consumer) self.listen();
        });
    }

    void disturb(SmallContext& context) {
        if (!context.is_open()) {
            if (world.randomness.happens(200)) open(context);
        } else if (world.randomness.happens(20)) {
            context.crash();
            ++crashes;
        }
        if (world.randomness.happens(50)) {
            context.script().next = {world.randomness.happens(500) ? Commit::fails
                                                                   : Commit::fails_after};
        }
    }

    void call() {
        if (!publisher.is_open()) return;
        const auto number = world.randomness.below(commands);
        auto& answer = answers[number];
        if (answer && answer->status() == 201) return;
        answer = publisher.post({.account = 1 + static_cast<std::int64_t>(number) % accounts},
                                "key-" + std::to_string(number));
    }

    void heal() {
        world.bus.set_faults({});
        publisher.script().next.clear();
        consumer.script().next.clear();
        if (!publisher.is_open()) open(publisher);
        if (!consumer.is_open()) open(consumer);
        world.scheduler.run_for(2min);
        for (std::size_t number = 0; number < commands; ++number) {
            (void)publisher.post({.account = 1 + static_cast<std::int64_t>(number) % accounts},
                                 "key-" + std::to_string(number));
        }
        world.scheduler.run_for(2min);
    }

    World world;
    SmallContext publisher{world, "musical"};
    SmallContext consumer{world, "reservation"};
    std::map<std::size_t, AnswerPointer> answers;
    int crashes = 0;
};

class ChaosTest : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(ChaosTest, EveryCommandCountsOnce) {
    Chaos chaos{GetParam()};
    for (int step = 0; step < 1'500; ++step) {
        if (chaos.world.randomness.happens(100)) chaos.call();
        chaos.disturb(chaos.publisher);
        chaos.disturb(chaos.consumer);
        chaos.world.scheduler.step();
    }
    chaos.heal();

    EXPECT_GT(chaos.crashes, 0);
    for (std::int64_t account = 1; account <= accounts; ++account) {
        EXPECT_EQ(chaos.publisher.value(account), static_cast<std::int64_t>(commands) / accounts);
        EXPECT_EQ(chaos.consumer.value(account), static_cast<std::int64_t>(commands) / accounts);
    }
    EXPECT_EQ(chaos.consumer.number("SELECT COUNT(*) FROM parked_event"), 0);
    EXPECT_EQ(chaos.publisher.number("SELECT COUNT(*) FROM outbox"), 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ChaosTest, ::testing::Range<std::uint64_t>(1, 51));

}  // namespace
}  // namespace boxoffice::eventing::testing
