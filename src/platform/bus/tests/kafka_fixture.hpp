// A bus over Kafka and its readers, for the tests of this room: against librdkafka's own mock of a
// cluster, or against a real broker.
#pragma once

#include "platform/bus/kafka_bus.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <librdkafka/rdkafka.h>
// Needs what the other declares.
#include <librdkafka/rdkafka_mock.h>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::platform {

/// How long a test waits for what must come; a failing one ends after it.
inline constexpr std::chrono::seconds patience{40};

class KeptLog final : public ports::Log {
  public:
    void write(ports::LogLevel, std::string_view message,
               std::initializer_list<Field> fields) override {
        std::string line{message};
        for (const auto& [name, value] : fields) line += " " + std::string{name} + "=" + value;
        const std::scoped_lock lock(mutex_);
        lines_.push_back(std::move(line));
    }
    [[nodiscard]] bool has(const std::string& part) const {
        const std::scoped_lock lock(mutex_);
        for (const auto& line : lines_) {
            if (line.find(part) != std::string::npos) return true;
        }
        return false;
    }
    [[nodiscard]] std::string all() const {
        const std::scoped_lock lock(mutex_);
        std::string text;
        for (const auto& line : lines_) text += line + "\n";
        return text;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

class WallClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override {
        return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
    }
};

/// On whose behalf every second event of a key is published.
inline constexpr auto traced_key =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 rojo=00f067aa0ba902b7";

/// The n-th event of a key, as "musical" would publish it.
inline ports::EventPointer key_event(const std::string& key, std::int64_t sequence,
                                     std::size_t size = 20) {
    ports::EventEnvelope event{.source = "musical",
                               .type = "SeatHeld",
                               .key = key,
                               .sequence = sequence,
                               .time = base::Instant{base::Duration{1'700'000'000'123 + sequence}},
                               .payload = "{\"n\":\"" + std::string(size, 'x') + "\"}",
                               .trace = sequence % 2 == 0 ? traced_key : ""};
    return std::make_shared<const ports::EventEnvelope>(std::move(event));
}

/// Events of `keys` keys in turn, each with the sequences `first` to `last`.
inline std::vector<ports::EventPointer> events_of(int keys, std::int64_t first, std::int64_t last) {
    std::vector<ports::EventPointer> events;
    for (auto sequence = first; sequence <= last; ++sequence) {
        for (int key = 1; key <= keys; ++key) {
            events.push_back(key_event(std::to_string(key), sequence));
        }
    }
    return events;
}

/// Publishes and waits for the answer.
inline std::optional<std::string> publish_to(ports::EventBus& bus,
                                             std::vector<ports::EventPointer> events) {
    std::promise<std::optional<std::string>> answer;
    bus.publish(std::move(events),
                [&](std::optional<std::string> fault) { answer.set_value(std::move(fault)); });
    return answer.get_future().get();
}

/// What a consumer does with a stream: takes, judges by sequence as an inbox does, acknowledges.
class TestReader {
  public:
    using Open = std::function<std::unique_ptr<ports::EventStream>(std::function<void()> wake)>;

    explicit TestReader(const Open& open) {
        stream_ = open([this] {
            const std::scoped_lock lock(mutex_);
            is_woken_ = true;
            woken_.notify_one();
        });
    }

    /// Takes until `is_enough` says so. @throws std::runtime_error when that does not happen.
    void read_until(const std::function<bool()>& is_enough, std::size_t count_max = 100) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (!is_enough()) {
            auto taken = stream_->take(count_max);
            for (auto& delivery : taken) note(std::move(delivery));
            if (taken.size() == count_max) continue;
            std::unique_lock lock(mutex_);
            woken_.wait_for(lock, std::chrono::milliseconds{50}, [this] { return is_woken_; });
            is_woken_ = false;
            if (std::chrono::steady_clock::now() > deadline) {
                throw std::runtime_error("what must come did not come");
            }
        }
    }
    void read(std::size_t count) {
        read_until([&] { return deliveries_.size() >= count; });
    }

    [[nodiscard]] const std::vector<ports::Delivery>& deliveries() const { return deliveries_; }
    /// The last sequence of each key that came without a gap.
    [[nodiscard]] const std::map<std::string, std::int64_t>& sequences() const {
        return sequences_;
    }
    [[nodiscard]] int gaps() const { return gaps_; }
    [[nodiscard]] int repeats() const { return repeats_; }
    [[nodiscard]] const ports::Positions& positions() const { return positions_; }
    void close() { stream_.reset(); }

  private:
    void note(ports::Delivery delivery) {
        auto& last = sequences_[delivery.event->key];
        const auto sequence = delivery.event->sequence;
        if (sequence == last + 1) {
            last = sequence;
        } else if (sequence > last) {
            ++gaps_;
        } else {
            ++repeats_;
        }
        stream_->acknowledge(delivery.position);
        positions_.raise(delivery.position);
        deliveries_.push_back(std::move(delivery));
    }

    std::mutex mutex_;
    std::condition_variable woken_;
    bool is_woken_ = false;
    std::vector<ports::Delivery> deliveries_;
    std::map<std::string, std::int64_t> sequences_;
    ports::Positions positions_;
    int gaps_ = 0;
    int repeats_ = 0;
    std::unique_ptr<ports::EventStream> stream_;
};

/// What the replicas of a context have stored together, as their database would.
class SharedPositions {
  public:
    void store(const ports::Positions& positions) {
        const std::scoped_lock lock(mutex_);
        positions_.raise(positions);
    }
    [[nodiscard]] ports::Positions stored() const {
        const std::scoped_lock lock(mutex_);
        return positions_;
    }

  private:
    mutable std::mutex mutex_;
    ports::Positions positions_;
};

inline TestReader::Open follow(ports::EventBus& bus,
                               std::optional<ports::Positions> after = ports::Positions{}) {
    return [&bus, after = std::move(after)](std::function<void()> wake) {
        return bus.follow({.reader = "test", .after = after, .wake = std::move(wake)});
    };
}

inline TestReader::Open join(ports::EventBus& bus, const SharedPositions& shared,
                             const std::string& consumer = "mypage") {
    return [&bus, &shared, consumer](std::function<void()> wake) {
        return bus.subscribe({.consumer = consumer,
                              .stored = [&shared] { return shared.stored(); },
                              .wake = std::move(wake)});
    };
}

/// Brokers inside this process, which fail as they are told.
class MockCluster {
  public:
    static constexpr std::int32_t partitions = 4;

    MockCluster() {
        auto* const configuration = rd_kafka_conf_new();
        rd_kafka_conf_set(configuration, "test.mock.num.brokers", "1", nullptr, 0);
        host_ = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nullptr, 0);
        cluster_ = rd_kafka_handle_mock_cluster(host_);
        rd_kafka_mock_topic_create(cluster_, "musicalreservation", partitions, 1);
    }
    ~MockCluster() { rd_kafka_destroy(host_); }
    MockCluster(const MockCluster&) = delete;
    MockCluster& operator=(const MockCluster&) = delete;

    [[nodiscard]] KafkaOptions options() const {
        return {.brokers = {rd_kafka_mock_cluster_bootstraps(cluster_)}, .partitions = partitions};
    }
    [[nodiscard]] rd_kafka_mock_cluster_t* operator->() const { return cluster_; }
    [[nodiscard]] rd_kafka_mock_cluster_t* get() const { return cluster_; }
    /// A client that is none of ours.
    [[nodiscard]] rd_kafka_t* stranger() const { return host_; }

  private:
    rd_kafka_t* host_ = nullptr;
    rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

}  // namespace boxoffice::platform
