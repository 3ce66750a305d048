#include "app/adapters.hpp"

#include "platform/mail/maildir_mailer.hpp"
#include "platform/mail/smtp_mailer.hpp"
#include "platform/payment/sandbox_gateway.hpp"
#include "platform/payment/stripe_gateway.hpp"
#include "platform/payment/toss_gateway.hpp"

#include <charconv>
#include <string_view>

namespace boxoffice::app {
namespace {

/// "smtp://HOST:PORT" or "smtps://HOST:PORT". A relay on this machine is spoken to in plain text.
platform::SmtpOptions smtp_options(const platform::ServeOptions& options, const LiveOptions& live) {
    platform::SmtpOptions smtp;
    std::string_view rest = options.smtp_url;
    const bool is_tls = rest.starts_with("smtps://");
    rest.remove_prefix(rest.find("://") + 3);
    const auto colon = rest.rfind(':');
    smtp.host = rest.substr(0, colon);
    smtp.port = is_tls ? 465 : 587;
    if (colon != std::string_view::npos) {
        const auto digits = rest.substr(colon + 1);
        std::from_chars(digits.data(), digits.data() + digits.size(), smtp.port);
    }
    const bool is_local = smtp.host == "localhost" || smtp.host.starts_with("127.");
    smtp.security = is_tls     ? platform::SmtpSecurity::tls
                    : is_local ? platform::SmtpSecurity::none
                               : platform::SmtpSecurity::starttls;
    smtp.credentials = live.smtp;
    return smtp;
}

/// "Name <address>" or an address alone.
platform::Sender sender_of(const std::string& text) {
    const auto open = text.find('<');
    const auto close = text.rfind('>');
    if (open == std::string::npos || close == std::string::npos || close < open) {
        return {.name = "Boxoffice", .address = text};
    }
    auto name = text.substr(0, open);
    while (!name.empty() && name.back() == ' ') name.pop_back();
    return {.name = name, .address = text.substr(open + 1, close - open - 1)};
}

}  // namespace

std::unique_ptr<ports::Mailer> make_mailer(const platform::ServeOptions& options,
                                           const LiveOptions& live,
                                           const std::filesystem::path& data,
                                           const base::Clock& clock) {
    const auto sender = sender_of(options.mail_from);
    if (options.smtp_url.empty()) {
        return std::make_unique<platform::MaildirMailer>(data / "mail", sender, clock);
    }
    return std::make_unique<platform::SmtpMailer>(smtp_options(options, live), sender, clock);
}

std::unique_ptr<ports::PaymentGateway> make_gateway(const platform::ServeOptions& options,
                                                    const LiveOptions& live,
                                                    ports::HttpClient& client) {
    namespace payment = platform::payment;
    if (options.payment == platform::PaymentProvider::stripe) {
        return std::make_unique<payment::StripeGateway>(
            payment::StripeGatewayOptions{.base_url = options.provider_url,
                                          .secret_key = live.provider_secret,
                                          .client_key = options.provider_client_key,
                                          .webhook_secrets = live.webhook_secret},
            client);
    }
    if (options.payment == platform::PaymentProvider::toss) {
        return std::make_unique<payment::TossGateway>(
            payment::TossGatewayOptions{.base_url = options.provider_url,
                                        .secret_key = live.provider_secret,
                                        .client_key = options.provider_client_key},
            client);
    }
    return std::make_unique<payment::SandboxGateway>(
        payment::SandboxGatewayOptions{
            .base_url = options.provider_url,
            .secret_key = live.provider_secret,
            .return_url = options.public_url + "/checkout/return",
            .webhook_url = options.public_url + "/payments/webhooks/sandbox"},
        client);
}

}  // namespace boxoffice::app
