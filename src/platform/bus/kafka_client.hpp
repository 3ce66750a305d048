// One client of librdkafka: made from our settings, its callbacks turned into calls. Internal to
// the room.
#pragma once

#include "platform/bus/kafka_options.hpp"
#include "ports/telemetry.hpp"

#include <librdkafka/rdkafka.h>
#include <memory>
#include <string>
#include <utility>

namespace boxoffice::platform {

/// What a client calls back. Outlives its handle.
class KafkaListener {
  public:
    KafkaListener(std::string name, ports::Log& log) : name_(std::move(name)), log_(log) {}
    virtual ~KafkaListener() = default;
    KafkaListener(const KafkaListener&) = delete;
    KafkaListener& operator=(const KafkaListener&) = delete;

    /// On the thread that polls.
    virtual void delivered(const rd_kafka_message_t&) {}
    /// On the thread that polls; assigns or gives up what is listed.
    virtual void rebalanced(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*) {}
    /// The client can do nothing more. On the thread that polls.
    virtual void died(const std::string& /*why*/) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] ports::Log& log() const { return log_; }

  private:
    std::string name_;
    ports::Log& log_;
};

struct KafkaDeleter {
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
    void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
    void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
    void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
    void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
    void operator()(const rd_kafka_metadata_t* data) const { rd_kafka_metadata_destroy(data); }
    void operator()(rd_kafka_topic_partition_list_t* list) const {
        rd_kafka_topic_partition_list_destroy(list);
    }
};
template <class Thing>
using KafkaOwned = std::unique_ptr<Thing, KafkaDeleter>;
using KafkaHandle = KafkaOwned<rd_kafka_t>;
using KafkaPartitions = KafkaOwned<rd_kafka_topic_partition_list_t>;

/// A producer or a consumer with `settings` over the operator's properties.
/// @throws base::InfrastructureFault (not retryable) naming the setting that librdkafka refuses.
[[nodiscard]] KafkaHandle make_kafka_client(rd_kafka_type_t type, const KafkaOptions& options,
                                            const KafkaProperties& settings,
                                            KafkaListener& listener);

}  // namespace boxoffice::platform
