// What every context stands on in the embedded shape: clock, threads, chance, log, bus, databases.
#pragma once

#include "eventing/environment.hpp"
#include "platform/bus/embedded_log.hpp"
#include "platform/config/serve_options.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/runtime/system_randomness.hpp"
#include "platform/runtime/thread_scheduler.hpp"
#include "platform/telemetry/json_log.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"
#include "ports/sql.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace boxoffice::app {

/// Opens the data directory, which no other process may use at the same time.
class Foundation {
  public:
    /// @throws base::InfrastructureFault when the directory cannot be used.
    explicit Foundation(const platform::ServeOptions& options);

    /// The ports of one context, with a database of its own.
    [[nodiscard]] eventing::Environment environment(const std::string& context);

    [[nodiscard]] std::filesystem::path directory() const { return directory_; }
    [[nodiscard]] const base::Clock& clock() const { return clock_; }
    [[nodiscard]] platform::JsonLog& log() { return log_; }
    [[nodiscard]] platform::PrometheusMetrics& metrics() { return metrics_; }
    [[nodiscard]] platform::SystemRandomness& randomness() { return randomness_; }
    [[nodiscard]] platform::EmbeddedLog& bus() { return *bus_; }
    /// Once every context has migrated its database.
    void refuse_log_ahead() const;

  private:
    platform::SystemClock clock_;
    std::filesystem::path directory_;
    platform::JsonLog log_;
    platform::PrometheusMetrics metrics_;
    platform::SystemRandomness randomness_;
    platform::ThreadScheduler scheduler_;
    std::unique_ptr<platform::EmbeddedLog> bus_;
    std::map<std::string, std::unique_ptr<ports::SqlDatabase>> databases_;
    eventing::Limits limits_;
};

/// Makes `path` (mode 0700) unless it exists.
/// @throws base::InfrastructureFault when that cannot be done.
[[nodiscard]] std::filesystem::path make_data_directory(const std::filesystem::path& path);

}  // namespace boxoffice::app
