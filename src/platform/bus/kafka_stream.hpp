// Reads events from Kafka: as a member of a group, or everything for a broadcast reader. Internal
// to the room.
#pragma once

#include "platform/bus/kafka_client.hpp"
#include "platform/bus/kafka_shelf.hpp"
#include "ports/event_bus.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::platform {

/// What all clients of one bus share.
struct KafkaWorld {
    const KafkaOptions& options;
    std::int32_t partitions = 0;  ///< of the topic
    const base::Clock& clock;
    ports::Log& log;
    ports::Metrics& metrics;
    std::atomic<bool>& has_died;  ///< set when a reader can do nothing more
    std::atomic<int>& joining;    ///< members that no group has given their first partitions yet
    std::atomic<int>& members;    ///< those that one has
};

/// A thread of its own fetches and keeps the membership, however long the consumer's worker is busy
/// with what it took. Foreign messages are delivered as events without a source.
class KafkaStream final : public ports::EventStream, private KafkaListener {
  public:
    /// A member of the consumer's group.
    KafkaStream(const KafkaWorld& world, ports::Subscription subscription);
    /// Every partition, after `broadcasting.after`, which is there.
    KafkaStream(const KafkaWorld& world, ports::Broadcasting broadcasting);
    /// Leaves the group, unless it is a member by name, whose place is kept.
    ~KafkaStream() override;

    [[nodiscard]] std::vector<ports::Delivery> take(std::size_t count_max) override;
    void acknowledge(ports::Position position) override;

  private:
    struct Gauges {
        ports::Gauge* lag = nullptr;
        std::int64_t committed = 0;
    };

    KafkaStream(const KafkaWorld& world, const std::string& name, std::function<void()> wake);
    void start(const KafkaProperties& settings);
    void run();
    void fetch();
    void put_aside(const rd_kafka_message_t& message);
    void press_or_relax();
    void note_progress();
    void commit(const std::vector<KafkaShelf::Progress>& progress);
    void note_lag(const std::vector<KafkaShelf::Progress>& progress);
    void rebalanced(rd_kafka_t* client, rd_kafka_resp_err_t error,
                    rd_kafka_topic_partition_list_t* partitions) override;
    void assigned(rd_kafka_t* client, rd_kafka_topic_partition_list_t* partitions);
    void revoked(rd_kafka_t* client, rd_kafka_topic_partition_list_t* partitions);
    [[nodiscard]] std::optional<ports::Positions> read_stored();
    void begin_at(rd_kafka_topic_partition_list_t* partitions, const ports::Positions& after);
    void check(KafkaOwned<rd_kafka_error_t> error);
    void died(const std::string& why) override;
    /// Ends the waiting for the first partitions.
    void joined();
    [[nodiscard]] bool may_stop() const;
    [[nodiscard]] Gauges& gauges_of(std::int32_t partition);

    KafkaWorld world_;
    std::function<void()> wake_;
    std::function<ports::Positions()> stored_;  ///< of a group; empty for a broadcast reader
    ports::Counter& foreign_;
    ports::Gauge& lag_time_;
    ports::Gauge& paused_;
    KafkaShelf shelf_;
    std::atomic<bool> is_stopping_{false};
    bool is_joining_ = false;
    std::chrono::steady_clock::time_point join_until_{};
    KafkaHandle client_;
    // On the thread that fetches.
    std::vector<ports::Delivery> fetched_;
    std::map<std::int32_t, Gauges> gauges_;
    bool is_pressed_ = false;  ///< the partitions are paused: enough is ready
    std::chrono::steady_clock::time_point next_progress_{};
    std::thread thread_;
};

}  // namespace boxoffice::platform
