#include "app/kafka_settings.hpp"

namespace boxoffice::app {
namespace {

platform::KafkaProperties properties_of(const std::string& file) {
    return file.empty() ? platform::KafkaProperties{} : platform::read_kafka_properties(file);
}

}  // namespace

platform::KafkaOptions kafka_settings(const platform::ServeOptions& options) {
    return {.brokers = options.kafka,
            .topic = options.kafka_topic,
            .partitions = options.kafka_partitions,
            .replication = options.kafka_replication,
            .instance = options.kafka_static_membership ? options.instance : std::string{},
            .properties = properties_of(options.kafka_properties)};
}

platform::KafkaOptions kafka_settings(const platform::OptionValues& values) {
    return {.brokers = values.list("kafka"),
            .topic = values.text("kafka-topic"),
            .makes_topic = false,
            .properties = properties_of(values.text("kafka-properties")),
            .start_wait = base::Duration{0}};
}

}  // namespace boxoffice::app
