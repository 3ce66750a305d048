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

platform::KafkaOptions new_topic_settings(const platform::OptionValues& values) {
    auto settings = kafka_settings(values);
    settings.makes_topic = true;
    settings.start_wait = platform::KafkaOptions{}.start_wait;  // a new topic has leaders soon
    settings.partitions = static_cast<std::int32_t>(values.number("kafka-partitions"));
    settings.replication = static_cast<int>(values.number("kafka-replication"));
    return settings;
}

}  // namespace boxoffice::app
