// Goal: every event takes effect once, in its key's order; what cannot be applied goes aside alone.
#include "base/fault.hpp"
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;

struct InboxTest : ::testing::Test {
    World world;
    SmallContext context{world, "reservation"};

    void SetUp() override { reopen(); }
    void reopen() {
        context.crash();
        context.open([](SmallContext& self) { self.listen(); });
        world.scheduler.run_ready();
    }
    void deliver(const ports::EventEnvelope& event) {
        world.bus.append(event);
        world.scheduler.run_ready();
    }
    std::int64_t count(const std::string& outcome) {
        return world.metrics.value("boxoffice_events_total{context=\"reservation\",outcome=\"" +
                                   outcome + "\"}");
    }
    /// What operators see.
    std::int64_t shown_parked() {
        return world.metrics.value("boxoffice_parked_events{context=\"reservation\"}");
    }
    std::int64_t parked() { return context.number("SELECT COUNT(*) FROM parked_event"); }
};

TEST_F(InboxTest, AnEventIsAppliedOnce) {
    for (const std::int64_t sequence : {1, 1, 2, 1, 2, 3}) deliver(item_edited(7, sequence));
    EXPECT_EQ(context.value(7), 3);
    EXPECT_EQ(count("applied"), 3);
    EXPECT_EQ(count("dropped"), 3);
}

TEST_F(InboxTest, RepeatsInOneBatchAreDroppedToo) {
    context.crash();
    for (const std::int64_t sequence : {1, 1, 2, 2}) world.bus.append(item_edited(7, sequence));
    reopen();
    EXPECT_EQ(context.value(7), 2);
    EXPECT_EQ(context.script().commits, 1);
}

TEST_F(InboxTest, ARestartReadsOnWhereItStopped) {
    deliver(item_edited(7, 1));
    reopen();
    deliver(item_edited(7, 2));
    EXPECT_EQ(context.value(7), 2);
    EXPECT_EQ(count("dropped"), 0) << "the log was read again from an earlier position";
}

TEST_F(InboxTest, ACrashBeforeTheCommitAppliesItAfterwards) {
    world.bus.append(item_edited(7, 1));
    context.crash();
    world.scheduler.run_ready();
    EXPECT_EQ(context.value(7), 0);
    reopen();
    EXPECT_EQ(context.value(7), 1);
}

TEST_F(InboxTest, AGapParksItsKeyAndTheOthersFlow) {
    deliver(item_edited(7, 1));
    deliver(item_edited(7, 3));
    deliver(item_edited(8, 1));
    deliver(item_edited(7, 4));
    EXPECT_EQ(context.value(7), 1);
    EXPECT_EQ(context.value(8), 1);
    EXPECT_EQ(parked(), 2);
    EXPECT_EQ(world.log.count("an event is parked and its key waits for a human"), 2);
}

TEST_F(InboxTest, AnUndecodableEventParksItsKeyInOrder) {
    auto broken = item_edited(7, 1);
    broken.payload = "{";
    deliver(broken);
    deliver(item_edited(7, 2));
    deliver(item_edited(8, 1));
    EXPECT_EQ(context.value(7), 0);
    EXPECT_EQ(context.value(8), 1);
    EXPECT_EQ(context.number("SELECT MAX(sequence) FROM parked_event"), 2);
    EXPECT_EQ(context.number("SELECT sequence FROM inbox WHERE key = 'item-7'"), 0);
    EXPECT_EQ(shown_parked(), 2);
    world.metrics.gauge("boxoffice_parked_events", "context=\"reservation\"", "").set(0);
    reopen();
    EXPECT_EQ(shown_parked(), 2) << "a new process shows what the one before it left";
    deliver(item_edited(7, 3));
    EXPECT_EQ(parked(), 3) << "the key is still parked after a restart";
    EXPECT_EQ(shown_parked(), 3);
}

TEST_F(InboxTest, AnEventThatOurOwnCodeCannotApplyIsParked) {
    world.bus.append(item_edited(6, 1));
    world.bus.append(item_edited(7, 1, "poison"));
    world.bus.append(item_edited(8, 1));
    world.bus.append(item_edited(7, 2));
    world.scheduler.run_for(1s);
    EXPECT_EQ(context.value(6), 1);
    EXPECT_EQ(context.value(7), 0);
    EXPECT_EQ(context.value(8), 1);
    EXPECT_EQ(parked(), 2);
}

TEST_F(InboxTest, AnEventWhoseRowsCannotEvenBeNamedIsParked) {
    deliver(item_edited(7, 1, "poison when declared"));
    deliver(item_edited(8, 1));
    EXPECT_EQ(parked(), 1);
    EXPECT_EQ(context.value(8), 1);
}

TEST_F(InboxTest, ARepeatOfAParkedEventIsKeptOnce) {
    auto broken = item_edited(7, 1);
    broken.payload = "{";
    deliver(broken);
    deliver(broken);
    EXPECT_EQ(parked(), 1);
}

TEST_F(InboxTest, ANewGenerationStartsAgainAndTheOldOneIsDropped) {
    deliver(item_edited(7, 1));
    deliver(item_edited(7, 2));
    auto restored = item_edited(7, 1);
    restored.generation = 2;
    deliver(restored);
    EXPECT_EQ(context.value(7), 3);
    deliver(item_edited(7, 3));
    EXPECT_EQ(context.value(7), 3) << "an event of the generation before the restore";
    restored.sequence = 2;
    deliver(restored);
    EXPECT_EQ(context.value(7), 4);
    EXPECT_EQ(parked(), 0);
}

TEST_F(InboxTest, TypesNobodyListensToOnlyAdvanceAndWaitForCompany) {
    auto other = item_edited(7, 1);
    other.type = "ItemDeleted";
    deliver(other);
    EXPECT_EQ(context.script().commits, 0) << "a transaction for nothing";
    world.scheduler.run_for(1s);
    EXPECT_EQ(context.script().commits, 1) << "flushed at last";
    deliver(item_edited(7, 2));
    EXPECT_EQ(context.value(7), 1);
    EXPECT_EQ(parked(), 0);
}

TEST_F(InboxTest, DeferredEventsGoBeforeTheNextOneOfTheirKey) {
    auto other = item_edited(7, 1);
    other.type = "ItemDeleted";
    deliver(other);
    deliver(item_edited(7, 2));
    EXPECT_EQ(context.value(7), 1);
    EXPECT_EQ(context.script().commits, 1);
    EXPECT_EQ(parked(), 0);
}

TEST_F(InboxTest, DeferredEventsAreNotHoardedWithoutLimit) {
    auto other = item_edited(7, 0);
    other.type = "ItemDeleted";
    for (int i = 0; i < 1'000; ++i) {
        ++other.sequence;
        world.bus.append(other);
    }
    world.scheduler.run_ready();
    EXPECT_GE(context.script().commits, 3);
    world.scheduler.run_for(1s);
    EXPECT_EQ(context.number("SELECT sequence FROM inbox"), 1'000);
}

TEST_F(InboxTest, ForeignSourcesAreCountedAndPassed) {
    auto foreign = item_edited(7, 5);
    foreign.source = "somebody else";
    deliver(foreign);
    deliver(item_edited(7, 1));
    EXPECT_EQ(context.value(7), 1);
    EXPECT_EQ(count("foreign"), 1);
    EXPECT_EQ(parked(), 0);
}

TEST_F(InboxTest, ForeignEventsAreDealtWithBySkippingThem) {
    const auto dealt_with = [this] { return context.kernel().consumer_positions().of(0); };
    auto foreign = item_edited(7, 5);
    foreign.source = "somebody else";
    deliver(foreign);
    EXPECT_EQ(dealt_with(), 1) << "nothing of ours stands before it";
    context.crash();
    world.bus.append(item_edited(7, 1));
    world.bus.append(foreign);
    world.bus.set_faults({.take_fails = 1'000});
    reopen();
    EXPECT_EQ(dealt_with(), 0);
    world.bus.set_faults({});
    world.scheduler.run_for(1s);
    EXPECT_EQ(dealt_with(), 3) << "our own is settled, so the foreign one behind it is passed too";
}

TEST_F(InboxTest, ALogThatCannotBeReadIsAskedAgain) {
    world.bus.set_faults({.take_fails = 1'000});
    const auto answer = context.post({.account = 1});
    world.bus.append(item_edited(7, 1));
    world.scheduler.run_for(1s);
    EXPECT_EQ(answer->status(), 201) << "callers need not wait for the bus";
    EXPECT_EQ(context.value(7), 0);
    world.bus.set_faults({});
    world.scheduler.run_for(10s);
    EXPECT_EQ(context.value(7), 1);
}

TEST_F(InboxTest, ACommitWhoseAnswerWasLostAppliesOnce) {
    context.script().next = {simulation::DatabaseFaults::Commit::fails_after};
    deliver(item_edited(7, 1));
    world.scheduler.run_for(1s);
    deliver(item_edited(7, 2));
    EXPECT_EQ(context.value(7), 2);
    EXPECT_EQ(parked(), 0);
}

/// Two replicas of a context, as far as the inbox can see them: two inboxes over one database.
struct TwoReplicas : ::testing::Test {
    std::unique_ptr<ports::SqlDatabase> database = simulation::make_memory_database("mypage");
    std::unique_ptr<ports::SqlSession> sql;
    Inbox one;
    Inbox other;
    ports::EventEnvelope event = item_edited(7, 1);

    void SetUp() override {
        database->migrate(with_kernel({}));
        sql = database->open_writer();
    }
    void load(Inbox& inbox) {
        inbox.begin_batch();
        inbox.want(event);
        inbox.load(*sql);
    }
    void apply(Inbox& inbox) {
        EXPECT_EQ(inbox.judge(event), InboxVerdict::apply);
        inbox.advance(event);
    }
};

TEST_F(TwoReplicas, OneLosesWhenBothApplyTheFirstEventOfAKey) {
    load(one);
    load(other);
    apply(one);
    apply(other);
    one.save(*sql);
    EXPECT_THROW(other.save(*sql), base::InfrastructureFault);
    load(other);
    EXPECT_EQ(other.judge(event), InboxVerdict::drop) << "it decides again and sees the row";
}

TEST_F(TwoReplicas, OneLosesWhenBothApplyALaterEventOfAKey) {
    load(one);
    apply(one);
    one.save(*sql);
    event.sequence = 2;
    load(one);
    load(other);
    apply(one);
    apply(other);
    other.save(*sql);
    EXPECT_THROW(one.save(*sql), base::InfrastructureFault);
}

TEST_F(TwoReplicas, StoredPositionsNeverGoBack) {
    const auto store = [this](Inbox& inbox, ports::Position position) {
        inbox.begin_batch();
        inbox.reached(position);
        inbox.save(*sql);
    };
    store(one, {.partition = 2, .offset = 8});
    store(other, {.partition = 2, .offset = 5});
    store(other, {.partition = 0, .offset = 3});
    const auto stored = Inbox::select_positions(*sql);
    EXPECT_EQ(stored.of(2), 8) << "a replica that lost the partition saved late";
    EXPECT_EQ(stored.of(0), 3);
    EXPECT_EQ(stored.of(1), 0);
}

TEST(LogProgress, OfADirectoryFromBeforePartitionsIsCarriedOver) {
    const auto database = simulation::make_memory_database("mypage");
    database->migrate({with_kernel({}).front()});
    database->open_writer()->execute("INSERT INTO log_position (id, position) VALUES (1, 41)", {});
    database->migrate(with_kernel({}));
    EXPECT_EQ(Inbox::select_positions(*database->open_reader()).of(0), 41);
}

}  // namespace
}  // namespace boxoffice::eventing::testing
