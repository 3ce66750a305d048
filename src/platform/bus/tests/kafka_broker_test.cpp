// Goal: the same promises before a real broker: topic, groups that come and go, a zombie, a broker
// that is killed while events are published. BOXOFFICE_TEST_KAFKA names the broker; see
// docs/cluster.md.

// librdkafka starts its threads with C11's thrd_create, which ThreadSanitizer does not know: it
// ends the program.
#ifndef __SANITIZE_THREAD__

#include "platform/bus/kafka_topic.hpp"
#include "platform/bus/tests/kafka_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

namespace boxoffice::platform {
namespace {

/// Two topics of the same name would disturb each other over the runs of a broker.
std::string fresh_topic() {
    std::random_device chance;
    return "test-" + std::to_string(chance()) + "-" + std::to_string(chance());
}

struct KafkaBroker : ::testing::Test {
    KeptLog log;
    PrometheusMetrics metrics;
    WallClock clock;
    KafkaOptions options{.topic = fresh_topic(),
                         .partitions = 6,
                         .replication = 1,
                         .group_prefix = fresh_topic() + "-"};

    void SetUp() override {
        const auto* const broker = std::getenv("BOXOFFICE_TEST_KAFKA");
        if (!broker) GTEST_SKIP() << "BOXOFFICE_TEST_KAFKA names no broker";
        options.brokers = {broker};
        if (const auto* const topic = std::getenv("BOXOFFICE_TEST_KAFKA_TOPIC")) {
            options.topic = topic;
        }
    }
    std::unique_ptr<KafkaBus> open() {
        return std::make_unique<KafkaBus>(options, clock, log, metrics);
    }
    bool await(const std::function<bool()>& is_so) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (!is_so() && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
        return is_so();
    }
    /// What a group has committed at the brokers, all partitions together: what tools make lag of.
    std::int64_t committed(const std::string& group) {
        auto* const configuration = rd_kafka_conf_new();
        rd_kafka_conf_set(configuration, "bootstrap.servers", options.brokers.front().c_str(),
                          nullptr, 0);
        rd_kafka_conf_set(configuration, "group.id", group.c_str(), nullptr, 0);
        const KafkaHandle client{rd_kafka_new(RD_KAFKA_CONSUMER, configuration, nullptr, 0)};
        const KafkaPartitions all{rd_kafka_topic_partition_list_new(options.partitions)};
        rd_kafka_topic_partition_list_add_range(all.get(), options.topic.c_str(), 0,
                                                options.partitions - 1);
        EXPECT_EQ(rd_kafka_committed(client.get(), all.get(), 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
        std::int64_t sum = 0;
        for (int i = 0; i < all->cnt; ++i) sum += std::max<std::int64_t>(0, all->elems[i].offset);
        return sum;
    }
    bool shows(const std::string& metric) {
        return metrics.render().find(metric) != std::string::npos;
    }
};

/// Inbox and stored positions of a context, as its replicas share them in one database.
class SharedInbox {
  public:
    /// @return whether the event is applied now, and not by whoever was faster.
    bool apply(const ports::Delivery& delivery) {
        const std::scoped_lock lock(mutex_);
        auto& last = last_[delivery.event->key];
        const auto sequence = delivery.event->sequence;
        if (sequence > last + 1) ++gaps_;
        const bool is_next = sequence == last + 1;
        if (is_next) last = sequence;
        is_next ? ++applied_ : ++dropped_;
        positions_.raise(delivery.position);
        return is_next;
    }
    [[nodiscard]] ports::Positions positions() const {
        const std::scoped_lock lock(mutex_);
        return positions_;
    }
    [[nodiscard]] int applied() const {
        const std::scoped_lock lock(mutex_);
        return applied_;
    }
    [[nodiscard]] int gaps() const {
        const std::scoped_lock lock(mutex_);
        return gaps_;
    }
    [[nodiscard]] int dropped() const {
        const std::scoped_lock lock(mutex_);
        return dropped_;
    }

  private:
    mutable std::mutex mutex_;
    std::map<std::string, std::int64_t> last_;
    ports::Positions positions_;
    int applied_ = 0;
    int dropped_ = 0;
    int gaps_ = 0;
};

/// A replica: a thread that takes, applies and acknowledges until it is told to leave.
class Replica {
  public:
    Replica(ports::EventBus& bus, SharedInbox& inbox, std::function<void()> at_wake = {})
        : inbox_(inbox),
          stream_(bus.subscribe({.consumer = "replicas",
                                 .stored = [&inbox] { return inbox.positions(); },
                                 .wake = at_wake ? std::move(at_wake) : [] {}})),
          thread_([this](const std::stop_token& stop) { run(stop); }) {}
    ~Replica() { leave(); }
    void leave() {
        thread_.request_stop();
        if (thread_.joinable()) thread_.join();
        stream_.reset();
    }
    [[nodiscard]] int taken() const { return taken_; }

  private:
    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto deliveries = stream_->take(20);
            for (const auto& delivery : deliveries) {
                ++taken_;
                (void)inbox_.apply(delivery);
                stream_->acknowledge(delivery.position);
            }
            if (deliveries.empty()) std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    }

    SharedInbox& inbox_;
    std::atomic<int> taken_{0};
    std::unique_ptr<ports::EventStream> stream_;
    std::jthread thread_;
};

/// Holds a thread where it passes, from `begin` to `end`.
class StandStill {
  public:
    void begin() { is_still_ = true; }
    void end() {
        is_still_ = false;
        is_still_.notify_all();
    }
    void pass() { is_still_.wait(true); }
    /// However the test ends, nobody is left standing.
    struct EndsAtLast {
        StandStill& still;
        ~EndsAtLast() { still.end(); }
    };

  private:
    std::atomic<bool> is_still_{false};
};

TEST_F(KafkaBroker, TheTopicIsMadeAsItShouldBe) {
    const auto bus = open();
    ASSERT_TRUE(await([&] { return shows("boxoffice_kafka_topic_differences 0"); })) << log.all();
    options.partitions = 7;
    options.replication = 3;
    const auto other = open();
    ASSERT_TRUE(await([&] { return shows("boxoffice_kafka_topic_differences 2"); })) << log.all();
    EXPECT_TRUE(log.has("it has 6 partitions, not 7"));
    EXPECT_TRUE(log.has("min.insync.replicas is 1, not 2"));
}

TEST_F(KafkaBroker, EventsComeInOrderPerKeyAndLagGoesToNothing) {
    const auto bus = open();
    SharedPositions shared;
    TestReader reader{join(*bus, shared)};
    for (std::int64_t first = 1; first <= 181; first += 20) {
        ASSERT_EQ(publish_to(*bus, events_of(12, first, first + 19)), std::nullopt);
    }
    reader.read(12 * 200);
    EXPECT_EQ(reader.gaps(), 0);
    EXPECT_EQ(reader.repeats(), 0);
    ASSERT_TRUE(await([&] { return bus->head().sum() == 2'400; }));
    EXPECT_TRUE(reader.positions().has_passed(bus->head()));
    const auto busiest = reader.deliveries().back().position.partition;
    const auto label = "{context=\"mypage\",partition=\"" + std::to_string(busiest) + "\"} 0\n";
    EXPECT_TRUE(await([&] { return shows("boxoffice_consumer_lag_events" + label); }));
    EXPECT_TRUE(await(
        [&] { return shows("boxoffice_consumer_lag_milliseconds{context=\"mypage\"} 0\n"); }));
}

TEST_F(KafkaBroker, ReplicasComeAndGoAndEveryEventIsAppliedOnceInOrder) {
    const auto bus = open();
    SharedInbox inbox;
    std::atomic<bool> is_over{false};
    std::atomic<std::int64_t> published{0};
    std::thread publisher([&] {
        for (std::int64_t sequence = 1; !is_over; ++sequence) {
            if (publish_to(*bus, events_of(30, sequence, sequence))) break;
            published = sequence;
        }
    });
    {
        Replica first{*bus, inbox};
        EXPECT_TRUE(await([&] { return first.taken() > 100; }));
        Replica second{*bus, inbox};
        EXPECT_TRUE(await([&] { return second.taken() > 100; })) << "the newcomer gets its share";
        Replica third{*bus, inbox};
        EXPECT_TRUE(await([&] { return third.taken() > 100; }));
        first.leave();
        second.leave();
        const auto before = third.taken();
        EXPECT_TRUE(await([&] { return third.taken() > before + 500; })) << "it has all of it";
        is_over = true;
        publisher.join();
        EXPECT_TRUE(await([&] { return inbox.applied() == 30 * published; }));
    }
    EXPECT_EQ(inbox.applied(), 30 * published);
    EXPECT_EQ(inbox.gaps(), 0);
}

/// A replica that stands still for longer than its session, with events already in its hands: its
/// partitions go to another one, and what it does when it comes back is dropped at the inbox row.
TEST_F(KafkaBroker, AZombieThatComesBackAppliesNothingTwice) {
    options.properties = {{"session.timeout.ms", "6000"},
                          {"heartbeat.interval.ms", "500"},
                          {"max.poll.interval.ms", "6000"}};
    const auto bus = open();
    SharedInbox inbox;
    ASSERT_EQ(publish_to(*bus, events_of(10, 1, 20)), std::nullopt);
    StandStill still;
    // Its own thread stands still in the middle of what it does.
    const auto zombie = bus->subscribe({.consumer = "replicas",
                                        .stored = [&inbox] { return inbox.positions(); },
                                        .wake = [&still] { still.pass(); }});
    const StandStill::EndsAtLast ends{still};
    std::vector<ports::Delivery> in_hand;
    ASSERT_TRUE(await([&] {
        auto taken = zombie->take(50);
        in_hand.insert(in_hand.end(), taken.begin(), taken.end());
        return in_hand.size() >= 200;
    }));
    still.begin();
    ASSERT_EQ(publish_to(*bus, events_of(10, 21, 21)), std::nullopt);
    Replica other{*bus, inbox};
    EXPECT_TRUE(await([&] { return inbox.applied() == 210; })) << "the other takes over";
    for (const auto& delivery : in_hand) {
        EXPECT_FALSE(inbox.apply(delivery));
        zombie->acknowledge(delivery.position);
    }
    still.end();
    ASSERT_EQ(publish_to(*bus, events_of(10, 22, 40)), std::nullopt);
    EXPECT_TRUE(await([&] {
        for (const auto& delivery : zombie->take(100)) {
            (void)inbox.apply(delivery);
            zombie->acknowledge(delivery.position);
        }
        return inbox.applied() == 400;
    }));
    EXPECT_EQ(inbox.gaps(), 0);
    EXPECT_GE(inbox.dropped(), 200);
}

/// A member by name finds its partitions again when it comes back in time: nobody is disturbed.
TEST_F(KafkaBroker, AMemberByNameKeepsItsPlaceWhileItStartsAgain) {
    const auto bus = open();
    SharedInbox inbox;
    options.instance = "replica-a";
    auto named = open();
    auto first = std::make_unique<Replica>(*named, inbox);
    ASSERT_EQ(publish_to(*bus, events_of(30, 1, 10)), std::nullopt);
    ASSERT_TRUE(await([&] { return inbox.applied() == 300; }));
    Replica second{*bus, inbox};
    std::int64_t sequence = 10;
    ASSERT_TRUE(await([&] {
        ++sequence;
        (void)publish_to(*bus, events_of(30, sequence, sequence));
        return second.taken() > 0;
    }));
    ASSERT_TRUE(await([&] { return inbox.applied() == 30 * sequence; }));
    first.reset();
    named.reset();
    const auto before = second.taken();
    named = open();
    first = std::make_unique<Replica>(*named, inbox);
    ++sequence;
    ASSERT_EQ(publish_to(*bus, events_of(30, sequence, sequence)), std::nullopt);
    ASSERT_TRUE(await([&] { return inbox.applied() == 30 * sequence; }));
    EXPECT_LT(second.taken() - before, 30) << "the others took what was not theirs";
    EXPECT_EQ(inbox.gaps(), 0);
}

/// Run by tests/cluster/kafka_bus_test.py, which kills the broker and starts it again, then makes
/// the file.
TEST_F(KafkaBroker, NothingIsLostOrReorderedWhenTheBrokerIsKilled) {
    const auto* const signal = std::getenv("BOXOFFICE_TEST_KAFKA_RESTARTED");
    if (!signal) GTEST_SKIP() << "nobody restarts the broker";
    const auto bus = open();
    SharedInbox inbox;
    Replica replica{*bus, inbox};
    std::int64_t sequence = 0;
    int faults = 0;
    for (std::int64_t after = 0; after < 50;) {
        ++sequence;
        while (publish_to(*bus, events_of(10, sequence, sequence))) ++faults;
        if (std::filesystem::exists(signal)) ++after;
    }
    EXPECT_TRUE(await([&] { return inbox.applied() == 10 * sequence; })) << log.all();
    EXPECT_EQ(inbox.gaps(), 0) << faults << " faults";
    std::printf("published %lld events with %d faults\n", static_cast<long long>(10 * sequence),
                faults);
}

/// Run by tests/cluster/kafka_bus_test.py before a reader that never saw our code.
TEST_F(KafkaBroker, LeavesAStoryForAStranger) {
    const auto* const topic = std::getenv("BOXOFFICE_TEST_KAFKA_TOPIC");
    if (!topic) GTEST_SKIP() << "nobody reads it";
    const auto bus = open();
    ASSERT_EQ(publish_to(*bus, events_of(3, 1, 4)), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::platform

#endif
