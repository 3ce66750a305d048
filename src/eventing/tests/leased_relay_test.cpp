// Goal: replicas carry what any of them committed, each key in order, whoever of them dies or comes
// back late.
#include "eventing/leased_relay.hpp"

#include "eventing/bucket_leases.hpp"
#include "eventing/schema.hpp"
#include "eventing/tests/small_context.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;

/// What a consumer that drops what it has seen makes of a log: each key's sequences, and whether an
/// event ever came before an earlier one of its key.
struct Reading {
    std::map<std::string, std::int64_t> reached;
    std::int64_t gaps = 0;

    explicit Reading(const std::vector<ports::EventPointer>& log) {
        for (const auto& event : log) {
            auto& last = reached[event->key];
            if (event->sequence > last + 1) ++gaps;
            if (event->sequence == last + 1) last = event->sequence;
        }
    }
};

struct ReplicasTest : ::testing::Test {
    World world;
    SmallContext one{world, "musical"};
    SmallContext two{world, one};

    void open_both() {
        one.open();
        two.open();
        world.scheduler.run_for(3s);  // until the buckets are shared out
    }
    std::int64_t number(ports::SqlText statement) { return one.number(statement); }
    /// What operators see.
    std::int64_t shown(const std::string& gauge) {
        return world.metrics.value(gauge + "{context=\"musical\"}");
    }
    static void add(SmallContext& replica, std::int64_t account) {
        (void)replica.post({.account = account});
    }
};

TEST_F(ReplicasTest, WhatWaitsIsSeenByOperators) {
    open_both();
    world.bus.set_faults({.publish_refused = 1'000});
    const auto first_at = world.clock.now();
    add(one, 1);
    world.scheduler.run_for(5s);
    add(two, 2);
    world.scheduler.run_for(5s);
    EXPECT_EQ(shown("boxoffice_outbox_waiting_events"), 2);
    EXPECT_EQ(
        shown("boxoffice_outbox_oldest_timestamp_seconds"),
        std::chrono::duration_cast<std::chrono::seconds>(first_at.time_since_epoch()).count());
    world.bus.set_faults({});
    world.scheduler.run_for(10s);
    EXPECT_EQ(shown("boxoffice_outbox_waiting_events"), 0);
    EXPECT_EQ(shown("boxoffice_outbox_oldest_timestamp_seconds"), 0);
}

TEST_F(ReplicasTest, WhatWaitsIsSeenAlsoWhileTheBusKeepsSilent) {
    open_both();
    world.bus.set_faults({.append_delay_max = std::chrono::hours{10'000}});
    for (std::int64_t account = 1; account <= 3; ++account) {
        add(one, account);
        world.scheduler.run_for(2s);
    }
    world.scheduler.run_for(3s);
    EXPECT_EQ(shown("boxoffice_outbox_waiting_events"), 3);
}

TEST_F(ReplicasTest, EachCarriesHalfAndAllOfItArrivesInOrder) {
    open_both();
    EXPECT_EQ(number("SELECT COUNT(DISTINCT owner) FROM relay_lease WHERE owner <> 0"), 2);
    EXPECT_EQ(number("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM relay_lease GROUP BY owner) "
                     "AS counts"),
              relay_buckets / 2);
    for (int round = 0; round < 20; ++round) {
        for (std::int64_t account = 1; account <= 10; ++account) {
            add(round % 2 == 0 ? one : two, account);
        }
        world.scheduler.run_for(7ms);
    }
    world.scheduler.run_for(1s);
    const Reading reading{world.bus.log()};
    EXPECT_EQ(reading.gaps, 0);
    ASSERT_EQ(reading.reached.size(), 10U);
    for (const auto& [key, sequence] : reading.reached) EXPECT_EQ(sequence, 20) << key;
    EXPECT_EQ(world.bus.log().size(), 200U) << "nothing twice while nobody dies";
    EXPECT_EQ(number("SELECT COUNT(*) FROM outbox_event"), 0);
}

TEST_F(ReplicasTest, WhatADeadReplicaLeftIsCarriedByTheOther) {
    open_both();
    world.bus.set_faults({.publish_refused = 1'000});
    for (std::int64_t account = 1; account <= 10; ++account) add(one, account);
    world.scheduler.run_ready();
    one.crash();
    world.bus.set_faults({});
    for (std::int64_t account = 1; account <= 10; ++account) add(two, account);
    world.scheduler.run_for(Limits{}.relay_lease + 4s);
    const Reading reading{world.bus.log()};
    EXPECT_EQ(reading.gaps, 0);
    ASSERT_EQ(reading.reached.size(), 10U);
    for (const auto& [key, sequence] : reading.reached) EXPECT_EQ(sequence, 2) << key;
}

TEST_F(ReplicasTest, AProcessThatWasAloneMustHaveRelayedEverything) {
    one.execute("INSERT INTO outbox (position, last_position, events) VALUES (1, 1, '[]')");
    one.open();
    EXPECT_ANY_THROW(world.scheduler.run_ready());
}

TEST_F(ReplicasTest, ABusyKeyKeepsNoOtherWaiting) {
    world.bus.set_faults({.publish_refused = 1'000});
    open_both();
    for (int i = 0; i < 1'500; ++i) add(one, 1);
    for (std::int64_t account = 2; account <= 40; ++account) add(one, account);
    world.scheduler.run_for(1s);
    ASSERT_TRUE(world.bus.log().empty());
    one.crash();
    world.bus.set_faults({});
    world.scheduler.run_for(20s);
    const Reading reading{world.bus.log()};
    EXPECT_EQ(reading.gaps, 0);
    EXPECT_EQ(reading.reached.size(), 40U);
    EXPECT_EQ(reading.reached.at("item-1"), 1'500);
}

/// A bus that answers when the test says so.
class HeldBus final : public ports::EventBus {
  public:
    struct Publish {
        std::vector<ports::EventPointer> events;
        std::function<void(std::optional<std::string>)> done;
    };
    void publish(std::vector<ports::EventPointer> events,
                 std::function<void(std::optional<std::string>)> done) override {
        held.push_back({std::move(events), std::move(done)});
    }
    std::unique_ptr<ports::EventStream> subscribe(ports::Subscription) override { return nullptr; }
    std::unique_ptr<ports::EventStream> follow(ports::Broadcasting) override { return nullptr; }
    [[nodiscard]] ports::Positions head() const override { return {}; }

    /// The log takes everything that is held, and says so.
    void take_all() {
        for (auto& publish : std::exchange(held, {})) {
            log.insert(log.end(), publish.events.begin(), publish.events.end());
            publish.done(std::nullopt);
        }
    }

    std::vector<Publish> held;
    std::vector<ports::EventPointer> log;
};

/// Two relays of one outbox, each with a connection of its own to the bus.
struct ZombieTest : ::testing::Test {
    World world;
    SmallContext outbox{world, "musical"};
    HeldBus zombie_bus;
    HeldBus other_bus;

    std::unique_ptr<LeasedRelay> make(ports::EventBus& bus) {
        environments.push_back(
            std::make_unique<Environment>(Environment{.clock = world.clock,
                                                      .scheduler = world.scheduler,
                                                      .database = outbox.database(),
                                                      .bus = bus,
                                                      .randomness = world.randomness,
                                                      .log = world.log,
                                                      .metrics = world.metrics,
                                                      .is_alone = false}));
        return std::make_unique<LeasedRelay>("musical", *environments.back());
    }
    void commit(std::int64_t from, std::int64_t to) {
        const auto sql = outbox.database().open_writer();
        const auto table = make_outbox_of_events();
        std::vector<StoredEvent> events;
        for (auto sequence = from; sequence <= to; ++sequence) {
            events.push_back({.key = "x", .type = "ItemEdited", .sequence = sequence});
        }
        (void)table->insert(*sql, events);
    }
    std::vector<std::unique_ptr<Environment>> environments;
};

TEST_F(ZombieTest, WhatAZombiePublishesLateIsOnlyARepetition) {
    commit(1, 3);
    auto zombie = make(zombie_bus);
    zombie->relay({});
    world.scheduler.run_ready();
    ASSERT_EQ(zombie_bus.held.size(), 1U);

    // It hangs: its lease runs out, another takes over, and goes on beyond.
    auto other = make(other_bus);
    other->relay({});
    world.scheduler.run_for(30s);
    ASSERT_EQ(other_bus.held.size(), 1U);
    ASSERT_EQ(other_bus.held.front().events.size(), 3U);
    std::vector<ports::EventPointer> log = other_bus.held.front().events;
    other_bus.take_all();
    commit(4, 5);
    other->relay({});
    world.scheduler.run_for(1s);
    ASSERT_EQ(other_bus.held.size(), 1U);

    // The zombie's events arrive between the other's.
    zombie_bus.take_all();
    log.insert(log.end(), zombie_bus.log.begin(), zombie_bus.log.end());
    const auto& rest = other_bus.held.front().events;
    log.insert(log.end(), rest.begin(), rest.end());
    other_bus.take_all();
    world.scheduler.run_for(1s);

    const Reading reading{log};
    EXPECT_EQ(reading.gaps, 0);
    EXPECT_EQ(reading.reached.at("x"), 5);
    EXPECT_EQ(log.size(), 8U);
    EXPECT_EQ(outbox.number("SELECT COUNT(*) FROM outbox_event"), 0);
}

TEST_F(ZombieTest, WhoStopsInPeaceLeavesNobodyWaiting) {
    auto first = make(zombie_bus);
    first->relay({});
    world.scheduler.run_ready();
    auto other = make(other_bus);
    other->relay({});
    world.scheduler.run_ready();
    commit(1, 2);
    first->stop();
    world.scheduler.run_for(1'500ms);
    ASSERT_EQ(other_bus.held.size(), 1U);
    EXPECT_EQ(other_bus.held.front().events.size(), 2U);
}

TEST_F(ZombieTest, WhoComesBackWithoutItsLeaseReadsNothing) {
    auto zombie = make(zombie_bus);
    zombie->relay({});
    world.scheduler.run_ready();
    auto other = make(other_bus);
    outbox.execute("UPDATE relay_lease SET owner = 7, until = 9000000000000000");
    commit(1, 1);
    zombie->relay({});
    world.scheduler.run_for(10s);
    EXPECT_TRUE(zombie_bus.held.empty());
}

TEST(BucketLeases, AreSharedOutAnewWhenReplicasComeAndGo) {
    const auto database = simulation::make_memory_database("musical");
    database->migrate(with_kernel({}));
    const auto sql = database->open_writer();
    base::Instant now{1'000'000s};
    BucketLeases one{1, 6s};
    BucketLeases two{2, 6s};
    BucketLeases three{3, 6s};
    EXPECT_EQ(one.renew(*sql, now).size(), 32U);
    EXPECT_TRUE(two.renew(*sql, now).empty()) << "it waits until it is given something";
    EXPECT_EQ(one.renew(*sql, now).size(), 16U);
    EXPECT_EQ(two.renew(*sql, now).size(), 16U);
    (void)three.renew(*sql, now);
    const auto first = one.renew(*sql, now);
    const auto second = two.renew(*sql, now);
    const auto third = three.renew(*sql, now);
    std::set<std::int64_t> all;
    for (const auto* buckets : {&first, &second, &third}) {
        EXPECT_LE(buckets->size(), 11U);
        all.insert(buckets->begin(), buckets->end());
    }
    EXPECT_EQ(all.size(), 32U) << "no bucket is nobody's, and none has two owners";

    now += 5s;
    (void)one.renew(*sql, now);
    now += 3s;  // two and three were last heard of eight seconds ago
    EXPECT_EQ(one.renew(*sql, now).size(), 32U);
    one.release(*sql);
    EXPECT_EQ(two.renew(*sql, now).size(), 32U);
}

}  // namespace
}  // namespace boxoffice::eventing::testing
