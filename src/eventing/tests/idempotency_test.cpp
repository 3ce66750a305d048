// Goal: the same key and body get the same answer and one effect, also across restarts.
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;

struct IdempotencyTest : ::testing::Test {
    World world;
    SmallContext context{world, "musical"};

    void SetUp() override {
        context.open();
        world.scheduler.run_ready();
    }
    AnswerPointer post(const Add& add, const std::string& key, const std::string& body = "{}") {
        auto answer = context.post(add, key, body);
        world.scheduler.run_ready();
        return answer;
    }
    static std::string header(const Answer& answer, std::string_view name) {
        for (const auto& each : answer.responses.at(0).headers) {
            if (each.name == name) return each.value;
        }
        return {};
    }
};

TEST_F(IdempotencyTest, ARepeatGetsTheStoredAnswerByteForByte) {
    const auto first = post({.account = 4}, "key");
    (void)post({.account = 4}, "another");
    const auto repeat = post({.account = 4}, "key");
    EXPECT_EQ(repeat->status(), 201);
    EXPECT_EQ(repeat->body(), first->body());
    EXPECT_EQ(header(*repeat, "Location"), "/accounts/4");
    EXPECT_EQ(header(*repeat, "Content-Type"), "application/json");
    EXPECT_EQ(context.value(4), 2);
}

TEST_F(IdempotencyTest, AnotherBodyIsRefused) {
    (void)post({}, "key", "{\"a\":1}");
    const auto other = post({}, "key", "{\"a\":2}");
    EXPECT_EQ(other->status(), 422);
    EXPECT_NE(other->body().find("idempotency_key_reused"), std::string::npos);
    EXPECT_EQ(context.value(1), 1);
}

TEST_F(IdempotencyTest, TwinsInOneBatchHaveOneEffect) {
    const auto first = context.post({}, "key");
    const auto twin = context.post({}, "key");
    world.scheduler.run_ready();
    EXPECT_EQ(first->status(), 201);
    EXPECT_EQ(twin->status(), 201);
    EXPECT_EQ(twin->body(), first->body());
    EXPECT_EQ(context.value(1), 1);
    EXPECT_EQ(context.script().commits, 1);
}

TEST_F(IdempotencyTest, TheAnswerOutlivesACrash) {
    const auto first = post({}, "key");
    context.crash();
    context.open();
    world.scheduler.run_ready();
    EXPECT_EQ(post({}, "key")->body(), first->body());
    EXPECT_EQ(context.value(1), 1);
}

TEST_F(IdempotencyTest, ACommandThatWasNeverCommittedIsForgotten) {
    const auto lost = context.post({}, "key");
    context.crash();
    world.scheduler.run_ready();
    EXPECT_EQ(lost->status(), 0);
    context.open();
    world.scheduler.run_ready();
    EXPECT_EQ(post({}, "key")->status(), 201);
    EXPECT_EQ(context.value(1), 1);
}

TEST_F(IdempotencyTest, ARefusalIsNotStored) {
    EXPECT_EQ(post({.amount = -1}, "key")->status(), 409);
    EXPECT_EQ(post({.amount = 1}, "key")->status(), 201);
}

TEST_F(IdempotencyTest, AKeyThatIsNoKeyIsRefused) {
    EXPECT_EQ(post({}, "with space")->status(), 400);
    EXPECT_EQ(post({}, std::string(256, 'k'))->status(), 400);
    EXPECT_EQ(post({}, std::string(255, 'k'))->status(), 201);
    EXPECT_EQ(context.value(1), 1);
}

TEST_F(IdempotencyTest, ReplaysAloneWriteNothing) {
    (void)post({}, "key");
    world.scheduler.run_for(10s);
    const auto commits = context.script().commits;
    (void)post({}, "key");
    world.scheduler.run_for(10s);
    EXPECT_EQ(context.script().commits, commits);
}

TEST_F(IdempotencyTest, AnAnswerIsKeptForADayAndThenDeleted) {
    (void)post({}, "key");
    world.scheduler.run_for(24h - 1min);
    (void)post({}, "key");
    EXPECT_EQ(context.value(1), 1);
    world.scheduler.run_for(2h);
    (void)post({}, "key");
    EXPECT_EQ(context.value(1), 2);
    world.scheduler.run_for(25h);
    (void)post({}, "last");
    EXPECT_EQ(context.number("SELECT COUNT(*) FROM idempotency"), 1);
}

}  // namespace
}  // namespace boxoffice::eventing::testing
