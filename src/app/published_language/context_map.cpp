#include "app/published_language/context_map.hpp"

#include "app/published_language/event_facts.hpp"

#include <span>

namespace boxoffice::app {
namespace {

constexpr std::string_view head = R"(# Context map

<!-- Written by build/<preset>/bin/write_published_language from src/app/topology.hpp; a test compares. -->

Contexts meet through events on the topic `musicalreservation`. An arrow leads from the publisher to
the listener and says how many events it carries; the tables name them. Whom a context asks while it
runs is in the first table: identity for the keys of tokens and for who people are, reservation for
what calling a performance off would do (docs/adr/0017-one-process-per-context.md).

)";

std::string joined(std::span<const std::string_view> names, std::string_view quote) {
    std::string text;
    for (const auto name : names) {
        if (!text.empty()) text += ", ";
        text.append(quote).append(name).append(quote);
    }
    return text.empty() ? "-" : text;
}

std::size_t events_between(const ContextEntry& publisher, const ContextEntry& listener) {
    std::size_t count = 0;
    for (const auto event : publisher.publishes) {
        for (const auto heard : listener.listens_to) count += event == heard ? 1 : 0;
    }
    return count;
}

std::string picture() {
    std::string text = "```mermaid\nflowchart LR\n";
    for (const auto& context : topology()) text.append("    ").append(context.name) += '\n';
    for (const auto& publisher : topology()) {
        for (const auto& listener : topology()) {
            const auto count = events_between(publisher, listener);
            if (count == 0) continue;
            text.append("    ").append(publisher.name);
            text += " -->|" + std::to_string(count) + "| ";
            text.append(listener.name) += '\n';
        }
    }
    return text + "```\n\n";
}

std::string table_of_contexts() {
    std::string text =
        "## Contexts\n\n| context | owns | serves | publishes | listens to | asks "
        "|\n|---|---|---|---|---|---|\n";
    for (const auto& context : topology()) {
        text.append("| ").append(context.name).append(" | ").append(context.owns);
        text += " | " + joined(context.serves, "`") + " | " + joined(context.publishes, "") +
                " | " + joined(context.listens_to, "") + " | " + joined(context.asks, "") + " |\n";
    }
    return text + '\n';
}

std::string table_of_events() {
    std::string text = "## Events\n\n| event | published by | listened to by |\n|---|---|---|\n";
    for (const auto& event : all_events()) {
        text.append("| ").append(event.name).append(" | ").append(event.source);
        text += " | " + joined(listeners_of(event.name), "") + " |\n";
    }
    return text;
}

}  // namespace

std::string make_context_map() {
    return std::string{head} + picture() + table_of_contexts() + table_of_events();
}

}  // namespace boxoffice::app
