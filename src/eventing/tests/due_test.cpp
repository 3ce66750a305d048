// Goal: due work starts on time, once at a time, again after a crash, and never starves.
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;

constexpr DueKind deadline{1};
constexpr DueKind effect{2};

struct DueTest : ::testing::Test {
    World world;
    SmallContext context{world, "payment"};
    base::Instant begin = world.clock.now();

    /// What an effect was started with, and how to say that it is over.
    struct Started {
        std::int64_t subject;
        std::string body;
        base::Instant at;
        DueTicker::Finished finished;
    };
    std::vector<Started> effects;
    std::vector<std::pair<std::int64_t, base::Instant>> deadlines;

    /// Runs `change` in a transaction of its own.
    struct Change {
        std::function<void(UnitOfWork&)> run;
    };
    struct Changer {
        void declare(const Change&) {}
        void decide(const Change& change, UnitOfWork& work) { change.run(work); }
    };
    Changer changer;

    void open(Limits = {}) {
        context.open([this](SmallContext& self) {
            self.kernel().on_deadline(deadline, changer, [this](const DueRow& row) {
                return Change{[this, row](UnitOfWork& work) {
                    deadlines.emplace_back(row.subject, world.clock.now());
                    work.clear_due(deadline, row.subject);
                }};
            });
            self.kernel().due().on(effect, [this](const DueRow& row, DueTicker::Finished finished) {
                effects.push_back({row.subject, row.body, world.clock.now(), std::move(finished)});
            });
        });
        world.scheduler.run_ready();
    }
    void change(std::function<void(UnitOfWork&)> run, std::function<void()> done = {}) {
        context.kernel().submit_internal(
            make_job(changer, Change{std::move(run)}, std::move(done)));
        world.scheduler.run_ready();
    }
    void set(DueKind kind, std::int64_t subject, base::Duration in, const std::string& body = {}) {
        change([=, at = begin + in](UnitOfWork& work) { work.set_due(kind, subject, at, body); });
    }
    std::int64_t rows() { return context.number("SELECT COUNT(*) FROM due"); }
};

TEST_F(DueTest, ADeadlinePassesOnTimeAndOnce) {
    open();
    set(deadline, 5, 10s);
    world.scheduler.run_until(begin + 9'999ms);
    EXPECT_TRUE(deadlines.empty());
    world.scheduler.run_until(begin + 1min);
    ASSERT_EQ(deadlines.size(), 1U);
    EXPECT_EQ(deadlines[0].second, begin + 10s);
    EXPECT_EQ(rows(), 0);
}

TEST_F(DueTest, SaysWhenOneIsDueAsItIsStored) {
    open();
    set(deadline, 5, 10s);
    set(effect, 5, 20s, "intent");
    change([this](UnitOfWork& work) {
        EXPECT_EQ(DueRows::select_at(work.sql(), deadline, 5), begin + 10s);
        EXPECT_EQ(DueRows::select_at(work.sql(), effect, 5), begin + 20s);
        EXPECT_EQ(DueRows::select_at(work.sql(), deadline, 6), std::nullopt);
    });
}

TEST_F(DueTest, AMovedDeadlinePassesOnceAtItsNewTime) {
    open();
    set(deadline, 5, 10s);
    set(deadline, 6, 50s);
    set(deadline, 5, 20s);
    set(deadline, 6, 30s);
    world.scheduler.run_until(begin + 1min);
    ASSERT_EQ(deadlines.size(), 2U);
    EXPECT_EQ(deadlines[0].second, begin + 20s);
    EXPECT_EQ(deadlines[1].second, begin + 30s) << "moved earlier";
}

TEST_F(DueTest, AClearedDeadlineNeverPasses) {
    open();
    set(deadline, 5, 10s);
    change([](UnitOfWork& work) { work.clear_due(deadline, 5); });
    world.scheduler.run_until(begin + 1min);
    EXPECT_TRUE(deadlines.empty());
}

TEST_F(DueTest, ADeadlineOutlivesACrash) {
    open();
    set(deadline, 5, 10s);
    set(deadline, 6, 40s);
    context.crash();
    world.scheduler.run_until(begin + 30s);
    EXPECT_TRUE(deadlines.empty());
    open();
    world.scheduler.run_until(begin + 1min);
    ASSERT_EQ(deadlines.size(), 2U);
    EXPECT_EQ(deadlines[0].second, begin + 30s) << "late, at once after the start";
    EXPECT_EQ(deadlines[1].second, begin + 40s);
}

TEST_F(DueTest, AnEffectStartsAtOnceWithItsStoredIntentAndOnlyOnceWhileUnderWay) {
    open();
    set(effect, 5, 0s, "intent");
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_EQ(effects[0].body, "intent");
    set(deadline, 1, 1s);
    world.scheduler.run_until(begin + 1min);
    EXPECT_EQ(effects.size(), 1U) << "started again while under way";
}

TEST_F(DueTest, AnEffectIsRepeatedAfterACrash) {
    open();
    set(effect, 5, 0s, "intent");
    context.crash();
    open();
    ASSERT_EQ(effects.size(), 2U);
    EXPECT_EQ(effects[1].body, "intent");
    effects[0].finished();  // the answer of the earlier life is nobody's
    change([](UnitOfWork& work) { work.clear_due(effect, 5); }, [this] { effects[1].finished(); });
    world.scheduler.run_until(begin + 1min);
    EXPECT_EQ(effects.size(), 2U);
}

TEST_F(DueTest, AnEffectWhoseAnswerCouldNotBeStoredIsRepeated) {
    open();
    set(deadline, 1, 1h);
    set(effect, 5, 0s);
    effects[0].finished();
    world.scheduler.run_until(begin + 2s);
    EXPECT_EQ(effects.size(), 2U);
}

TEST_F(DueTest, ANextStepThatIsDueAtOnceStartsWhenThisOneIsOver) {
    open();
    set(deadline, 1, 1h);
    set(effect, 5, 0s, "confirm");
    change([this](UnitOfWork& work) { work.set_due(effect, 5, begin, "query"); },
           [this] { effects[0].finished(); });
    world.scheduler.run_until(begin + 1s);
    ASSERT_EQ(effects.size(), 2U) << "it waited for a timer an hour away";
    EXPECT_EQ(effects[1].body, "query");
    EXPECT_LE(effects[1].at, begin + 10ms);
}

TEST_F(DueTest, NoMoreThanTheLimitAreUnderWay) {
    open();
    change([this](UnitOfWork& work) {
        for (int i = 0; i < 300; ++i) work.set_due(effect, i, begin);
    });
    EXPECT_EQ(effects.size(), 128U);
    std::size_t over = 0;
    while (over < effects.size()) {
        const auto subject = effects[over].subject;
        change([&](UnitOfWork& work) { work.clear_due(effect, subject); });
        effects[over++].finished();
        world.scheduler.run_ready();
        EXPECT_LE(effects.size() - over, 128U);
    }
    world.scheduler.run_for(5s);
    while (over < effects.size()) {
        const auto subject = effects[over].subject;
        change([&](UnitOfWork& work) { work.clear_due(effect, subject); });
        effects[over++].finished();
        world.scheduler.run_for(1s);
    }
    EXPECT_EQ(over, 300U);
    EXPECT_EQ(rows(), 0);
}

TEST_F(DueTest, OneKindThatHangsDoesNotHoldUpAnother) {
    open();
    change([this](UnitOfWork& work) {
        for (int i = 0; i < 1'000; ++i) work.set_due(effect, i, begin);
        work.set_due(deadline, 1, begin + 10s);
    });
    world.scheduler.run_until(begin + 11s);
    ASSERT_EQ(deadlines.size(), 1U) << "starved by effects that cannot start";
    EXPECT_EQ(deadlines[0].second, begin + 10s);
}

TEST_F(DueTest, ARolledBackDeadlineDoesNotExist) {
    open();
    context.script().next = {simulation::DatabaseFaults::Commit::fails};
    set(deadline, 5, 1s);
    EXPECT_EQ(rows(), 0);
    context.crash();
    open();
    world.scheduler.run_until(begin + 10s);
    EXPECT_TRUE(deadlines.empty());
}

TEST_F(DueTest, WhatIsSetAndClearedInOneBatchIsTheLastOfThem) {
    open();
    change([this](UnitOfWork& work) {
        work.set_due(deadline, 1, begin + 1s);
        work.clear_due(deadline, 1);
        work.clear_due(deadline, 2);
        work.set_due(deadline, 2, begin + 2s);
        work.set_due(deadline, 2, begin + 3s);
    });
    EXPECT_EQ(rows(), 1);
    world.scheduler.run_until(begin + 10s);
    ASSERT_EQ(deadlines.size(), 1U);
    EXPECT_EQ(deadlines[0].second, begin + 3s);
}

}  // namespace
}  // namespace boxoffice::eventing::testing
