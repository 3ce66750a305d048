#include "platform/bus/kafka_message.hpp"

#include "base/integer.hpp"
#include "ports/trace_context.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace boxoffice::platform {
namespace {

void add(rd_kafka_headers_t* headers, std::string_view name, std::string_view value) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
}

/// The headers that make an event of a message.
struct Read {
    std::string_view source;
    std::string_view type;
    std::string_view sequence;
    std::string_view generation;
    std::string_view time;
    std::string_view traceparent;
    std::string_view traceparent_of_cloud_events;
    std::string_view tracestate;
};

Read read_headers(const rd_kafka_message_t& message) {
    Read read;
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return read;
    const char* name_text = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t index = 0; rd_kafka_header_get_all(headers, index, &name_text, &value,
                                                        &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++index) {
        const std::string_view name{name_text};
        const std::string_view text{value ? static_cast<const char*>(value) : "", value ? size : 0};
        if (name == "ce_source") read.source = text;
        if (name == "ce_type") read.type = text;
        if (name == "ce_sequence") read.sequence = text;
        if (name == "ce_generation") read.generation = text;
        if (name == "ce_time") read.time = text;
        if (name == "traceparent") read.traceparent = text;
        if (name == "tracestate") read.tracestate = text;
        if (name == "ce_traceparent") read.traceparent_of_cloud_events = text;
    }
    return read;
}

/// Sequences are padded with zeros, which to_integer takes as they are.
std::optional<std::int64_t> positive(std::string_view text) {
    const auto number = base::to_integer(text);
    return number && *number > 0 ? number : std::nullopt;
}

/// Under the names that tracers look for, and under that of CloudEvents' extension.
void add_trace(rd_kafka_headers_t* headers, std::string_view trace) {
    if (trace.empty()) return;
    const auto [traceparent, tracestate] = ports::split_trace_text(trace);
    add(headers, "traceparent", traceparent);
    if (!tracestate.empty()) add(headers, "tracestate", tracestate);
    add(headers, "ce_traceparent", traceparent);
}

/// Other programs may have written the headers: what is not a trace is left out.
std::string trace_of(const Read& read) {
    const auto traceparent =
        read.traceparent.empty() ? read.traceparent_of_cloud_events : read.traceparent;
    return ports::to_text(ports::read_trace(traceparent, read.tracestate));
}

}  // namespace

KafkaHeaders to_headers(const ports::EventEnvelope& event) {
    constexpr std::size_t expected = 12;
    KafkaHeaders headers{rd_kafka_headers_new(expected)};
    auto* const list = headers.get();
    add(list, "type", event.type);
    add(list, "ce_specversion", "1.0");
    add(list, "ce_id", fmt::format("{}/{}/{}", event.key, event.generation, event.sequence));
    add(list, "ce_source", event.source);
    add(list, "ce_type", event.type);
    add(list, "ce_time", base::to_rfc3339(event.time));
    add(list, "ce_sequence", fmt::format("{:019}", event.sequence));
    add(list, "ce_generation", fmt::format("{}", event.generation));
    add_trace(list, event.trace);
    add(list, "content-type", "application/json");
    return headers;
}

ports::EventPointer to_event(const rd_kafka_message_t& message) {
    auto event = std::make_shared<ports::EventEnvelope>();
    if (message.key) event->key.assign(static_cast<const char*>(message.key), message.key_len);
    const auto read = read_headers(message);
    const auto sequence = positive(read.sequence);
    const auto generation = positive(read.generation);
    const auto time = base::parse_rfc3339(read.time);
    const bool is_ours = !read.source.empty() && !read.type.empty() && sequence && generation &&
                         time && !event->key.empty();
    if (!is_ours) {
        const auto stamp = rd_kafka_message_timestamp(&message, nullptr);
        if (stamp > 0) event->time = base::Instant{base::Duration{stamp}};
        return event;
    }
    event->source = read.source;
    event->type = read.type;
    event->generation = *generation;
    event->sequence = *sequence;
    event->time = *time;
    event->trace = trace_of(read);
    if (message.payload) {
        event->payload.assign(static_cast<const char*>(message.payload), message.len);
    }
    return event;
}

}  // namespace boxoffice::platform
