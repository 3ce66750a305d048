#include "app/event_tail.hpp"

#include "contracts/codec.hpp"
#include "platform/bus/log_reader.hpp"

#include <cstdio>
#include <filesystem>

namespace boxoffice::app {
namespace {

std::string line_of(const ports::Delivery& delivery) {
    const auto& event = *delivery.event;
    std::string line = "{\"position\":" + std::to_string(delivery.position.offset) + ",\"source\":";
    contracts::append_json_string(line, event.source);
    line += ",\"type\":";
    contracts::append_json_string(line, event.type);
    line += ",\"key\":";
    contracts::append_json_string(line, event.key);
    line += ",\"sequence\":" + std::to_string(event.sequence) + ",\"time\":\"";
    base::append_rfc3339(line, event.time);
    // The payload is JSON already.
    return line + "\",\"data\":" + event.payload + "}";
}

}  // namespace

int tail_events(const std::string& data, std::int64_t position) {
    platform::LogReader reader{std::filesystem::path{data} / "events", position};
    while (true) {
        const auto deliveries = reader.take(256);
        if (deliveries.empty()) return 0;
        for (const auto& delivery : deliveries) std::printf("%s\n", line_of(delivery).c_str());
    }
}

}  // namespace boxoffice::app
