#include "app/tracing.hpp"

#include "app/management.hpp"

#include <string>

namespace boxoffice::app {
namespace {

/// Names: OpenTelemetry's semantic conventions for resources.
platform::OtlpResource resource_of(const platform::ServeOptions& options) {
    return {{"service.name", options.service_name},
            {"service.namespace", "boxoffice"},
            {"service.version", std::string{program_version()}},
            {"service.instance.id", options.instance},
            {"telemetry.sdk.name", "boxoffice"},
            {"telemetry.sdk.language", "cpp"},
            {"telemetry.sdk.version", std::string{program_version()}}};
}

}  // namespace

Tracing::Tracing(const platform::ServeOptions& options, ports::Scheduler& scheduler,
                 ports::Randomness& randomness, ports::Metrics& metrics, ports::Log& log) {
    if (options.otlp_endpoint.empty()) return;
    client_ = std::make_unique<platform::http::BeastHttpClient>();
    otlp_ = std::make_unique<platform::OtlpTracer>(
        platform::OtlpTerms{.endpoint = options.otlp_endpoint,
                            .resource = resource_of(options),
                            .version = std::string{program_version()},
                            .sample_ratio = options.trace_sample_ratio},
        *client_, scheduler, randomness, metrics, log);
}

void Tracing::stop(base::Duration patience) {
    if (otlp_) otlp_->stop(patience);
}

}  // namespace boxoffice::app
