// What every context stands on: clock, threads, chance, log, bus, databases. The same in every
// shape; what differs is behind Storage and Transport.
#pragma once

#include "app/storage.hpp"
#include "app/tracing.hpp"
#include "app/transport.hpp"
#include "eventing/environment.hpp"
#include "platform/config/serve_options.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/runtime/system_randomness.hpp"
#include "platform/runtime/thread_scheduler.hpp"
#include "platform/telemetry/json_log.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace boxoffice::app {

class Foundation {
  public:
    /// @throws base::InfrastructureFault when the data directory, the databases or the bus cannot
    /// be used.
    explicit Foundation(const platform::ServeOptions& options);

    /// The ports of one context, with a database of its own.
    [[nodiscard]] eventing::Environment environment(const std::string& context);

    [[nodiscard]] std::filesystem::path directory() const { return directory_; }
    [[nodiscard]] const base::Clock& clock() const { return clock_; }
    [[nodiscard]] platform::JsonLog& log() { return log_; }
    [[nodiscard]] platform::PrometheusMetrics& metrics() { return metrics_; }
    [[nodiscard]] platform::SystemRandomness& randomness() { return randomness_; }
    [[nodiscard]] platform::ThreadScheduler& scheduler() { return scheduler_; }
    [[nodiscard]] Storage& storage() { return *storage_; }
    [[nodiscard]] Tracing& tracing() { return tracing_; }
    [[nodiscard]] Transport& transport() { return *transport_; }

  private:
    platform::SystemClock clock_;
    std::filesystem::path directory_;
    platform::JsonLog log_;
    platform::PrometheusMetrics metrics_;
    platform::SystemRandomness randomness_;
    platform::ThreadScheduler scheduler_;
    Tracing tracing_;
    std::unique_ptr<Transport> transport_;
    std::unique_ptr<Storage> storage_;
    eventing::Limits limits_;
    bool is_alone_;  ///< no other process writes to these databases
};

/// Makes `path` (mode 0700) unless it exists.
/// @throws base::InfrastructureFault when that cannot be done.
[[nodiscard]] std::filesystem::path make_data_directory(const std::filesystem::path& path);

}  // namespace boxoffice::app
