// Which adapters the options choose.
#pragma once

#include "app/live_options.hpp"
#include "base/clock.hpp"
#include "platform/config/serve_options.hpp"
#include "ports/http.hpp"
#include "ports/mailer.hpp"
#include "ports/payment_gateway.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace boxoffice::app {

/// The key of the sandbox provider. It opens nothing but play money.
inline constexpr std::string_view sandbox_key = "sandbox_test_key";

/// SMTP when it is configured, else a Maildir under the data directory.
/// @throws base::InfrastructureFault when the options are wrong.
[[nodiscard]] std::unique_ptr<ports::Mailer> make_mailer(const platform::ServeOptions& options,
                                                         const LiveOptions& live,
                                                         const std::filesystem::path& data,
                                                         const base::Clock& clock);

/// The provider that the options name, with the secrets that `live` holds at each call. `client`
/// must outlive it.
[[nodiscard]] std::unique_ptr<ports::PaymentGateway> make_gateway(
    const platform::ServeOptions& options, const LiveOptions& live, ports::HttpClient& client);

}  // namespace boxoffice::app
