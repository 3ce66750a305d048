// Goal: on PostgreSQL no event is skipped because its transaction committed late, and the order of
// a key is the order of its commits, also for its first events.
#include "eventing/outbox.hpp"

#include "eventing/leased_relay.hpp"
#include "eventing/schema.hpp"
#include "postgres/postgres_server.hpp"
#include "replicas/shared_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>

namespace boxoffice::testing {
namespace {

using real_server::make_schema_database;

using namespace eventing;

/// Transactions that wait for another one's lock.
constexpr ports::SqlText waiting_for_a_lock =
    "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
    "AND query LIKE '%event_sequence%' AND pid <> pg_backend_pid()";

/// One replica's transaction, held open as long as the test likes.
struct Publisher {
    explicit Publisher(ports::SqlDatabase& database)
        : session(database.open_writer()), outbox("musical", make_outbox_of_events()) {}

    void save(const std::string& key) {
        session->begin();
        outbox.begin_batch();
        outbox.add(key, "ItemEdited", "{}", {});
        outbox.save(*session);
    }
    void commit() {
        session->commit();
        (void)outbox.take_committed();
    }
    void roll_back() {
        session->rollback();
        outbox.rolled_back();
    }

    std::unique_ptr<ports::SqlSession> session;
    Outbox outbox;
};

std::vector<std::int64_t> sequences(const SharedBus::Log& log, const std::string& key) {
    std::vector<std::int64_t> found;
    for (const auto& event : log) {
        if (event->key == key) found.push_back(event->sequence);
    }
    return found;
}
using Sequences = std::vector<std::int64_t>;

struct OutboxOnPostgres : ::testing::Test {
    std::unique_ptr<ports::SqlDatabase> database = make_schema_database("musical");
    SharedWorld world;
    std::optional<Environment> environment;
    std::unique_ptr<LeasedRelay> relay;

    OutboxOnPostgres() {
        database->migrate(with_kernel({}));
        environment.emplace(world.environment(*database));
        relay = std::make_unique<LeasedRelay>("musical", *environment);
        relay->relay({});
    }
    ~OutboxOnPostgres() override { relay->stop(); }

    bool has(const std::string& key, const Sequences& wanted) {
        return world.bus.wait_until(
            [&](const SharedBus::Log& log) { return sequences(log, key) == wanted; });
    }
};

TEST_F(OutboxOnPostgres, ATransactionThatCommitsLateIsNotSkipped) {
    Publisher late{*database};
    Publisher other{*database};
    late.save("x");  // and stalls, with its sequence taken
    other.save("y");
    other.commit();
    ASSERT_TRUE(has("y", {1}));
    other.save("y");
    other.commit();
    ASSERT_TRUE(has("y", {1, 2})) << "the relay has passed by once more";
    EXPECT_TRUE(sequences(world.bus.log(), "x").empty());

    late.commit();
    EXPECT_TRUE(has("x", {1}));
    EXPECT_TRUE(becomes(*database, "SELECT COUNT(*) FROM outbox_event", 0));
}

TEST_F(OutboxOnPostgres, TheSecondOfOneKeyWaitsForTheFirstAlsoWhenTheKeyIsNew) {
    Publisher first{*database};
    Publisher second{*database};
    first.save("x");
    auto waits = std::async(std::launch::async, [&] {
        second.save("x");
        second.commit();
    });
    ASSERT_TRUE(becomes(*database, waiting_for_a_lock, 1));
    EXPECT_TRUE(sequences(world.bus.log(), "x").empty());
    first.commit();
    waits.get();
    EXPECT_TRUE(has("x", {1, 2}));
}

TEST_F(OutboxOnPostgres, ASequenceThatWasRolledBackIsGivenToWhoWaited) {
    Publisher first{*database};
    Publisher second{*database};
    first.save("x");
    auto waits = std::async(std::launch::async, [&] {
        second.save("x");
        second.commit();
    });
    ASSERT_TRUE(becomes(*database, waiting_for_a_lock, 1));
    first.roll_back();
    waits.get();
    EXPECT_TRUE(has("x", {1})) << "gapless";
}

TEST_F(OutboxOnPostgres, TwoRelaysShareTheKeysAndKeepTheirOrder) {
    auto second = std::make_unique<LeasedRelay>("musical", *environment);
    second->relay({});
    ASSERT_TRUE(
        becomes(*database, "SELECT COUNT(DISTINCT owner) FROM relay_lease WHERE owner <> 0", 2));
    constexpr int writers = 3;
    constexpr std::int64_t rounds = 60;
    std::vector<std::future<void>> work;
    for (int writer = 0; writer < writers; ++writer) {
        work.push_back(std::async(std::launch::async, [&] {
            Publisher publisher{*database};
            for (std::int64_t round = 0; round < rounds; ++round) {
                publisher.save("key " + std::to_string(round % 12));
                publisher.commit();
            }
        }));
    }
    for (auto& each : work) each.get();
    relay->stop();  // in the middle: what it left is the other's
    const auto all_there = [&](const SharedBus::Log& log) {
        for (int key = 0; key < 12; ++key) {
            const auto found = sequences(log, "key " + std::to_string(key));
            if (found.empty() || *std::max_element(found.begin(), found.end()) != 15) return false;
        }
        return true;
    };
    ASSERT_TRUE(world.bus.wait_until(all_there));
    for (int key = 0; key < 12; ++key) {
        std::int64_t last = 0;
        for (const auto sequence : sequences(world.bus.log(), "key " + std::to_string(key))) {
            EXPECT_LE(sequence, last + 1) << "an event came before an earlier one of its key";
            last = std::max(last, sequence);
        }
        EXPECT_EQ(last, writers * rounds / 12);
    }
    second->stop();
}

}  // namespace
}  // namespace boxoffice::testing
