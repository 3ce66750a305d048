// What calling a performance off would do, asked over HTTP by processes that do not run
// reservation.
#pragma once

#include "platform/peers/peer_channel.hpp"
#include "ports/cancellation_forecast.hpp"

namespace boxoffice::platform {

class HttpCancellationForecaster final : public ports::CancellationForecaster {
  public:
    /// `reservation` outlives this.
    explicit HttpCancellationForecaster(PeerChannel& reservation) : reservation_(reservation) {}
    void forecast(std::int64_t performance_id, std::function<void(Answer)> done) override;

  private:
    PeerChannel& reservation_;
};

}  // namespace boxoffice::platform
