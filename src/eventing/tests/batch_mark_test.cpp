// Goal: whether a batch in doubt has happened is answered only when its transaction is over, also
// when its mark is the writer's first.
#include "eventing/batch_mark.hpp"

#include "eventing/schema.hpp"
#include "postgres/postgres_server.hpp"
#include "simulation/world/faulty_database.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace boxoffice::eventing {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant now{1'800'000'000'000ms};

TEST(BatchMark, TellsAfterwardsWhatHasHappened) {
    const auto database = simulation::make_memory_database("musical");
    database->migrate(with_kernel({}));
    const auto sql = database->open_writer();
    BatchMark mark{7};
    sql->begin();
    mark.save(*sql, now);
    sql->rollback();
    EXPECT_FALSE(mark.is_committed(*sql));
    sql->begin();
    mark.save(*sql, now);
    sql->commit();
    EXPECT_TRUE(mark.is_committed(*sql));
    sql->begin();
    mark.save(*sql, now);
    sql->rollback();
    EXPECT_FALSE(mark.is_committed(*sql));
}

/// A writer whose answer was lost, while the server still works on its transaction.
class BatchInDoubt : public testing::TestWithParam<bool> {
  protected:
    BatchInDoubt() { database_->migrate(with_kernel({})); }

    /// Until somebody waits for a lock, or `asked` has its answer without waiting.
    static void wait_until_asking(const std::future<bool>& asked) {
        auto& server = real_server::PostgresServer::shared();
        while (asked.wait_for(0s) != std::future_status::ready &&
               server.run("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted") != "t") {
        }
    }

    std::unique_ptr<ports::SqlDatabase> database_ = real_server::make_schema_database("musical");
};

TEST_P(BatchInDoubt, IsWaitedFor) {
    const bool has_marked_before = GetParam();
    const auto in_doubt = database_->open_writer();
    BatchMark mark{7};
    if (has_marked_before) {
        in_doubt->begin();
        mark.save(*in_doubt, now);
        in_doubt->commit();
    }
    for (const bool commits : {true, false}) {
        in_doubt->begin();
        mark.save(*in_doubt, now);
        auto asked = std::async(std::launch::async,
                                [&] { return mark.is_committed(*database_->open_writer()); });
        wait_until_asking(asked);
        if (commits) {
            in_doubt->commit();
        } else {
            in_doubt->rollback();
        }
        EXPECT_EQ(asked.get(), commits);
    }
}

INSTANTIATE_TEST_SUITE_P(Marks, BatchInDoubt, testing::Bool(), [](const auto& marked) {
    return marked.param ? "LaterMark" : "FirstMark";
});

}  // namespace
}  // namespace boxoffice::eventing
