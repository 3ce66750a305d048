// Goal: order per key and nothing lost, whatever the brokers answer; positions are the consumer's;
// what is not ours passes by. The brokers are librdkafka's own mock, inside this process.

// librdkafka starts its threads with C11's thrd_create, which ThreadSanitizer does not know: it
// ends the program.
#ifndef __SANITIZE_THREAD__

#include "base/fault.hpp"
#include "platform/bus/kafka_message.hpp"
#include "platform/bus/tests/kafka_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace boxoffice::platform {
namespace {

struct KafkaMock : ::testing::Test {
    MockCluster brokers;
    KeptLog log;
    PrometheusMetrics metrics;
    WallClock clock;
    std::unique_ptr<KafkaBus> bus = open(brokers.options());

    std::unique_ptr<KafkaBus> open(KafkaOptions options) {
        return std::make_unique<KafkaBus>(std::move(options), clock, log, metrics);
    }
    void stranger_writes(const std::string& key, const std::string& value,
                         const std::map<std::string, std::string>& headers) {
        auto* const list = rd_kafka_headers_new(headers.size());
        for (const auto& [name, text] : headers) {
            rd_kafka_header_add(list, name.c_str(), -1, text.c_str(), -1);
        }
        ASSERT_EQ(rd_kafka_producev(brokers.stranger(), RD_KAFKA_V_TOPIC("musicalreservation"),
                                    RD_KAFKA_V_KEY(key.data(), key.size()),
                                    RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                                    RD_KAFKA_V_HEADERS(list),
                                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        ASSERT_EQ(rd_kafka_flush(brokers.stranger(), 30'000), RD_KAFKA_RESP_ERR_NO_ERROR);
    }
};

TEST_F(KafkaMock, GivesBackWhatItTookInOrderPerKey) {
    ASSERT_EQ(publish_to(*bus, events_of(7, 1, 30)), std::nullopt);
    TestReader reader{follow(*bus)};
    reader.read(7 * 30);
    EXPECT_EQ(reader.gaps(), 0);
    EXPECT_EQ(reader.repeats(), 0);
    EXPECT_EQ(reader.sequences().size(), 7U);
    const auto& delivery = reader.deliveries().front();
    const auto& event = *delivery.event;
    const auto sent = key_event(event.key, event.sequence);
    EXPECT_EQ(event.source, sent->source);
    EXPECT_EQ(event.type, sent->type);
    EXPECT_EQ(event.generation, sent->generation);
    EXPECT_EQ(event.time, sent->time);
    EXPECT_EQ(event.payload, sent->payload);
    EXPECT_EQ(event.trace, sent->trace);
    EXPECT_TRUE(bus->head().has_passed(reader.positions())) << "what we wrote is in the head";
    EXPECT_TRUE(reader.positions().has_passed(bus->head()));
}

/// What others' tracers read and write, and what an older version of ours wrote.
TEST_F(KafkaMock, TheTraceIsInHeadersThatEverybodyKnows) {
    const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const auto headers_of = [](const ports::EventEnvelope& event) {
        std::map<std::string, std::string> found;
        const auto headers = to_headers(event);
        const char* name = nullptr;
        const void* value = nullptr;
        std::size_t size = 0;
        for (std::size_t i = 0; rd_kafka_header_get_all(headers.get(), i, &name, &value, &size) ==
                                RD_KAFKA_RESP_ERR_NO_ERROR;
             ++i) {
            found[name] = std::string{static_cast<const char*>(value), size};
        }
        return found;
    };
    auto traced = headers_of(*key_event("1", 2));
    EXPECT_EQ(traced["traceparent"], parent);
    EXPECT_EQ(traced["tracestate"], "rojo=00f067aa0ba902b7");
    EXPECT_EQ(traced["ce_traceparent"], parent);
    EXPECT_FALSE(headers_of(*key_event("1", 1)).contains("traceparent"));

    std::map<std::string, std::string> ours{{"ce_source", "musical"},
                                            {"ce_type", "SeatHeld"},
                                            {"ce_sequence", "1"},
                                            {"ce_generation", "1"},
                                            {"ce_time", "2026-01-01T00:00:00Z"}};
    auto older = ours;
    older["ce_traceparent"] = parent;
    auto broken = ours;
    broken["traceparent"] = "not a trace";
    stranger_writes("a", "{}", older);
    stranger_writes("b", "{}", broken);
    TestReader reader{follow(*bus)};
    reader.read(2);
    std::map<std::string, std::string> traces;
    for (const auto& delivery : reader.deliveries()) {
        traces[delivery.event->key] = delivery.event->trace;
    }
    EXPECT_EQ(traces["a"], parent);
    EXPECT_EQ(traces["b"], "");
}

/// Hashes from Kafka's own UtilsTest: Java's clients would choose the same partitions.
TEST_F(KafkaMock, PartitionsAreThoseOfJavasClients) {
    const std::map<std::string, std::int32_t> hashes{{"21", -973932308},
                                                     {"foobar", -790332482},
                                                     {"a-little-bit-long-string", -985981536},
                                                     {"a-little-bit-longer-string", -1486304829},
                                                     {"abc", 479470107}};
    std::vector<ports::EventPointer> events;
    for (const auto& [key, hash] : hashes) events.push_back(key_event(key, 1));
    ASSERT_EQ(publish_to(*bus, std::move(events)), std::nullopt);
    TestReader reader{follow(*bus)};
    reader.read(hashes.size());
    for (const auto& [position, event] : reader.deliveries()) {
        const auto expected = (hashes.at(event->key) & 0x7fffffff) % MockCluster::partitions;
        EXPECT_EQ(position.partition, expected) << event->key;
    }
}

TEST_F(KafkaMock, ABroadcastReaderBeginsAtTheHeadOrWhereItSays) {
    ASSERT_EQ(publish_to(*bus, {key_event("1", 1), key_event("1", 2)}), std::nullopt);
    TestReader from_now{follow(*bus, std::nullopt)};
    TestReader all{follow(*bus)};
    all.read(2);
    TestReader rest{follow(*bus, ports::Positions{all.deliveries().front().position})};
    ASSERT_EQ(publish_to(*bus, {key_event("1", 3)}), std::nullopt);
    from_now.read(1);
    rest.read(2);
    EXPECT_EQ(from_now.deliveries().front().event->sequence, 3);
    EXPECT_EQ(rest.deliveries().front().event->sequence, 2);
}

TEST_F(KafkaMock, OrderSurvivesBrokersThatRefuse) {
    constexpr std::int16_t produce = 0;
    rd_kafka_mock_push_request_errors(
        brokers.get(), produce, 6, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
    for (std::int64_t round = 0; round < 5; ++round) {
        ASSERT_EQ(publish_to(*bus, events_of(5, round * 10 + 1, round * 10 + 10)), std::nullopt);
    }
    TestReader reader{follow(*bus)};
    reader.read(5 * 50);
    EXPECT_EQ(reader.gaps(), 0);
}

TEST_F(KafkaMock, APublicationWaitsForBrokersThatAreAway) {
    ASSERT_EQ(publish_to(*bus, {key_event("1", 1)}), std::nullopt);
    ASSERT_EQ(rd_kafka_mock_broker_set_down(brokers.get(), 1), RD_KAFKA_RESP_ERR_NO_ERROR);
    std::promise<std::optional<std::string>> answer;
    bus->publish({key_event("1", 2), key_event("1", 3)},
                 [&](std::optional<std::string> fault) { answer.set_value(std::move(fault)); });
    auto answered = answer.get_future();
    EXPECT_EQ(answered.wait_for(std::chrono::milliseconds{300}), std::future_status::timeout);
    ASSERT_EQ(rd_kafka_mock_broker_set_up(brokers.get(), 1), RD_KAFKA_RESP_ERR_NO_ERROR);
    EXPECT_EQ(answered.get(), std::nullopt);
    TestReader reader{follow(*bus)};
    reader.read(3);
    EXPECT_EQ(reader.gaps(), 0);
}

/// As a relay does: what was answered with a fault is sent again before anything later.
TEST_F(KafkaMock, AProducerThatCanDoNothingMoreIsReplaced) {
    std::atomic<bool> is_over{false};
    std::thread killer([&] {
        for (int kills = 0; kills < 5 && !is_over; ++kills) {
            bus->kill_producer();
            std::this_thread::sleep_for(std::chrono::milliseconds{40});
        }
    });
    int faults = 0;
    for (std::int64_t sequence = 1; sequence <= 100; ++sequence) {
        while (publish_to(*bus, events_of(3, sequence, sequence))) ++faults;
    }
    is_over = true;
    killer.join();
    EXPECT_TRUE(log.has("Kafka's producer is replaced"));
    TestReader reader{follow(*bus)};
    reader.read_until([&] {
        for (const auto key : {"1", "2", "3"}) {
            const auto found = reader.sequences().find(key);
            if (found == reader.sequences().end() || found->second < 100) return false;
        }
        return true;
    });
    EXPECT_EQ(reader.gaps(), 0) << faults << " faults";
}

TEST_F(KafkaMock, MoreThanMayWaitIsRefused) {
    auto options = brokers.options();
    options.queue_events_max = 10;
    const auto narrow = open(options);
    EXPECT_NE(publish_to(*narrow, events_of(11, 1, 1)), std::nullopt);
    EXPECT_EQ(publish_to(*narrow, events_of(10, 1, 1)), std::nullopt);
}

TEST_F(KafkaMock, WhatIsTooLargeIsRefusedAndWhatFollowsIsTaken) {
    EXPECT_NE(publish_to(*bus, {key_event("1", 1, 9 << 20)}), std::nullopt);
    EXPECT_EQ(publish_to(*bus, {key_event("1", 1)}), std::nullopt);
}

TEST_F(KafkaMock, ForeignMessagesPassByAndAreCounted) {
    const std::map<std::string, std::string> good{{"ce_source", "musical"},
                                                  {"ce_type", "SeatHeld"},
                                                  {"ce_sequence", "0000000000000000001"},
                                                  {"ce_generation", "1"},
                                                  {"ce_time", "2026-12-01T05:00:00.123Z"}};
    stranger_writes("1", "hello", {});
    for (const auto* broken : {"ce_source", "ce_type", "ce_sequence", "ce_generation", "ce_time"}) {
        auto headers = good;
        headers[broken] = "";
        stranger_writes("1", "{}", headers);
    }
    auto headers = good;
    headers["ce_sequence"] = "-4";
    stranger_writes("1", "{}", headers);
    stranger_writes("", "{}", good);
    stranger_writes("1", "{}", good);
    TestReader reader{follow(*bus)};
    reader.read(9);
    int ours = 0;
    for (const auto& delivery : reader.deliveries()) ours += !delivery.event->source.empty();
    EXPECT_EQ(ours, 1) << "only the last one is an event";
    EXPECT_NE(metrics.render().find("boxoffice_kafka_foreign_messages_total{context=\"test\"} 8"),
              std::string::npos);
}

TEST_F(KafkaMock, AReaderThatIsSlowIsNotSentMoreThanItKeeps) {
    auto options = brokers.options();
    options.ready_events_max = 50;
    const auto narrow = open(options);
    ASSERT_EQ(publish_to(*bus, events_of(10, 1, 200)), std::nullopt);
    SharedPositions shared;
    TestReader reader{join(*narrow, shared, "slow")};
    const auto paused = [&] {
        return metrics.render().find("boxoffice_consumer_paused{context=\"slow\"} 1") !=
               std::string::npos;
    };
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!paused() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_TRUE(paused());
    reader.read_until([&] { return reader.deliveries().size() >= 2'000; }, 7);
    EXPECT_EQ(reader.gaps(), 0);
    EXPECT_EQ(reader.repeats(), 0);
}

TEST_F(KafkaMock, APositionThatTheTopicDoesNotHaveStopsTheReader) {
    EXPECT_TRUE(bus->can_read());
    ASSERT_EQ(publish_to(*bus, {key_event("1", 1)}), std::nullopt);
    SharedPositions shared;
    for (std::int32_t partition = 0; partition < MockCluster::partitions; ++partition) {
        shared.store(ports::Positions{{.partition = partition, .offset = 1'000}});
    }
    TestReader reader{join(*bus, shared)};
    reader.read_until([&] { return log.has("restore both from the same backup"); });
    EXPECT_TRUE(reader.deliveries().empty());
    EXPECT_FALSE(bus->can_read());
}

TEST_F(KafkaMock, CanReadOnceItsMembersHaveTheirPartitions) {
    EXPECT_TRUE(bus->can_read());
    EXPECT_EQ(bus->members_so_far(), 0) << "nobody has subscribed: no member, and none that waits";
    SharedPositions shared;
    {
        TestReader reader{join(*bus, shared)};
        EXPECT_FALSE(bus->can_read()) << "the group has given it nothing yet";
        EXPECT_EQ(bus->members_so_far(), 0);
        reader.read_until([&] { return bus->can_read(); });
        EXPECT_TRUE(log.has("partitions have come"));
        EXPECT_EQ(bus->members_so_far(), 1);
    }
    const TestReader gone{join(*bus, shared)};  // leaves before its first assignment
}

TEST_F(KafkaMock, BrokersThatAreSilentDoNotAnswer) {
    auto options = brokers.options();
    options.silence_max = base::Duration{500};
    const auto watched = open(options);
    EXPECT_TRUE(watched->answers());
    rd_kafka_mock_broker_set_down(brokers.get(), 1);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (watched->answers() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    EXPECT_FALSE(watched->answers());
    rd_kafka_mock_broker_set_up(brokers.get(), 1);
    while (!watched->answers() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(watched->answers());
}

TEST_F(KafkaMock, AStartWithoutBrokersSaysSo) {
    KafkaOptions nobody{.brokers = {"127.0.0.1:1"}, .start_wait = base::Duration{0}};
    EXPECT_THROW(open(nobody), base::InfrastructureFault);
    EXPECT_TRUE(log.has("waiting for Kafka"));
}

}  // namespace
}  // namespace boxoffice::platform

#endif
