#include "platform/bus/kafka_topic.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>

namespace boxoffice::platform {
namespace {

constexpr int answer_wait_ms = 5'000;
/// Chunks of seats are some 100 KiB; ten times the brokers' default leaves room for halls to grow.
constexpr std::int64_t message_bytes_max = 8 << 20;
/// A new topic's partitions have leaders soon after.
constexpr int looks_max = 50;

struct AdminDeleter {
    void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
    void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
    void operator()(rd_kafka_ConfigResource_t* resource) const {
        rd_kafka_ConfigResource_destroy(resource);
    }
};
template <class Thing>
using AdminOwned = std::unique_ptr<Thing, AdminDeleter>;

[[noreturn]] void fail(const KafkaOptions& options, const std::string& what, base::Retry retry) {
    throw base::InfrastructureFault("Kafka's topic " + options.topic + ": " + what, retry);
}

/// How many partitions are there and have leaders; nothing when there is no such topic.
std::optional<std::int32_t> count_partitions(rd_kafka_t* client, const KafkaOptions& options) {
    const KafkaOwned<rd_kafka_topic_t> topic{
        rd_kafka_topic_new(client, options.topic.c_str(), nullptr)};
    const rd_kafka_metadata_t* answer = nullptr;
    const auto error = rd_kafka_metadata(client, 0, topic.get(), &answer, answer_wait_ms);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fail(options, rd_kafka_err2str(error), base::Retry::yes);
    }
    const KafkaOwned<const rd_kafka_metadata_t> metadata{answer};
    if (metadata->topic_cnt != 1) return std::nullopt;
    const auto& found = metadata->topics[0];
    if (found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return std::nullopt;
    if (found.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
        fail(options, rd_kafka_err2str(found.err), base::Retry::no);
    }
    if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fail(options, rd_kafka_err2str(found.err), base::Retry::yes);
    }
    const bool has_leaders =
        std::all_of(found.partitions, found.partitions + found.partition_cnt,
                    [](const rd_kafka_metadata_partition& each) { return each.leader >= 0; });
    if (!has_leaders) fail(options, "some partitions have no leader", base::Retry::yes);
    return found.partition_cnt;
}

void create(rd_kafka_t* client, const KafkaOptions& options) {
    std::array<char, 512> why{};
    const int replication = options.replication > 0 ? options.replication : -1;
    const AdminOwned<rd_kafka_NewTopic_t> topic{rd_kafka_NewTopic_new(
        options.topic.c_str(), options.partitions, replication, why.data(), why.size())};
    if (!topic) fail(options, why.data(), base::Retry::no);
    for (const auto& [name, value] : wanted_topic_settings(options)) {
        rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
    }
    const KafkaOwned<rd_kafka_queue_t> queue{rd_kafka_queue_new(client)};
    auto* all = topic.get();
    rd_kafka_CreateTopics(client, &all, 1, nullptr, queue.get());
    const AdminOwned<rd_kafka_event_t> answer{rd_kafka_queue_poll(queue.get(), answer_wait_ms)};
    if (!answer) fail(options, "the brokers do not answer", base::Retry::yes);
    if (const auto error = rd_kafka_event_error(answer.get())) {
        fail(options, rd_kafka_event_error_string(answer.get()),
             error == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED ? base::Retry::no
                                                                     : base::Retry::yes);
    }
    std::size_t count = 0;
    const auto* const results = rd_kafka_CreateTopics_result_topics(
        rd_kafka_event_CreateTopics_result(answer.get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto error = rd_kafka_topic_result_error(results[i]);
        // Another replica may have been first.
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR ||
            error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
            continue;
        }
        const auto* const text = rd_kafka_topic_result_error_string(results[i]);
        fail(options, text ? text : rd_kafka_err2str(error), base::Retry::no);
    }
}

}  // namespace

std::int32_t ensure_topic(rd_kafka_t* client, const KafkaOptions& options) {
    if (const auto partitions = count_partitions(client, options)) return *partitions;
    if (!options.makes_topic) fail(options, "there is no such topic", base::Retry::no);
    create(client, options);
    for (int look = 0; look < looks_max; ++look) {
        try {
            if (const auto partitions = count_partitions(client, options)) return *partitions;
        } catch (const base::InfrastructureFault& fault) {
            if (!fault.is_retryable() || look + 1 == looks_max) throw;
        }
        rd_kafka_poll(client, 100);
    }
    fail(options, "it was made but does not appear", base::Retry::yes);
}

KafkaProperties wanted_topic_settings(const KafkaOptions& options) {
    KafkaProperties settings{
        // The topic is the history that projections are rebuilt from.
        {"cleanup.policy", "delete"},
        {"retention.ms", "-1"},
        {"retention.bytes", "-1"},
        {"max.message.bytes", std::to_string(message_bytes_max)},
    };
    // One copy may be away without stopping sales; what was acknowledged is on all the others.
    if (options.replication > 0) {
        settings.emplace_back("min.insync.replicas",
                              std::to_string(std::max(1, options.replication - 1)));
    }
    return settings;
}

std::map<std::string, std::string> topic_settings(rd_kafka_t* client, const KafkaOptions& options,
                                                  int wait_ms) {
    const AdminOwned<rd_kafka_ConfigResource_t> resource{
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, options.topic.c_str())};
    const KafkaOwned<rd_kafka_queue_t> queue{rd_kafka_queue_new(client)};
    auto* all = resource.get();
    rd_kafka_DescribeConfigs(client, &all, 1, nullptr, queue.get());
    const AdminOwned<rd_kafka_event_t> answer{rd_kafka_queue_poll(queue.get(), wait_ms)};
    if (!answer || rd_kafka_event_error(answer.get())) {
        fail(options, "its settings cannot be read", base::Retry::yes);
    }
    std::map<std::string, std::string> settings;
    std::size_t resources = 0;
    const auto* const found = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(answer.get()), &resources);
    for (std::size_t i = 0; i < resources; ++i) {
        if (rd_kafka_ConfigResource_error(found[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
            fail(options, rd_kafka_ConfigResource_error_string(found[i]), base::Retry::yes);
        }
        std::size_t entries = 0;
        const auto* const configs = rd_kafka_ConfigResource_configs(found[i], &entries);
        for (std::size_t entry = 0; entry < entries; ++entry) {
            const auto* const value = rd_kafka_ConfigEntry_value(configs[entry]);
            settings[rd_kafka_ConfigEntry_name(configs[entry])] = value ? value : "";
        }
    }
    return settings;
}

std::vector<std::string> topic_differences(rd_kafka_t* client, const KafkaOptions& options,
                                           std::int32_t partitions, int wait_ms) {
    std::vector<std::string> differences;
    if (partitions != options.partitions) {
        differences.push_back(
            fmt::format("it has {} partitions, not {}; it stays so, for other ones would take keys "
                        "out of their order",
                        partitions, options.partitions));
    }
    const auto settings = topic_settings(client, options, wait_ms);
    for (const auto& [name, wanted] : wanted_topic_settings(options)) {
        const auto found = settings.find(name);
        if (found == settings.end() || found->second == wanted) continue;
        differences.push_back(fmt::format("{} is {}, not {}", name, found->second, wanted));
    }
    return differences;
}

}  // namespace boxoffice::platform
