#include "app/published_language/asyncapi.hpp"

#include "app/published_language/event_facts.hpp"
#include "app/published_language/schemas.hpp"
#include "app/published_language/yaml_text.hpp"

#include <span>
#include <stdexcept>

namespace boxoffice::app {
namespace {

constexpr std::string_view head =
    R"(# Written by build/<preset>/bin/write_published_language from the event structs; a test compares.
asyncapi: 3.0.0
info:
  title: Boxoffice events
  version: 1.0.0
  description: >-
    Every event of Boxoffice travels on one topic, in order per key. A value is JSON in UTF-8, in the
    names and rules of the HTTP interface: lowerCamelCase, times in RFC 3339 UTC with milliseconds,
    money in minor units, absent optionals left out. The language is append-only: readers skip
    properties that they do not know. Sequences are gapless per source, key and generation, so a
    reader that remembers the last one drops what is repeated. Times are UTC; texts are Korean or
    English as staff entered them (텍스트는 직원이 입력한 언어 그대로입니다).
defaultContentType: application/json
channels:
  musicalreservation:
    address: musicalreservation
    description: The one topic. Nothing on it expires, so that any reader can begin at the start.
    bindings:
      kafka:
        topic: musicalreservation
        topicConfiguration:
          cleanup.policy: [delete]
          retention.ms: -1
        bindingVersion: '0.5.0'
    messages:
)";

constexpr std::string_view headers_schema = R"(    EventHeaders:
      type: object
      description: CloudEvents 1.0 in Kafka's binary mode, and `type` for readers that know none of it.
      required: [type, ce_specversion, ce_id, ce_source, ce_type, ce_time, ce_sequence, ce_generation]
      properties:
        type:
          type: string
          description: The event's name, the same as ce_type.
        ce_specversion:
          const: '1.0'
        ce_id:
          type: string
          description: Unique per ce_source; made of key, generation and sequence.
        ce_source:
          type: string
          description: The name of the publishing context.
        ce_type:
          type: string
        ce_time:
          $ref: '#/components/schemas/Time'
        ce_sequence:
          type: string
          pattern: '^[0-9]{19}$'
          description: Gapless per ce_source, key and ce_generation, from 1, zero-padded.
        ce_generation:
          type: string
          pattern: '^[1-9][0-9]*$'
          description: Rises when the source's data were restored; the sequence then starts again.
        traceparent:
          type: string
          description: W3C Trace Context, when somebody traces.
        tracestate:
          type: string
          maxLength: 512
          description: The same, when it came with one.
        ce_traceparent:
          type: string
          description: The same as traceparent, under the name of CloudEvents' extension.
        content-type:
          const: application/json
)";

std::string quoted_key_pattern(EventKey key) {
    switch (key) {
        case EventKey::performance:
            return "'^[1-9][0-9]*$'";
        case EventKey::item:
            return "'^item-[1-9][0-9]*$'";
        case EventKey::account:
            return "'^account-[1-9][0-9]*$'";
    }
    throw std::logic_error{"an event key without a pattern"};
}

std::string_view key_meaning(EventKey key) {
    switch (key) {
        case EventKey::performance:
            return "The performance's id.";
        case EventKey::item:
            return "item-<musicalId>.";
        case EventKey::account:
            return "account-<userId>.";
    }
    throw std::logic_error{"an event key without a meaning"};
}

std::string example_key(EventKey key) {
    switch (key) {
        case EventKey::performance:
            return "3";
        case EventKey::item:
            return "item-1";
        case EventKey::account:
            return "account-42";
    }
    throw std::logic_error{"an event key without an example"};
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (const auto name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text;
}

void write_operation(YamlText& yaml, const ContextEntry& context, std::string_view action,
                     std::span<const EventName> events) {
    if (events.empty()) return;
    const bool sends = action == "send";
    yaml.line(1, std::string{context.name} + (sends ? "Publishes:" : "ListensTo:"));
    yaml.line(2, "action: " + std::string{action});
    yaml.quoted(2, "summary",
                "What the context " + std::string{context.name} + " (" + std::string{context.owns} +
                    ")" + (sends ? " publishes." : " listens to."));
    yaml.line(2, "channel:");
    yaml.line(3, "$ref: '#/channels/musicalreservation'");
    yaml.line(2, "messages:");
    for (const auto event : events) {
        yaml.line(3, "- $ref: '#/channels/musicalreservation/messages/" + std::string{event} + "'");
    }
}

/// A JSON text is YAML as it stands.
void write_example(YamlText& yaml, const EventFacts& event, const std::string& payload) {
    const std::string name{event.name};
    yaml.line(3, "examples:");
    yaml.line(4, "- name: " + name + "Example");
    yaml.line(5, "headers:");
    yaml.line(6, "type: " + name);
    yaml.line(6, "ce_specversion: '1.0'");
    yaml.line(6, "ce_id: '" + example_key(event.key) + "/1/17'");
    yaml.line(6, "ce_source: " + std::string{event.source});
    yaml.line(6, "ce_type: " + name);
    yaml.line(6, "ce_time: '2026-12-01T05:00:00.123Z'");
    yaml.line(6, "ce_sequence: '0000000000000000017'");
    yaml.line(6, "ce_generation: '1'");
    yaml.line(5, "payload: " + payload);
}

void write_message(YamlText& yaml, const EventFacts& event, const PublishedSources& sources) {
    const std::string name{event.name};
    const auto comment = sources.comments.find(name);
    const auto example = sources.examples.find(name);
    if (comment == sources.comments.end()) throw std::runtime_error{name + " has no comment"};
    if (example == sources.examples.end()) throw std::runtime_error{name + " has no example"};

    yaml.line(2, name + ":");
    yaml.line(3, "name: " + name);
    yaml.quoted(3, "summary", comment->second);
    yaml.line(3, "contentType: application/json");
    yaml.line(3, "x-published-by: " + std::string{event.source});
    yaml.line(3, "x-listened-to-by: [" + joined(listeners_of(event.name)) + "]");
    yaml.line(3, "headers:");
    yaml.line(4, "allOf:");
    yaml.line(5, "- $ref: '#/components/schemas/EventHeaders'");
    yaml.line(5, "- properties:");
    yaml.line(7, "type: { const: " + name + " }");
    yaml.line(7, "ce_type: { const: " + name + " }");
    yaml.line(7, "ce_source: { const: " + std::string{event.source} + " }");
    yaml.line(3, "payload:");
    yaml.line(4, "$ref: '#/components/schemas/" + name + "'");
    yaml.line(3, "bindings:");
    yaml.line(4, "kafka:");
    yaml.line(5, "key:");
    yaml.line(6, "type: string");
    yaml.line(6, "pattern: " + quoted_key_pattern(event.key));
    yaml.quoted(6, "description", key_meaning(event.key));
    yaml.line(5, "bindingVersion: '0.5.0'");
    write_example(yaml, event, example->second);
}

}  // namespace

std::string make_asyncapi(const PublishedSources& sources) {
    const auto events = all_events();
    YamlText yaml;
    for (const auto& event : events) {
        const std::string name{event.name};
        yaml.line(3, name + ":");
        yaml.line(4, "$ref: '#/components/messages/" + name + "'");
    }
    yaml.line(0, "operations:");
    for (const auto& context : topology()) {
        write_operation(yaml, context, "send", context.publishes);
        write_operation(yaml, context, "receive", context.listens_to);
    }
    yaml.line(0, "components:");
    yaml.line(1, "messages:");
    for (const auto& event : events) write_message(yaml, event, sources);
    yaml.line(1, "schemas:");
    write_schemas(yaml, 2, sources.comments);
    return std::string{head} + yaml.text() + std::string{headers_schema};
}

}  // namespace boxoffice::app
