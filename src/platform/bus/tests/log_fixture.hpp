// Events and a log's directory for the tests of this room.
#pragma once

#include "platform/bus/embedded_log.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::platform {

/// On whose behalf every second event is published.
inline constexpr auto traced =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 rojo=00f067aa0ba902b7";

/// The n-th event of a publisher; `size` bytes of payload.
inline ports::EventPointer make_event(std::int64_t sequence, std::size_t size = 20,
                                      std::string source = "musical") {
    ports::EventEnvelope event{.source = std::move(source),
                               .type = "SeatHeld",
                               .key = std::to_string(sequence % 3),
                               .generation = 1,
                               .sequence = sequence,
                               .time = base::Instant{base::Duration{1'700'000'000'000 + sequence}},
                               .payload = std::string(size, static_cast<char>('a' + sequence % 26)),
                               .trace = sequence % 2 == 0 ? traced : ""};
    return std::make_shared<const ports::EventEnvelope>(std::move(event));
}

/// Publishes one batch and waits until it is durable or refused. @return the fault.
inline std::optional<std::string> publish(EmbeddedLog& log,
                                          std::vector<ports::EventPointer> events) {
    std::promise<std::optional<std::string>> answer;
    log.publish(std::move(events),
                [&](std::optional<std::string> fault) { answer.set_value(std::move(fault)); });
    return answer.get_future().get();
}

/// Publishes `count` events, one batch each, numbered from `first`.
inline void publish_each(EmbeddedLog& log, std::int64_t first, std::int64_t count,
                         std::size_t size = 20) {
    for (std::int64_t n = first; n < first + count; ++n) {
        const auto fault = publish(log, {make_event(n, size)});
        ASSERT_EQ(fault, std::nullopt);
    }
}

inline ports::Subscription from(std::int64_t after_position) {
    return {.consumer = "mypage",
            .stored = [after_position] { return ports::Positions{{.offset = after_position}}; },
            .wake = [] {}};
}

/// The same from the beginning, told when there is something.
inline ports::Subscription woken_by(std::function<void()> wake) {
    auto subscription = from(0);
    subscription.wake = std::move(wake);
    return subscription;
}

inline void expect_event(const ports::Delivery& delivery, std::int64_t position,
                         const ports::EventEnvelope& event) {
    EXPECT_EQ(delivery.position, (ports::Position{.offset = position}));
    EXPECT_EQ(delivery.event->source, event.source);
    EXPECT_EQ(delivery.event->type, event.type);
    EXPECT_EQ(delivery.event->key, event.key);
    EXPECT_EQ(delivery.event->generation, event.generation);
    EXPECT_EQ(delivery.event->sequence, event.sequence);
    EXPECT_EQ(delivery.event->time, event.time);
    EXPECT_EQ(delivery.event->payload, event.payload);
    EXPECT_EQ(delivery.event->trace, event.trace);
}

/// Everything that is in the log behind `after`, taken in pieces of three.
inline std::vector<ports::Delivery> take_all(EmbeddedLog& log, std::int64_t after = 0) {
    const auto stream = log.subscribe(from(after));
    std::vector<ports::Delivery> all;
    for (;;) {
        const auto taken = stream->take(3);
        if (taken.empty()) return all;
        all.insert(all.end(), taken.begin(), taken.end());
    }
}

/// Expects the events 1 to `count` as `publish_each` wrote them.
inline void expect_events(const std::vector<ports::Delivery>& deliveries, std::int64_t count,
                          std::size_t size = 20) {
    ASSERT_EQ(deliveries.size(), static_cast<std::size_t>(count));
    for (std::int64_t n = 1; n <= count; ++n) {
        expect_event(deliveries[static_cast<std::size_t>(n - 1)], n, *make_event(n, size));
    }
}

}  // namespace boxoffice::platform
