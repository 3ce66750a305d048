// The recording of traces as the options have it.
#pragma once

#include "base/clock.hpp"
#include "platform/config/serve_options.hpp"
#include "platform/http/client.hpp"
#include "platform/telemetry/otlp_tracer.hpp"
#include "ports/randomness.hpp"
#include "ports/scheduler.hpp"
#include "ports/telemetry.hpp"
#include "ports/tracing.hpp"

#include <memory>

namespace boxoffice::app {

class Tracing {
  public:
    /// Without an endpoint nothing is recorded, and there is neither a thread nor a connection.
    /// What is passed by reference outlives this.
    Tracing(const platform::ServeOptions& options, ports::Scheduler& scheduler,
            ports::Randomness& randomness, ports::Metrics& metrics, ports::Log& log);

    [[nodiscard]] ports::Tracer& tracer() const {
        return otlp_ ? static_cast<ports::Tracer&>(*otlp_) : ports::no_tracer();
    }
    /// Delivers what waits, for at most `patience`; from then on nothing is delivered.
    void stop(base::Duration patience);

  private:
    /// Of its own: spans must not wait behind calls to the provider, nor those behind spans.
    std::unique_ptr<platform::http::BeastHttpClient> client_;
    std::unique_ptr<platform::OtlpTracer> otlp_;
};

}  // namespace boxoffice::app
