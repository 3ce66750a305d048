// Goal: a row that another replica made first is looked at again, and a unique key that is in the
// way for ever is a bug that stands alone.
#include "base/fault.hpp"
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;

struct ConflictTest : ::testing::Test {
    World world;
    SmallContext context{world, "musical"};
    int conflicts_left = 0;  ///< how often the account 7 finds its key taken

    void open() {
        context.open([this](SmallContext& small) {
            small.bookkeeper().also = [this](const Add& add, UnitOfWork&) {
                if (add.account != 7 || conflicts_left == 0) return;
                --conflicts_left;
                throw base::InfrastructureFault("the key is taken", base::Retry::conflict);
            };
        });
        world.scheduler.run_ready();
    }
    std::int64_t count(const std::string& name) {
        return world.metrics.value(name + "{context=\"musical\"}");
    }
};

TEST_F(ConflictTest, TheWholeBatchIsDecidedAgainAtOnce) {
    open();
    conflicts_left = 1;
    const auto racing = context.post({.account = 7});
    const auto other = context.post({.account = 1});
    world.scheduler.run_ready();  // no time passes: nobody waits for a delay
    EXPECT_EQ(racing->status(), 201);
    EXPECT_EQ(other->status(), 201);
    EXPECT_EQ(context.value(7), 1);
    EXPECT_EQ(context.script().commits, 1);
    EXPECT_EQ(count("boxoffice_batch_conflicts_total"), 1);
    EXPECT_EQ(count("boxoffice_batch_failures_total"), 0);
}

TEST_F(ConflictTest, AKeyThatIsAlwaysTakenIsABugThatStandsAlone) {
    open();
    conflicts_left = 1'000;
    const auto buggy = context.post({.account = 7});
    std::vector<AnswerPointer> others;
    for (std::int64_t account = 10; account < 20; ++account) {
        others.push_back(context.post({.account = account}));
    }
    world.scheduler.run_ready();
    EXPECT_EQ(buggy->status(), 500);
    for (const auto& other : others) EXPECT_EQ(other->status(), 201);
    EXPECT_EQ(context.value(7), 0);
    EXPECT_GT(conflicts_left, 900) << "it was tried for ever";
}

TEST_F(ConflictTest, AnEventWhoseKeyIsAlwaysTakenIsParked) {
    context.open([this](SmallContext& small) {
        small.listen();
        small.bookkeeper().also = [](const Add& add, UnitOfWork&) {
            if (add.account != 7) return;
            throw base::InfrastructureFault("the key is taken", base::Retry::conflict);
        };
    });
    world.bus.append(item_edited(7, 1));
    world.bus.append(item_edited(8, 1));
    world.scheduler.run_for(1s);
    EXPECT_EQ(context.number("SELECT COUNT(*) FROM parked_event"), 1);
    EXPECT_EQ(context.value(8), 1);
}

}  // namespace
}  // namespace boxoffice::eventing::testing
