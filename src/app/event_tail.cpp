#include "app/event_tail.hpp"

#include "app/kafka_settings.hpp"
#include "app/moving/event_files.hpp"
#include "base/fault.hpp"
#include "contracts/codec.hpp"
#include "platform/bus/kafka_bus.hpp"
#include "platform/bus/log_reader.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/telemetry/json_log.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"
#include "ports/trace_context.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace boxoffice::app {
namespace {

std::string line_of(const ports::Delivery& delivery) {
    const auto& event = *delivery.event;
    std::string line = "{\"partition\":" + std::to_string(delivery.position.partition) +
                       ",\"position\":" + std::to_string(delivery.position.offset) + ",\"source\":";
    contracts::append_json_string(line, event.source);
    line += ",\"type\":";
    contracts::append_json_string(line, event.type);
    line += ",\"key\":";
    contracts::append_json_string(line, event.key);
    line += ",\"sequence\":" + std::to_string(event.sequence) + ",\"time\":\"";
    base::append_rfc3339(line, event.time);
    line += '"';
    if (!event.trace.empty()) {
        line += ",\"traceparent\":";
        contracts::append_json_string(line, ports::split_trace_text(event.trace).first);
    }
    // The payload is JSON already.
    return line + ",\"data\":" + event.payload + "}";
}

void print(const ports::Delivery& delivery) {
    std::printf("%s\n", line_of(delivery).c_str());
}

int tail_directory(const std::string& data, std::int64_t after) {
    const auto directory = std::filesystem::path{data} / "events";
    if (!std::filesystem::is_directory(directory)) {
        throw base::InfrastructureFault(
            data + " holds no events: write --data DIR with the data directory, or --kafka BROKERS",
            base::Retry::no);
    }
    platform::LogReader reader{directory, after};
    while (true) {
        const auto deliveries = reader.take(256);
        if (deliveries.empty()) return 0;
        for (const auto& delivery : deliveries) print(delivery);
    }
}

/// From wherever each partition is on to what was its end when the command began.
int tail_topic(platform::KafkaOptions options, std::int64_t after) {
    const platform::SystemClock clock;
    platform::JsonLog log{clock, ports::LogLevel::error};
    platform::PrometheusMetrics metrics;
    platform::KafkaBus bus{std::move(options), clock, log, metrics};
    const auto head = bus.head();
    ports::Positions begin;
    for (std::int32_t partition = 0; partition < head.partitions(); ++partition) {
        begin.raise({partition, std::min(after, head.of(partition))});
    }
    each_event(bus, begin, [](const ports::Delivery& delivery) { print(delivery); });
    return 0;
}

}  // namespace

int tail_events(const platform::OptionValues& values) {
    const auto after = values.number("after");
    if (values.list("kafka").empty()) return tail_directory(values.text("data"), after);
    return tail_topic(kafka_settings(values), after);
}

}  // namespace boxoffice::app
