// Goal: one commit per batch, answers after it, and nobody's failure is another's.
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;
using Commit = simulation::DatabaseFaults::Commit;

struct CommandRunnerTest : ::testing::Test {
    World world;
    SmallContext context{world, "musical"};

    void open(std::function<void(SmallContext&)> prepare = {}) {
        context.open(std::move(prepare));
        world.scheduler.run_ready();
    }
    std::int64_t failures() {
        return world.metrics.value("boxoffice_batch_failures_total{context=\"musical\"}");
    }
};

TEST_F(CommandRunnerTest, AnswersTogetherAndOnlyAfterTheCommit) {
    open();
    std::vector<AnswerPointer> answers;
    int answered_at_commit = 0;
    context.script().at_commit = [&] {
        for (const auto& answer : answers) answered_at_commit += answer->status() != 0;
    };
    for (int i = 0; i < 10; ++i) answers.push_back(context.post({.account = 1}));
    world.scheduler.run_ready();

    EXPECT_EQ(context.script().commits, 1);
    EXPECT_EQ(answered_at_commit, 0);
    for (const auto& answer : answers) EXPECT_EQ(answer->status(), 201);
    EXPECT_EQ(answers.back()->body(), "10");
    EXPECT_EQ(context.value(1), 10);
}

TEST_F(CommandRunnerTest, ABatchIsNoLargerThanItsLimit) {
    Limits limits;
    limits.batch_max = 4;
    limits.batch_bus_share_max = 3;
    SmallContext small{world, "musical", limits};
    small.open();
    world.scheduler.run_ready();
    for (int i = 0; i < 9; ++i) (void)small.post({});
    world.scheduler.run_ready();
    EXPECT_EQ(small.script().commits, 3);
    EXPECT_EQ(small.value(1), 9);
}

TEST_F(CommandRunnerTest, AFailedCommitDecidesAgain) {
    open();
    context.script().next = {Commit::fails, Commit::fails};
    const auto first = context.post({.amount = 2});
    const auto second = context.post({.amount = 3});
    world.scheduler.run_for(1s);

    EXPECT_EQ(first->responses.size(), 1U);
    EXPECT_EQ(first->body(), "2");
    EXPECT_EQ(second->body(), "5");
    EXPECT_EQ(context.value(1), 5);
    EXPECT_EQ(failures(), 2);
    ASSERT_EQ(world.bus.log().size(), 2U);
    EXPECT_EQ(world.bus.log()[1]->sequence, 2);
}

TEST_F(CommandRunnerTest, ACommitWhoseAnswerWasLostCountsOnce) {
    open();
    context.script().next = {Commit::fails_after};
    const auto answer = context.post({.amount = 2});
    world.scheduler.run_for(1s);
    EXPECT_EQ(answer->status(), 201);
    EXPECT_EQ(answer->body(), "2");
    EXPECT_EQ(context.value(1), 2);
    EXPECT_EQ(world.bus.log().size(), 1U);

    const auto next = context.post({.amount = 1});
    world.scheduler.run_for(1s);
    EXPECT_EQ(next->body(), "3");
    ASSERT_EQ(world.bus.log().size(), 2U);
    EXPECT_EQ(world.bus.log()[1]->sequence, 2);
}

TEST_F(CommandRunnerTest, APoisonousCommandStandsAlone) {
    open();
    std::vector<AnswerPointer> answers;
    for (int i = 0; i < 9; ++i) answers.push_back(context.post({.account = 1, .poison = i == 5}));
    world.scheduler.run_ready();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        ASSERT_EQ(answers[i]->responses.size(), 1U);
        EXPECT_EQ(answers[i]->status(), i == 5 ? 500 : 201);
    }
    EXPECT_EQ(context.value(1), 8);
    EXPECT_EQ(world.bus.log().size(), 8U);
}

TEST_F(CommandRunnerTest, ABatchOfRefusalsWritesNothing) {
    open();
    const auto first = context.post({.amount = -1}, "key");
    const auto second = context.post({.amount = -2});
    world.scheduler.run_for(10s);
    EXPECT_EQ(first->status(), 409);
    EXPECT_EQ(second->status(), 409);
    EXPECT_EQ(context.script().commits, 0);
}

TEST_F(CommandRunnerTest, ARefusalRestsOnEarlierCommandsOfItsBatch) {
    open();
    context.bookkeeper().also = [](const Add&, UnitOfWork&) {};
    const auto accepted = context.post({.amount = 1});
    const auto refused = context.post({.amount = -1});
    context.script().next = {Commit::fails};
    world.scheduler.run_ready();
    EXPECT_EQ(refused->status(), 0) << "answered although its batch is not durable";
    world.scheduler.run_for(1s);
    EXPECT_EQ(accepted->status(), 201);
    EXPECT_EQ(refused->status(), 409);
}

TEST_F(CommandRunnerTest, AFullQueueRefusesAtOnce) {
    Limits limits;
    limits.http_queue_max = 2;
    SmallContext small{world, "musical", limits};
    small.open();
    world.scheduler.run_ready();
    const auto first = small.post({});
    const auto second = small.post({});
    const auto third = small.post({});
    EXPECT_EQ(third->status(), 503);
    ASSERT_FALSE(third->responses.empty());
    EXPECT_EQ(third->responses[0].headers.back().name, "Retry-After");
    world.scheduler.run_ready();
    EXPECT_EQ(first->status(), 201);
    EXPECT_EQ(second->status(), 201);
    EXPECT_EQ(small.post({})->status(), 0) << "there is room again";
}

TEST_F(CommandRunnerTest, TooManyUnsentEventsRefuseNewCommands) {
    Limits limits;
    limits.outbox_pending_max = 2;
    SmallContext small{world, "musical", limits};
    small.open();
    world.bus.set_faults({.publish_refused = 1'000});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(small.post({})->status(), 0);
        world.scheduler.run_ready();
    }
    EXPECT_EQ(small.post({})->status(), 503);

    small.crash();
    small.open();
    world.scheduler.run_ready();
    EXPECT_EQ(small.post({})->status(), 503) << "what an earlier life left behind counts too";

    world.bus.set_faults({});
    world.scheduler.run_for(10s);
    EXPECT_EQ(small.post({})->status(), 0);
}

TEST_F(CommandRunnerTest, AnAbsentDatabaseRefusesCallersWhileEventsWait) {
    open([](SmallContext& self) { self.listen(); });
    context.script().begins_fail = true;
    world.bus.append(item_edited(7, 1));
    const auto early = context.post({.account = 1});
    world.scheduler.run_ready();
    EXPECT_EQ(early->status(), 0) << "tried again first";
    world.scheduler.run_for(5s);
    EXPECT_EQ(early->status(), 503);
    const auto late = context.post({.account = 1});
    world.scheduler.run_for(5s);
    EXPECT_EQ(late->status(), 503) << "who comes later does not wait for the database either";

    context.script().begins_fail = false;
    world.scheduler.run_for(5s);
    EXPECT_EQ(context.value(7), 1);
    EXPECT_EQ(context.value(1), 0);
    EXPECT_EQ(context.post({.account = 1})->status(), 0);
    world.scheduler.run_ready();
    EXPECT_EQ(context.value(1), 1);
}

TEST_F(CommandRunnerTest, InternalCommandsGoFirst) {
    open();
    std::vector<int> order;
    context.bookkeeper().also = [&](const Add& add, UnitOfWork&) {
        order.push_back(static_cast<int>(add.account));
    };
    (void)context.post({.account = 1});
    context.kernel().submit_internal(make_job(context.bookkeeper(), Add{.account = 2}));
    world.scheduler.run_ready();
    EXPECT_EQ(order, (std::vector<int>{2, 1}));
}

TEST_F(CommandRunnerTest, NothingIsDoneAfterStop) {
    open();
    const auto answer = context.post({});
    context.kernel().stop();
    world.scheduler.run_for(1s);
    EXPECT_EQ(answer->status(), 0);
    EXPECT_EQ(context.script().commits, 0);
}

}  // namespace
}  // namespace boxoffice::eventing::testing
