// The event bus of the scale-out shape: one topic of Kafka.
#pragma once

#include "base/clock.hpp"
#include "platform/bus/kafka_options.hpp"
#include "ports/event_bus.hpp"
#include "ports/telemetry.hpp"

#include <map>
#include <memory>
#include <string>

namespace boxoffice::platform {

/// The key decides the partition, as Java's clients would (murmur2). A durable event is one that
/// every replica in sync has. Positions are kept by the consumers in their own databases and copied
/// to the brokers, where lag can be seen.
class KafkaBus final : public ports::EventBus {
  public:
    /// Waits for the brokers, makes the topic when it is missing, and tells how it differs from
    /// what it should be.
    /// @throws base::InfrastructureFault (not retryable) when the brokers do not answer in time or
    /// refuse.
    KafkaBus(KafkaOptions options, const base::Clock& clock, ports::Log& log,
             ports::Metrics& metrics);
    /// Streams must be gone.
    ~KafkaBus() override;

    void publish(std::vector<ports::EventPointer> events,
                 std::function<void(std::optional<std::string> fault)> done) override;
    [[nodiscard]] std::unique_ptr<ports::EventStream> subscribe(
        ports::Subscription subscription) override;
    [[nodiscard]] std::unique_ptr<ports::EventStream> follow(
        ports::Broadcasting broadcasting) override;
    /// Asked of the brokers several times a second; what this process wrote is known at once.
    [[nodiscard]] ports::Positions head() const override;
    [[nodiscard]] ports::BusName name() const override {
        return {.system = "kafka", .topic = topic_};
    }

    /// Every reader can read, and every group has given its member here the first partitions: from
    /// then on what others publish arrives, whenever the brokers answer.
    [[nodiscard]] bool can_read() const;
    /// Whether the leader of every partition has answered lately (KafkaOptions::silence_max).
    [[nodiscard]] bool answers() const;
    /// Members here that their groups have given partitions since this bus began. Before all have
    /// subscribed nobody is joining either, so being able to read does not mean that all listen.
    [[nodiscard]] int members_so_far() const;
    /// What the brokers say that the topic is set to, by name.
    /// @throws base::InfrastructureFault (retryable) when they do not tell.
    [[nodiscard]] std::map<std::string, std::string> topic_settings() const;
    /// For tests: replaces the producer as if the brokers had forgotten it.
    void kill_producer();

    KafkaBus(const KafkaBus&) = delete;
    KafkaBus& operator=(const KafkaBus&) = delete;

  private:
    class Implementation;
    std::string topic_;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace boxoffice::platform
