#include "eventing/publish_spans.hpp"

#include "ports/trace_context.hpp"

#include <utility>

namespace boxoffice::eventing {

void describe_event(ports::Span& span, const ports::EventEnvelope& event,
                    const ports::BusName& bus) {
    span.set("messaging.system", std::string{bus.system});
    span.set("messaging.destination.name", std::string{bus.topic});
    span.set("messaging.message.id", event.key + '/' + std::to_string(event.generation) + '/' +
                                         std::to_string(event.sequence));
    span.set("boxoffice.event.type", event.type);
    span.set("boxoffice.event.source", event.source);
}

void PublishSpans::begin(const std::vector<ports::EventPointer>& events) {
    auto& tracer = environment_.tracer;
    if (!tracer.is_on()) return;
    for (const auto& event : events) {
        const auto trace = ports::read_trace_text(event->trace);
        if (!trace.is_sampled) continue;
        auto span = tracer.begin(ports::SpanKind::producer, "send " + event->type, trace);
        span.set("boxoffice.context", context_);
        describe_event(span, *event, environment_.bus.name());
        span.set("messaging.operation.name", "send");
        span.set("messaging.operation.type", "send");
        spans_.push_back(std::move(span));
    }
}

void PublishSpans::end(bool has_failed) {
    if (has_failed) {
        for (auto& span : spans_) span.fail("not_taken");
    }
    spans_.clear();
}

}  // namespace boxoffice::eventing
