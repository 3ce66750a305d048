// What operators see of the provider: how often it is asked for what, what it says, and how soon.
#pragma once

#include "base/clock.hpp"
#include "contexts/payment/domain/payment.hpp"
#include "ports/payment_gateway.hpp"
#include "ports/telemetry.hpp"

#include <string>

namespace boxoffice::payment {

/// Safe from any thread.
class ProviderMeter {
  public:
    explicit ProviderMeter(ports::Metrics& metrics) : metrics_(metrics) {}

    void answered(Asked asked, ports::ChargeOutcome outcome, base::Duration took);
    void answered(Asked asked, ports::RefundOutcome outcome, base::Duration took);

  private:
    void count(Asked asked, const std::string& outcome, base::Duration took);

    ports::Metrics& metrics_;
};

}  // namespace boxoffice::payment
