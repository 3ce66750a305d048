#include "platform/config/bus_options.hpp"

namespace boxoffice::platform {

std::vector<Option> topic_options() {
    return {
        {.name = "kafka",
         .key = "data.kafka",
         .kind = OptionKind::list,
         .placeholder = "HOST:PORT,...",
         .help = "Kafka's brokers; without them events go through a log under --data."},
        {.name = "kafka-topic",
         .key = "kafka.topic",
         .default_value = "musicalreservation",
         .placeholder = "NAME",
         .help = "The one topic of all events."},
        {.name = "kafka-properties",
         .key = "kafka.properties",
         .placeholder = "FILE",
         .help = "More settings of Kafka's client, such as TLS and SASL: name=value lines, as "
                 "librdkafka names them; NAME.file=FILE takes a secret from a file."},
    };
}

std::vector<Option> new_topic_options() {
    auto options = topic_options();
    options.push_back({.name = "kafka-partitions",
                       .key = "kafka.partitions",
                       .kind = OptionKind::number,
                       .default_value = "12",
                       .least = 1,
                       .most = 1'000,
                       .placeholder = "NUMBER",
                       .help = "Partitions of the topic when it is made: at most so many replicas "
                               "of a context share the events."});
    options.push_back({.name = "kafka-replication",
                       .key = "kafka.replication",
                       .kind = OptionKind::number,
                       .default_value = "0",
                       .most = 100,
                       .placeholder = "NUMBER",
                       .help = "Copies of the topic when it is made, all but one of which must "
                               "have an event; 0 leaves both to the brokers."});
    return options;
}

std::vector<Option> bus_options() {
    auto options = new_topic_options();
    options.push_back({.name = "kafka-static-membership",
                       .key = "kafka.static_membership",
                       .kind = OptionKind::on_or_off,
                       .default_value = "false",
                       .help = "Keeps the partitions of this --instance for it while it starts "
                               "again; give it a name that lasts."});
    return options;
}

void fill_bus(ServeOptions& options, const OptionValues& values) {
    options.kafka = values.list("kafka");
    options.kafka_topic = values.text("kafka-topic");
    options.kafka_properties = values.text("kafka-properties");
    options.kafka_partitions = static_cast<std::int32_t>(values.number("kafka-partitions"));
    options.kafka_replication = static_cast<int>(values.number("kafka-replication"));
    options.kafka_static_membership = values.is_on("kafka-static-membership");
}

}  // namespace boxoffice::platform
