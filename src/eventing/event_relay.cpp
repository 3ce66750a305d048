#include "eventing/event_relay.hpp"

#include <chrono>

namespace boxoffice::eventing {

OutboxGauges::OutboxGauges(ports::Metrics& metrics, const std::string& context)
    : waiting_(metrics.gauge("boxoffice_outbox_waiting_events", "context=\"" + context + "\"",
                             "Committed events that are not on the bus; among replicas all of the "
                             "context's, a moment old.")),
      oldest_(metrics.gauge("boxoffice_outbox_oldest_timestamp_seconds",
                            "context=\"" + context + "\"",
                            "When the oldest of them was published, in seconds since 1970; 0 when "
                            "there are none.")) {}

void OutboxGauges::show(std::size_t waiting, base::Instant oldest) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(oldest.time_since_epoch()).count();
    oldest_.set(waiting > 0 ? seconds : 0);
    waiting_.set(static_cast<std::int64_t>(waiting));
}

}  // namespace boxoffice::eventing
