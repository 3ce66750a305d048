// What the host lends to every context: the world, through ports.
#pragma once

#include "base/clock.hpp"
#include "base/seeded_bug.hpp"
#include "eventing/rush.hpp"
#include "ports/event_bus.hpp"
#include "ports/randomness.hpp"
#include "ports/scheduler.hpp"
#include "ports/sql.hpp"
#include "ports/telemetry.hpp"
#include "ports/tracing.hpp"

#include <cstddef>

namespace boxoffice::eventing {

/// Limits of one context's command runner. Every queue and batch has one, with a name.
struct Limits {
    /// Commands in one transaction. Source: measured, 256 is where group commit stops paying.
    std::size_t batch_max = 256;
    /// Of a batch, how much bus events may take while HTTP commands wait: they go first, not alone.
    std::size_t batch_bus_share_max = 192;
    Rush::Limits rush{};
    /// HTTP commands waiting; more are refused with 503.
    std::size_t http_queue_max = 20'000;
    /// Committed events not yet on the bus; more, and HTTP commands are refused with 503.
    std::size_t outbox_pending_max = 200'000;
    /// How often a command whose transaction failed is tried again before its caller hears 503.
    int attempts_max = 5;
    base::Duration retry_delay{20};
    /// How long events that only advance the inbox may wait for a transaction of their own.
    base::Duration idle_flush_delay{200};
    /// Deadlines and effects of one kind under way at the same time.
    std::size_t due_in_flight_max = 128;
    /// Of what another replica committed, the lease's owner is not told: it looks so often while
    /// events come, and so often while none do. See LeasedRelay.
    base::Duration relay_poll_busy{5};
    base::Duration relay_poll_idle{50};
    /// A replica that is gone for so long has lost its buckets of keys.
    base::Duration relay_lease{6'000};
    /// Due work whose starter is gone for so long is started by another replica.
    base::Duration due_lease{15'000};
    /// A stored answer of an Idempotency-Key is kept this long.
    base::Duration idempotency_kept_for = std::chrono::hours{24};
};

struct Environment {
    base::Clock& clock;
    ports::Scheduler& scheduler;
    ports::SqlDatabase& database;  ///< this context's own
    ports::EventBus& bus;
    ports::Randomness& randomness;
    ports::Log& log;
    ports::Metrics& metrics;
    Limits limits{};
    base::SeededBug bug = base::SeededBug::none;  ///< set by the simulator alone
    /// Nobody else writes to this database: what is committed may be published and started from
    /// memory. False when replicas share it: then that takes leases (docs/adr/0016).
    bool is_alone = true;
    ports::Tracer& tracer = ports::no_tracer();
};

}  // namespace boxoffice::eventing
