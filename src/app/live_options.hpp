// What a running house takes over when its configuration is read again.
#pragma once

#include "base/live.hpp"
#include "contexts/identity/credentials.hpp"
#include "platform/config/serve_options.hpp"
#include "platform/mail/smtp_mailer.hpp"

#include <cstdint>
#include <string>

namespace boxoffice::app {

/// Given to the rooms that use them; set together. The log's level is the log's own.
struct LiveOptions {
    LiveOptions() = default;
    explicit LiveOptions(const platform::ServeOptions& options) {
        set(options);
        set_secrets(options);
    }

    /// Everything but the secrets.
    void set(const platform::ServeOptions& options) const;
    void set_secrets(const platform::ServeOptions& options) const;

    base::Live<std::string> provider_secret;
    base::Live<std::string> webhook_secret;
    base::Live<platform::SmtpCredentials> smtp;
    base::Live<std::int64_t> hold_seconds;
    base::Live<std::int64_t> placed_max;
    base::Live<base::Duration> drain_delay;
    base::Live<base::Duration> drain;
    identity::LoginLimits login_limits;
};

}  // namespace boxoffice::app
