// The routes of the management port: /livez /readyz /metrics /version.
#pragma once

#include "platform/telemetry/prometheus_metrics.hpp"
#include "ports/http.hpp"

#include <functional>
#include <string>
#include <vector>

namespace boxoffice::app {

/// One line of `/readyz?verbose`.
struct ReadinessCheck {
    std::string name;
    std::function<bool()> is_ready;
};

/// The checks must be callable as long as the server runs.
[[nodiscard]] std::vector<ports::Route> management_routes(
    const platform::PrometheusMetrics& metrics, std::vector<ReadinessCheck> checks);

/// "0.1.0".
[[nodiscard]] std::string_view program_version();

}  // namespace boxoffice::app
