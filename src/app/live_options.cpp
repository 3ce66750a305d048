#include "app/live_options.hpp"

#include "app/adapters.hpp"

#include <chrono>

namespace boxoffice::app {

void LiveOptions::set(const platform::ServeOptions& options) const {
    hold_seconds.set(std::chrono::duration_cast<std::chrono::seconds>(options.hold).count());
    placed_max.set(static_cast<std::int64_t>(options.placed_max));
    drain_delay.set(options.drain_delay);
    drain.set(options.drain);
    const auto rule = [&](std::int64_t count_max) {
        return identity::AttemptRule{.count_max = static_cast<double>(count_max),
                                     .window = options.login_window};
    };
    login_limits.per_account_and_network.set(rule(options.login_failures_max));
    login_limits.per_account.set(rule(options.login_failures_per_account_max));
    login_limits.per_network.set(rule(options.login_failures_per_network_max));
}

void LiveOptions::set_secrets(const platform::ServeOptions& options) const {
    const bool is_sandbox = options.payment == platform::PaymentProvider::sandbox;
    provider_secret.set(options.provider_secret.empty() && is_sandbox ? std::string{sandbox_key}
                                                                      : options.provider_secret);
    webhook_secret.set(options.webhook_secret);
    smtp.set({.user = options.smtp_user, .password = options.smtp_password});
}

}  // namespace boxoffice::app
