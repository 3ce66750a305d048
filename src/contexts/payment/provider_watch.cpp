#include "contexts/payment/provider_watch.hpp"

namespace boxoffice::payment {

ProviderWatch::ProviderWatch(ports::Metrics& metrics, ports::Log& log)
    : is_there_(metrics.gauge("boxoffice_payment_provider_up", "",
                              "1 while the payment provider answers, else 0.")),
      log_(log) {
    is_there_.set(1);
}

void ProviderWatch::missed(base::Instant now, const std::string& reason) {
    const std::lock_guard lock{mutex_};
    if (misses_ >= misses_max || ++misses_ < misses_max) return;
    tried_at_ = now;
    is_there_.set(0);
    log_.write(ports::LogLevel::error, "the payment provider does not answer; new charges wait",
               {{"reason", reason}});
}

void ProviderWatch::answered() {
    const std::lock_guard lock{mutex_};
    if (misses_ >= misses_max) {
        is_there_.set(1);
        log_.write(ports::LogLevel::info, "the payment provider answers again", {});
    }
    misses_ = 0;
}

bool ProviderWatch::refuses(base::Instant now) {
    const std::lock_guard lock{mutex_};
    if (misses_ < misses_max) return false;
    if (now - tried_at_ < try_again_after) return true;
    tried_at_ = now;
    return false;
}

}  // namespace boxoffice::payment
