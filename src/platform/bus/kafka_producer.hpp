// Writes events to Kafka: durable on all replicas in sync, once, in order per key. Internal to the
// room.
#pragma once

#include "platform/bus/kafka_client.hpp"
#include "ports/event_bus.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::platform {

/// A publication waits as long as the brokers are away; the publisher's own limit on what waits
/// (its outbox) ends that. When the client can do nothing more, for example because the brokers
/// have forgotten it, everything that waits is answered with a fault and a new client takes its
/// place.
class KafkaProducer final : private KafkaListener {
  public:
    using Written = std::function<void(ports::Position)>;

    /// `written` is called for every durable event, from a thread of the producer.
    /// @throws base::InfrastructureFault (not retryable) for settings that cannot be.
    KafkaProducer(const KafkaOptions& options, ports::Log& log, ports::Metrics& metrics,
                  Written written);
    /// Waits a little for what is on its way; the rest is answered with a fault.
    ~KafkaProducer() override;

    void publish(std::vector<ports::EventPointer> events,
                 std::function<void(std::optional<std::string> fault)> done);
    /// For tests: the client as if the brokers had forgotten it.
    void kill_client();

  private:
    struct Publication;

    [[nodiscard]] KafkaHandle make_client();
    /// @return why the event could not be queued.
    [[nodiscard]] std::optional<std::string> queue(const ports::EventEnvelope& event,
                                                   Publication* publication);
    void delivered(const rd_kafka_message_t& message) override;
    void died(const std::string& why) override;
    void run();
    void renew();
    void answer_finished();

    KafkaOptions options_;
    Written written_;
    ports::Counter& refused_;
    ports::Counter& renewals_;
    ports::Gauge& waiting_gauge_;
    std::atomic<std::size_t> waiting_{0};  ///< events between publish and their answer
    std::atomic<bool> is_stopping_{false};
    std::mutex mutex_;  ///< guards the handle: one publication is queued at a time
    KafkaHandle client_;
    // On the thread that polls.
    std::string death_;
    std::vector<std::unique_ptr<Publication>> finished_;
    std::thread thread_;
};

}  // namespace boxoffice::platform
