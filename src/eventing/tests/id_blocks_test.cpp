// Goal: no id is ever given twice.
#include "eventing/id_blocks.hpp"

#include "eventing/schema.hpp"
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

#include <set>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;
using Commit = simulation::DatabaseFaults::Commit;

struct IdBlocksTest : ::testing::Test {
    World world;
    SmallContext context{world, "musical"};
    std::vector<std::int64_t> given;  ///< ids of answered commands

    void open() {
        context.crash();
        context.open([this](SmallContext& self) {
            self.bookkeeper().also = [this](const Add& add, UnitOfWork& work) {
                const auto id = work.next_id<contracts::SeatId>({"seat"});
                if (add.account == 99) throw std::runtime_error("after taking an id");
                pending.push_back(id.value);
            };
        });
        world.scheduler.run_ready();
    }
    void add(std::int64_t account = 1) {
        pending.clear();
        const auto answer = context.post({.account = account});
        world.scheduler.run_for(1s);
        if (answer->status() == 201) given.push_back(pending.back());
    }
    std::vector<std::int64_t> pending;

    void expect_no_repeat() {
        const std::set<std::int64_t> distinct(given.begin(), given.end());
        EXPECT_EQ(distinct.size(), given.size());
        EXPECT_GE(*distinct.begin(), 1);
    }
};

TEST_F(IdBlocksTest, IdsRiseFromOneAndOneBlockIsOneWrite) {
    open();
    for (int i = 0; i < 5; ++i) add();
    EXPECT_EQ(given, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
    EXPECT_EQ(context.number("SELECT next FROM id_block"), 1'001);
}

TEST_F(IdBlocksTest, ARestartSkipsTheRestOfItsBlock) {
    open();
    add();
    open();
    add();
    EXPECT_EQ(given, (std::vector<std::int64_t>{1, 1'001}));
}

TEST_F(IdBlocksTest, NoIdIsGivenTwiceAfterARollback) {
    open();
    context.script().next = {Commit::fails};
    add();
    add(99);
    add();
    context.script().next = {Commit::fails, Commit::fails_after};
    add();
    open();
    add();
    EXPECT_EQ(given.size(), 4U);
    expect_no_repeat();
}

TEST_F(IdBlocksTest, ABlockTakenByARefusedCommandIsNotGivenAgain) {
    open();
    context.bookkeeper().also = {};
    struct Refuse {};
    struct Refuser {
        std::vector<std::int64_t>& taken;
        void declare(const Refuse&) {}
        void decide(const Refuse&, UnitOfWork& work) {
            taken.push_back(work.next_id<contracts::SeatId>({"seat"}).value);
        }
    } refuser{given};
    context.kernel().submit_internal(make_job(refuser, Refuse{}));
    world.scheduler.run_for(1s);
    open();
    add();
    expect_no_repeat();
}

/// Whoever reads on after the last id he knows must miss none that is committed later.
TEST(IdsInCommitOrder, AreTakenAnewInEachTransactionOfAReplica) {
    const auto database = simulation::make_memory_database("notification");
    database->migrate(with_kernel({}));
    const auto sql = database->open_writer();
    constexpr IdSequence ordered{.name = "notice", .is_in_commit_order = true};
    IdBlocks one{false};
    IdBlocks two{false};
    std::int64_t last = 0;
    for (int transaction = 0; transaction < 6; ++transaction) {
        auto& replica = transaction % 2 == 0 ? one : two;
        replica.begin_batch();
        for (int i = 0; i < 3; ++i) {
            const auto id = replica.next(ordered, *sql);
            EXPECT_GT(id, last);
            last = id;
        }
    }
    IdBlocks alone{true};
    alone.begin_batch();
    const auto first = alone.next(ordered, *sql);
    alone.begin_batch();
    EXPECT_EQ(alone.next(ordered, *sql), first + 1) << "a process of its own wastes none";
}

}  // namespace
}  // namespace boxoffice::eventing::testing
