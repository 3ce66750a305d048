#include "platform/bus/kafka_client.hpp"

#include "base/fault.hpp"

#include <array>
#include <string_view>

namespace boxoffice::platform {
namespace {

KafkaListener& listener_of(const void* opaque) {
    return *static_cast<KafkaListener*>(const_cast<void*>(opaque));
}

/// Levels are those of syslog.
void write_log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
    constexpr int syslog_error = 3;
    constexpr int syslog_warning = 4;
    const auto* const opaque = rd_kafka_opaque(client);
    if (!opaque) return;
    const auto& listener = listener_of(opaque);
    const auto ours = level <= syslog_error     ? ports::LogLevel::warning
                      : level == syslog_warning ? ports::LogLevel::info
                                                : ports::LogLevel::debug;
    listener.log().write(ours, "Kafka's client reports",
                         {{"client", listener.name()}, {"what", facility}, {"text", text}});
}

void note_error(rd_kafka_t* client, int error, const char*, void* opaque) {
    if (error != RD_KAFKA_RESP_ERR__FATAL) return;  // the others heal by themselves, and are logged
    std::array<char, 512> why{};
    rd_kafka_fatal_error(client, why.data(), why.size());
    listener_of(opaque).died(why.data());
}

void note_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    listener_of(opaque).delivered(*message);
}

void note_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t error,
                    rd_kafka_topic_partition_list_t* partitions, void* opaque) {
    listener_of(opaque).rebalanced(client, error, partitions);
}

struct ConfigurationDeleter {
    void operator()(rd_kafka_conf_t* configuration) const { rd_kafka_conf_destroy(configuration); }
};
using Configuration = std::unique_ptr<rd_kafka_conf_t, ConfigurationDeleter>;

void set(rd_kafka_conf_t* configuration, const std::string& name, const std::string& value) {
    std::array<char, 512> why{};
    if (rd_kafka_conf_set(configuration, name.c_str(), value.c_str(), why.data(), why.size()) ==
        RD_KAFKA_CONF_OK) {
        return;
    }
    throw base::InfrastructureFault(
        "Kafka's client refuses the setting " + name + ": " + why.data(), base::Retry::no);
}

std::string joined(const std::vector<std::string>& brokers) {
    std::string all;
    for (const auto& broker : brokers) all += (all.empty() ? "" : ",") + broker;
    return all;
}

}  // namespace

KafkaHandle make_kafka_client(rd_kafka_type_t type, const KafkaOptions& options,
                              const KafkaProperties& settings, KafkaListener& listener) {
    Configuration made{rd_kafka_conf_new()};
    auto* const configuration = made.get();
    set(configuration, "bootstrap.servers", joined(options.brokers));
    set(configuration, "client.id", "boxoffice-" + listener.name());
    set(configuration, "socket.nagle.disable", "true");
    set(configuration, "socket.keepalive.enable", "true");
    set(configuration, "reconnect.backoff.max.ms", "1000");
    for (const auto& [name, value] : options.properties) set(configuration, name, value);
    for (const auto& [name, value] : settings) set(configuration, name, value);
    rd_kafka_conf_set_opaque(configuration, &listener);
    rd_kafka_conf_set_log_cb(configuration, write_log);
    rd_kafka_conf_set_error_cb(configuration, note_error);
    if (type == RD_KAFKA_PRODUCER) {
        rd_kafka_conf_set_dr_msg_cb(configuration, note_delivery);
    } else {
        rd_kafka_conf_set_rebalance_cb(configuration, note_rebalance);
    }
    std::array<char, 512> why{};
    KafkaHandle client{rd_kafka_new(type, configuration, why.data(), why.size())};
    if (!client) {
        throw base::InfrastructureFault(std::string{"Kafka's client cannot be made: "} + why.data(),
                                        base::Retry::no);
    }
    (void)made.release();  // it belongs to the client now
    return client;
}

}  // namespace boxoffice::platform
