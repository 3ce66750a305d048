// Goal: what was committed reaches the bus, in order, whatever happens on the way.
#include "base/fault.hpp"
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;

struct OutboxTest : ::testing::Test {
    World world;
    SmallContext context{world, "musical"};

    void SetUp() override { reopen(); }
    void reopen() {
        context.crash();
        context.open();
        world.scheduler.run_ready();
    }
    void add(std::int64_t account) {
        (void)context.post({.account = account});
        world.scheduler.run_ready();
    }
    /// The sequences of one key, in the order of the log.
    std::vector<std::int64_t> sequences(const std::string& key) {
        std::vector<std::int64_t> found;
        for (const auto& event : world.bus.log()) {
            if (event->key == key) found.push_back(event->sequence);
        }
        return found;
    }
    /// What operators see.
    std::int64_t shown(const std::string& gauge) {
        return world.metrics.value(gauge + "{context=\"musical\"}");
    }
    std::int64_t rows() { return context.number("SELECT COUNT(*) FROM outbox"); }
};

using Sequences = std::vector<std::int64_t>;

TEST_F(OutboxTest, EveryKeyHasItsOwnGaplessSequence) {
    for (int i = 0; i < 3; ++i) {
        (void)context.post({.account = 1});
        (void)context.post({.account = 2});
    }
    world.scheduler.run_ready();
    EXPECT_EQ(sequences("item-1"), (Sequences{1, 2, 3}));
    EXPECT_EQ(sequences("item-2"), (Sequences{1, 2, 3}));
    const auto& first = *world.bus.log().front();
    EXPECT_EQ(first.source, "musical");
    EXPECT_EQ(first.type, "ItemEdited");
    EXPECT_EQ(first.generation, 1);
    EXPECT_EQ(first.time, world.clock.now());
}

TEST_F(OutboxTest, ARefusedPublishIsRepeatedInOrder) {
    world.bus.set_faults({.publish_refused = 1'000});
    const auto first_at = world.clock.now();
    for (int i = 0; i < 3; ++i) add(1);
    world.scheduler.run_for(1min);
    EXPECT_TRUE(world.bus.log().empty());
    EXPECT_EQ(rows(), 3);
    EXPECT_EQ(shown("boxoffice_outbox_waiting_events"), 3);
    EXPECT_EQ(
        shown("boxoffice_outbox_oldest_timestamp_seconds"),
        std::chrono::duration_cast<std::chrono::seconds>(first_at.time_since_epoch()).count());
    world.bus.set_faults({});
    world.scheduler.run_for(10s);
    EXPECT_EQ(sequences("item-1"), (Sequences{1, 2, 3}));
}

TEST_F(OutboxTest, AnAnswerThatWasWrongOnlyRepeats) {
    world.bus.set_faults({.answer_wrong = 1'000});
    add(1);
    world.bus.set_faults({});
    add(1);
    world.scheduler.run_for(10s);
    EXPECT_EQ(sequences("item-1"), (Sequences{1, 1, 2}));
}

TEST_F(OutboxTest, RowsAreDeletedOnceTheBusHasThem) {
    add(1);
    EXPECT_EQ(rows(), 1);
    world.scheduler.run_for(1s);
    EXPECT_EQ(rows(), 0) << "deleted though nothing else happened";
}

TEST_F(OutboxTest, RowsAreDeletedAlsoWhenThatFailsAtFirst) {
    add(1);
    context.script().next = {simulation::DatabaseFaults::Commit::fails};
    world.scheduler.run_for(5s);
    EXPECT_EQ(rows(), 0);
}

TEST_F(OutboxTest, RowsAreDeletedAlsoWhenTheBusAnswersWhileACommitIsInDoubt) {
    world.bus.set_faults({.answer_delay_max = 15ms});
    for (int round = 0; round < 20; ++round) {
        context.bookkeeper().publishes = true;
        add(1);
        context.bookkeeper().publishes = false;
        context.script().next = {simulation::DatabaseFaults::Commit::fails_after};
        add(1);
        world.scheduler.run_for(1s);
        EXPECT_EQ(rows(), 0) << "round " << round;
    }
}

TEST_F(OutboxTest, ARestartSendsWhatWasLeft) {
    world.bus.set_faults({.publish_refused = 1'000});
    add(1);
    add(2);
    context.crash();
    world.bus.set_faults({});
    world.scheduler.run_for(1min);
    EXPECT_TRUE(world.bus.log().empty());
    reopen();
    add(1);
    world.scheduler.run_for(1s);
    EXPECT_EQ(sequences("item-1"), (Sequences{1, 2}));
    EXPECT_EQ(sequences("item-2"), (Sequences{1}));
    EXPECT_EQ(rows(), 0);
}

TEST_F(OutboxTest, ARowOfWhichThePartIsOnTheBusSendsTheRest) {
    for (int i = 0; i < 3; ++i) (void)context.post({.account = 1});
    world.bus.set_faults({.publish_refused = 1'000});
    world.scheduler.run_ready();
    ASSERT_EQ(rows(), 1) << "one transaction, one row";
    context.crash();
    context.execute("INSERT INTO outbox_relayed (id, position) VALUES (1, 2)");
    world.bus.set_faults({});
    reopen();
    EXPECT_EQ(sequences("item-1"), (Sequences{3}));
    add(1);
    EXPECT_EQ(sequences("item-1"), (Sequences{3, 4}));
    world.scheduler.run_for(1s);
    EXPECT_EQ(rows(), 0);
}

TEST_F(OutboxTest, ARowThatCannotBeReadEndsTheStart) {
    world.bus.set_faults({.publish_refused = 1'000});
    add(1);
    context.crash();
    context.execute("UPDATE outbox SET events = '[{'");
    EXPECT_THROW(reopen(), base::InfrastructureFault);
}

TEST_F(OutboxTest, PositionsNeverRunBackwardsAfterEverythingWasDeleted) {
    add(1);
    add(1);
    world.scheduler.run_for(1s);
    ASSERT_EQ(rows(), 0);
    reopen();
    world.bus.set_faults({.publish_refused = 1'000});
    add(1);
    EXPECT_EQ(context.number("SELECT MIN(position) FROM outbox"), 3);
    reopen();
    EXPECT_EQ(rows(), 1) << "a row was taken for one that the bus has";
    world.bus.set_faults({});
    world.scheduler.run_for(10s);
    EXPECT_EQ(sequences("item-1"), (Sequences{1, 2, 3}));
}

TEST_F(OutboxTest, ANewGenerationStartsAgainAtOne) {
    add(1);
    add(1);
    world.scheduler.run_for(1s);
    context.execute("UPDATE event_source SET generation = 2");
    add(1);
    EXPECT_EQ(sequences("item-1"), (Sequences{1, 2, 1}));
    EXPECT_EQ(world.bus.log().back()->generation, 2);
}

TEST_F(OutboxTest, ARolledBackEventLeavesNoGap) {
    const auto poisoned = context.post({.account = 1, .poison = true});
    const auto good = context.post({.account = 1});
    context.script().next = {simulation::DatabaseFaults::Commit::fails};
    world.scheduler.run_for(1s);
    EXPECT_EQ(poisoned->status(), 500);
    EXPECT_EQ(good->status(), 201);
    EXPECT_EQ(sequences("item-1"), (Sequences{1}));
}

}  // namespace
}  // namespace boxoffice::eventing::testing
