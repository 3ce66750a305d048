// Goal: among replicas due work is started by one of them, and by another when that one is gone.
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;

constexpr DueKind deadline{1};
constexpr DueKind effect{2};

struct DueReplicasTest : ::testing::Test {
    World world;
    SmallContext one{world, "payment"};
    SmallContext two{world, one};

    struct Started {
        const SmallContext* by;
        std::int64_t subject;
        DueTicker::Finished finished;
    };
    std::vector<Started> effects;
    std::vector<std::int64_t> deadlines;

    struct Change {
        std::function<void(UnitOfWork&)> run;
    };
    struct Changer {
        void declare(const Change&) {}
        void decide(const Change& change, UnitOfWork& work) { change.run(work); }
    };
    Changer changer;

    void open(SmallContext& replica) {
        replica.open([this](SmallContext& self) {
            self.kernel().on_deadline(deadline, changer, [this](const DueRow& row) {
                return Change{[this, row](UnitOfWork& work) {
                    deadlines.push_back(row.subject);
                    work.clear_due(deadline, row.subject);
                }};
            });
            self.kernel().due().on(effect,
                                   [this, &self](const DueRow& row, DueTicker::Finished finished) {
                                       effects.push_back({&self, row.subject, std::move(finished)});
                                   });
        });
        world.scheduler.run_for(10ms);
    }
    void SetUp() override {
        open(one);
        open(two);
    }
    void change(SmallContext& at, std::function<void(UnitOfWork&)> run) {
        at.kernel().submit_internal(make_job(changer, Change{std::move(run)}));
        world.scheduler.run_for(10ms);
    }
    void set(SmallContext& at, DueKind kind, std::int64_t subject, base::Duration in) {
        change(at, [=, due = world.clock.now() + in](UnitOfWork& work) {
            work.set_due(kind, subject, due, "intent");
        });
    }
};

TEST_F(DueReplicasTest, AnEffectIsStartedOnceAndAtOnceWhoeverStoredIt) {
    set(one, effect, 5, 0s);
    ASSERT_EQ(effects.size(), 1U);
    world.scheduler.run_for(2min);
    EXPECT_EQ(effects.size(), 1U) << "the lease of work under way is renewed";
    change(one, [](UnitOfWork& work) { work.clear_due(effect, 5); });
    effects[0].finished();
    world.scheduler.run_for(1min);
    EXPECT_EQ(effects.size(), 1U);
    EXPECT_EQ(one.number("SELECT COUNT(*) FROM due"), 0);
}

TEST_F(DueReplicasTest, AnEffectWhoseStarterIsGoneIsStartedByTheOther) {
    set(one, effect, 5, 0s);
    ASSERT_EQ(effects.size(), 1U);
    ASSERT_EQ(effects[0].by, &one);
    world.scheduler.run_for(1min);
    one.crash();
    world.scheduler.run_for(Limits{}.due_lease - 6s);
    EXPECT_EQ(effects.size(), 1U) << "before its lease ran out";
    world.scheduler.run_for(8s);
    ASSERT_EQ(effects.size(), 2U);
    EXPECT_EQ(effects[1].by, &two);
    EXPECT_EQ(effects[1].subject, 5);
}

TEST_F(DueReplicasTest, ADeadlinePassesOnceAndAlsoWhenItsReplicaIsGone) {
    for (std::int64_t subject = 1; subject <= 50; ++subject) {
        set(subject % 2 == 0 ? one : two, deadline, subject, 10s);
    }
    world.scheduler.run_for(5s);
    one.crash();
    world.scheduler.run_for(10s);
    std::sort(deadlines.begin(), deadlines.end());
    ASSERT_EQ(deadlines.size(), 50U);
    EXPECT_EQ(std::adjacent_find(deadlines.begin(), deadlines.end()), deadlines.end());
    EXPECT_EQ(one.number("SELECT COUNT(*) FROM due"), 0);
}

TEST_F(DueReplicasTest, WhatIsSetAnewWhileUnderWayIsStartedAfterwards) {
    set(one, effect, 5, 0s);
    ASSERT_EQ(effects.size(), 1U);
    set(two, effect, 5, 0s);
    world.scheduler.run_for(5s);
    EXPECT_EQ(effects.size(), 1U) << "two calls for one intent at once";
    effects[0].finished();
    world.scheduler.run_for(10ms);
    EXPECT_EQ(effects.size(), 2U);
}

TEST_F(DueReplicasTest, WhatFollowedFromItCouldNotBeStoredSoItIsStartedAgain) {
    set(one, effect, 5, 0s);
    effects[0].finished();
    world.scheduler.run_for(400ms);
    EXPECT_EQ(effects.size(), 1U) << "at once, again and again";
    world.scheduler.run_for(2s);
    EXPECT_EQ(effects.size(), 2U);
}

TEST_F(DueReplicasTest, MoreThanOneMayHaveUnderWayGoesToBoth) {
    change(one, [this](UnitOfWork& work) {
        for (std::int64_t subject = 1; subject <= 200; ++subject) {
            work.set_due(effect, subject, world.clock.now(), "intent");
        }
    });
    world.scheduler.run_for(3s);
    ASSERT_EQ(effects.size(), 200U);
    std::map<const SmallContext*, int> by;
    std::set<std::int64_t> subjects;
    for (const auto& started : effects) {
        ++by[started.by];
        subjects.insert(started.subject);
    }
    EXPECT_EQ(subjects.size(), 200U);
    EXPECT_EQ(by[&one], 128);
    EXPECT_EQ(by[&two], 72);
}

}  // namespace
}  // namespace boxoffice::eventing::testing
