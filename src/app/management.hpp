// The routes of the management port: /livez /readyz /metrics /version /log-level /reload.
#pragma once

#include "app/reload.hpp"
#include "platform/telemetry/json_log.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"
#include "ports/http.hpp"

#include <functional>
#include <string>
#include <vector>

namespace boxoffice::app {

/// Whether a check that fails takes the process out of service.
enum class ReadinessWeight {
    decides,
    /// It is shown and alerted upon only: it fails for all replicas at once, and they can serve
    /// without.
    shown,
};

/// One line of `/readyz?verbose`.
struct ReadinessCheck {
    std::string name;
    std::function<bool()> is_ready;
    ReadinessWeight weight = ReadinessWeight::decides;
};

/// What the management port shows. All of it must be callable as long as the server runs.
struct Management {
    platform::PrometheusMetrics& metrics;
    std::vector<ReadinessCheck> readiness;
    /// The names of workers that are stuck; any, and /livez says no, so that the process is started
    /// anew.
    std::function<std::vector<std::string>()> stuck_workers;
    platform::JsonLog& log;
    std::function<Reloaded()> reload;
};
[[nodiscard]] std::vector<ports::Route> management_routes(Management management);

/// "0.1.0".
[[nodiscard]] std::string_view program_version();

}  // namespace boxoffice::app
