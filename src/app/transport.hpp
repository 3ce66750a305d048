// How events travel between contexts, as the options choose it.
#pragma once

#include "base/clock.hpp"
#include "platform/config/serve_options.hpp"
#include "ports/event_bus.hpp"
#include "ports/sql.hpp"
#include "ports/telemetry.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace boxoffice::app {

class Transport {
  public:
    virtual ~Transport() = default;
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    [[nodiscard]] virtual ports::EventBus& bus() = 0;
    /// Whether so many contexts in here can read and write events, be it once the bus answers
    /// again; from any thread, as the next.
    [[nodiscard]] virtual bool is_open(int contexts) = 0;
    /// Whether events flow now. It says no to all replicas at once, and they still serve: what they
    /// publish waits in their outboxes.
    [[nodiscard]] virtual bool answers() = 0;
    /// Once every context has migrated its database: what travels must fit what is stored.
    /// @throws base::InfrastructureFault with a sentence for the operator when it does not.
    virtual void check(const std::map<std::string, ports::SqlDatabase*>& databases) = 0;
};

/// Kafka when the options name brokers, else the embedded log under `data`, which no other process
/// may use at the same time.
/// @throws base::InfrastructureFault when it cannot be opened, or the brokers cannot be used.
[[nodiscard]] std::unique_ptr<Transport> make_transport(const platform::ServeOptions& options,
                                                        const std::filesystem::path& data,
                                                        const base::Clock& clock, ports::Log& log,
                                                        ports::Metrics& metrics);

}  // namespace boxoffice::app
