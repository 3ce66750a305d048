#include "platform/bus/log_record.hpp"

#include "platform/bus/bytes.hpp"
#include "platform/bus/crc32c.hpp"

#include <algorithm>

namespace boxoffice::platform {

ports::Delivery RecordView::to_delivery() const {
    auto event = std::make_shared<ports::EventEnvelope>();
    event->source = source;
    event->type = type;
    event->key = key;
    event->generation = generation;
    event->sequence = sequence;
    event->time = base::Instant{base::Duration{milliseconds}};
    event->payload = payload;
    event->trace = trace;
    return {.position = {.offset = position}, .event = std::move(event)};
}

bool fits_record(const ports::EventEnvelope& event) {
    const auto longest =
        std::max({event.source.size(), event.type.size(), event.key.size(), event.trace.size()});
    return longest <= record_name_size_max && event.payload.size() <= record_body_size_max / 2;
}

void append_record(std::string& out, std::int64_t position, std::int64_t batch_first,
                   const ports::EventEnvelope& event) {
    const std::size_t start = out.size();
    out.append(record_prefix_size, '\0');
    append_number<std::int64_t>(out, position);
    append_number<std::int64_t>(out, batch_first);
    append_number<std::int64_t>(out, event.generation);
    append_number<std::int64_t>(out, event.sequence);
    append_number<std::int64_t>(out, event.time.time_since_epoch().count());
    append_text<std::uint16_t>(out, event.source);
    append_text<std::uint16_t>(out, event.type);
    append_text<std::uint16_t>(out, event.key);
    append_text<std::uint16_t>(out, event.trace);
    append_text<std::uint32_t>(out, event.payload);

    const auto body = std::string_view(out).substr(start + record_prefix_size);
    std::string prefix;
    append_number<std::uint32_t>(prefix, static_cast<std::uint32_t>(body.size()));
    append_number<std::uint32_t>(prefix, crc32c(body));
    out.replace(start, prefix.size(), prefix);
}

ParsedRecord parse_record(std::string_view bytes) {
    if (bytes.size() < record_prefix_size) {
        return {.status = RecordStatus::incomplete, .size = record_prefix_size};
    }
    ByteReader prefix(bytes);
    const std::size_t length = prefix.number<std::uint32_t>();
    const auto checksum = prefix.number<std::uint32_t>();
    ParsedRecord parsed{.status = RecordStatus::broken, .size = record_prefix_size + length};
    if (length < record_body_size_min || length > record_body_size_max) return parsed;
    if (bytes.size() < parsed.size) {
        parsed.status = RecordStatus::incomplete;
        return parsed;
    }
    const auto body = bytes.substr(record_prefix_size, length);
    if (crc32c(body) != checksum) return parsed;

    ByteReader reader(body);
    auto& record = parsed.record;
    record.position = reader.number<std::int64_t>();
    record.batch_first = reader.number<std::int64_t>();
    record.generation = reader.number<std::int64_t>();
    record.sequence = reader.number<std::int64_t>();
    record.milliseconds = reader.number<std::int64_t>();
    record.source = reader.text<std::uint16_t>();
    record.type = reader.text<std::uint16_t>();
    record.key = reader.text<std::uint16_t>();
    record.trace = reader.text<std::uint16_t>();
    record.payload = reader.text<std::uint32_t>();
    if (reader.is_sound() && reader.is_empty()) parsed.status = RecordStatus::whole;
    return parsed;
}

}  // namespace boxoffice::platform
