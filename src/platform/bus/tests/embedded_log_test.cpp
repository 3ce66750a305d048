// Goal: what the log acknowledged comes back, whole and in order, to every consumer wherever it
// stands.
#include "platform/bus/embedded_log.hpp"

#include "base/fault.hpp"
#include "platform/bus/log_reader.hpp"
#include "platform/bus/tests/log_fixture.hpp"

#include <gtest/gtest.h>

#include <map>
#include <semaphore>
#include <thread>

namespace boxoffice::platform {
namespace {

class Log : public testing::Test {
  protected:
    void open(EmbeddedLogOptions options = {}) {
        log.reset();
        options.directory = directory.path() / "log";
        log = std::make_unique<EmbeddedLog>(options);
    }
    TestDirectory directory;
    std::unique_ptr<EmbeddedLog> log;
};

TEST_F(Log, BeginsEmpty) {
    open();
    EXPECT_EQ(log->head().of(0), 0);
    EXPECT_TRUE(log->is_healthy());
    EXPECT_EQ(log->subscribe(from(0))->take(10).size(), 0U);
    EXPECT_TRUE(log->latest().empty());
    open();
    EXPECT_EQ(log->head().of(0), 0);
}

TEST_F(Log, GivesBackWhatItTook) {
    open();
    ASSERT_EQ(publish(*log, {make_event(1), make_event(2), make_event(3)}), std::nullopt);
    ASSERT_EQ(publish(*log, {make_event(4)}), std::nullopt);
    EXPECT_EQ(log->head().of(0), 4);
    expect_events(take_all(*log), 4);
    EXPECT_EQ(take_all(*log, 3).size(), 1U);
    EXPECT_EQ(take_all(*log, 4).size(), 0U);
}

TEST_F(Log, KeepsItAcrossStarts) {
    open();
    publish_each(*log, 1, 5);
    open();
    EXPECT_EQ(log->head().of(0), 5);
    publish_each(*log, 6, 5);
    open();
    expect_events(take_all(*log), 10);
}

TEST_F(Log, ReadsAcrossManySegments) {
    open({.segment_bytes = 600});
    publish_each(*log, 1, 40);
    expect_events(take_all(*log), 40);
    open({.segment_bytes = 600});
    for (std::int64_t after = 0; after <= 40; ++after) {
        const auto rest = take_all(*log, after);
        ASSERT_EQ(rest.size(), static_cast<std::size_t>(40 - after));
        EXPECT_EQ(rest.empty() ? 41 : rest.front().position.offset, after + 1);
    }
    publish_each(*log, 41, 5);
    expect_events(take_all(*log), 45);
    EXPECT_GT(std::distance(std::filesystem::directory_iterator(directory.path() / "log"), {}), 10);
}

TEST_F(Log, FindsPlacesInALargeSegment) {
    open({.cache_bytes = 0});
    publish_each(*log, 1, 50, 20'000);
    for (const std::int64_t after : {0, 7, 31, 48, 49}) {
        const auto rest = take_all(*log, after);
        ASSERT_EQ(rest.size(), static_cast<std::size_t>(50 - after));
        expect_event(rest.front(), after + 1, *make_event(after + 1, 20'000));
    }
}

TEST_F(Log, ACatchUpFromFilesGoesOverIntoTheCache) {
    open();
    publish_each(*log, 1, 10);
    open({.cache_bytes = 1'000});
    publish_each(*log, 11, 20);
    const auto stream = log->subscribe(from(0));
    expect_events(stream->take(1'000), 30);
    publish_each(*log, 31, 1);
    const auto live = stream->take(10);
    ASSERT_EQ(live.size(), 1U);
    expect_event(live.front(), 31, *make_event(31));
}

TEST_F(Log, WakesWhoeverFoundNothing) {
    open();
    std::promise<void> woken;
    const auto stream = log->subscribe(woken_by([&] { woken.set_value(); }));
    EXPECT_TRUE(stream->take(10).empty());
    publish_each(*log, 1, 1);
    woken.get_future().get();
    // Not woken again before it has looked: set_value would throw.
    publish_each(*log, 2, 1);
    EXPECT_EQ(stream->take(2).size(), 2U);
}

TEST_F(Log, KeepsTheOrderOfEachOfManyPublishers) {
    open({.segment_bytes = 20'000});
    {
        std::vector<std::jthread> publishers;
        for (int p = 0; p < 6; ++p) {
            publishers.emplace_back([this, p] {
                for (std::int64_t n = 1; n <= 200; n += 2) {
                    const auto name = "publisher" + std::to_string(p);
                    const auto fault =
                        publish(*log, {make_event(n, 20, name), make_event(n + 1, 20, name)});
                    EXPECT_EQ(fault, std::nullopt);
                }
            });
        }
    }
    open();
    std::map<std::string, std::int64_t> sequences;
    std::int64_t position = 0;
    for (const auto& delivery : take_all(*log)) {
        EXPECT_EQ(delivery.position.offset, ++position);
        EXPECT_EQ(delivery.event->sequence, ++sequences[delivery.event->source]);
    }
    EXPECT_EQ(position, 6 * 200);
}

TEST_F(Log, AConsumerMayFollowWhileOthersPublish) {
    open({.segment_bytes = 5'000, .cache_bytes = 2'000});
    std::jthread publisher([this] { publish_each(*log, 1, 500); });
    std::binary_semaphore news{0};
    const auto stream = log->subscribe(woken_by([&] { news.release(); }));
    std::vector<ports::Delivery> all;
    while (all.size() < 500) {
        const auto taken = stream->take(7);
        all.insert(all.end(), taken.begin(), taken.end());
        if (taken.size() < 7 && all.size() < 500) news.acquire();
    }
    publisher.join();
    expect_events(all, 500);
}

TEST_F(Log, KnowsHowFarEachPublisherCame) {
    open({.segment_bytes = 400});
    publish_each(*log, 1, 20);
    auto restored = *make_event(2);
    restored.generation = 2;
    restored.sequence = 1;
    ASSERT_EQ(publish(*log, {std::make_shared<const ports::EventEnvelope>(restored)}),
              std::nullopt);
    const std::vector<LatestSequence> expected{
        {"musical", "0", 1, 18}, {"musical", "1", 1, 19}, {"musical", "2", 2, 1}};
    EXPECT_EQ(log->latest(), expected);
    open();
    EXPECT_EQ(log->latest(), expected);
}

TEST_F(Log, RefusesAConsumerThatIsAhead) {
    open();
    publish_each(*log, 1, 2);
    EXPECT_NO_THROW((void)log->subscribe(from(2)));
    EXPECT_THROW((void)log->subscribe(from(3)), base::InfrastructureFault);
}

TEST_F(Log, ABroadcastReaderBeginsAtTheHeadOrWhereItSays) {
    open();
    publish_each(*log, 1, 3);
    const auto from_now = log->follow({.reader = "map", .wake = [] {}});
    const auto from_two =
        log->follow({.reader = "map", .after = ports::Positions{{.offset = 2}}, .wake = [] {}});
    publish_each(*log, 4, 1);
    EXPECT_EQ(from_now->take(10).size(), 1U);
    EXPECT_EQ(from_two->take(10).size(), 2U);
}

TEST_F(Log, IsUsedByOneProcessAtATime) {
    open();
    EXPECT_THROW(EmbeddedLog({.directory = directory.path() / "log"}), base::InfrastructureFault);
    open();
}

TEST_F(Log, RefusesWhatIsTooLargeAndGoesOn) {
    open();
    EXPECT_NE(publish(*log, {make_event(1, 9 << 20)}), std::nullopt);
    EXPECT_TRUE(log->is_healthy());
    publish_each(*log, 1, 1);
    EXPECT_EQ(log->head().of(0), 1);
}

TEST_F(Log, RefusesMoreThanItsQueueTakes) {
    open({.queue_events_max = 2});
    EXPECT_NE(publish(*log, {make_event(1), make_event(2), make_event(3)}), std::nullopt);
    EXPECT_EQ(publish(*log, {make_event(1), make_event(2)}), std::nullopt);
}

TEST_F(Log, WritesWhatWaitsBeforeItCloses) {
    open();
    int answered = 0;
    for (int n = 1; n <= 100; ++n) {
        log->publish({make_event(n)}, [&](const std::optional<std::string>& fault) {
            EXPECT_EQ(fault, std::nullopt);
            ++answered;
        });
    }
    open();
    EXPECT_EQ(answered, 100);
    expect_events(take_all(*log), 100);
}

TEST_F(Log, AReaderFollowsItWithoutALock) {
    LogReader early(directory.path() / "log");
    EXPECT_TRUE(early.take(10).empty());
    open({.segment_bytes = 600});
    publish_each(*log, 1, 25);
    LogReader middle(directory.path() / "log", 24);
    EXPECT_EQ(middle.take(10).size(), 1U);
    EXPECT_TRUE(middle.take(10).empty());
    expect_events(early.take(100), 25);
    publish_each(*log, 26, 10);
    EXPECT_EQ(early.take(100).size(), 10U);
    EXPECT_EQ(middle.take(100).back().position.offset, 35);
}

}  // namespace
}  // namespace boxoffice::platform
