// Events in traces: how they are described, and the spans of those on their way to the bus.
#pragma once

#include "eventing/environment.hpp"
#include "ports/event_bus.hpp"
#include "ports/tracing.hpp"

#include <string>
#include <vector>

namespace boxoffice::eventing {

/// Names: OpenTelemetry's semantic conventions for messaging.
void describe_event(ports::Span& span, const ports::EventEnvelope& event,
                    const ports::BusName& bus);

/// A relay has one publish under way at a time: a producer's span for each of its events that
/// somebody traces. Nothing is done while nobody does.
class PublishSpans {
  public:
    /// `environment` outlives this.
    PublishSpans(const Environment& environment, std::string context)
        : environment_(environment), context_(std::move(context)) {}

    void begin(const std::vector<ports::EventPointer>& events);
    void end(bool has_failed);

  private:
    const Environment& environment_;
    std::string context_;
    std::vector<ports::Span> spans_;
};

}  // namespace boxoffice::eventing
