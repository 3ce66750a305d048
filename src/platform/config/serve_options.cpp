#include "platform/config/serve_options.hpp"

#include "platform/config/bus_options.hpp"
#include "platform/config/payment_options.hpp"
#include "platform/config/people_options.hpp"
#include "platform/config/shape_options.hpp"
#include "platform/config/tracing_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace boxoffice::platform {
namespace {

std::vector<Option> server_options() {
    return {
        {.name = "config",
         .key = "",
         .placeholder = "FILE",
         .help = "A configuration file (TOML)."},
        {.name = "address",
         .key = "server.address",
         .default_value = "127.0.0.1",
         .placeholder = "ADDRESS",
         .help = "Where to listen; 0.0.0.0 is every interface."},
        {.name = "port",
         .key = "server.port",
         .kind = OptionKind::number,
         .default_value = "8080",
         .most = 65'535,
         .placeholder = "PORT",
         .help = "The public port; 0 takes any free one."},
        {.name = "public-url",
         .key = "server.public_url",
         .placeholder = "URL",
         .help = "How browsers and the payment provider reach this server; http://localhost:PORT "
                 "unless told."},
        {.name = "management-address",
         .key = "management.address",
         .default_value = "127.0.0.1",
         .placeholder = "ADDRESS",
         .help = "Where the management port listens."},
        {.name = "management-port",
         .key = "management.port",
         .kind = OptionKind::number,
         .default_value = "9090",
         .most = 65'535,
         .placeholder = "PORT",
         .help = "The port of /livez, /readyz, /metrics, /version, /log-level and /reload; 0 takes "
                 "any free one."},
        {.name = "io-threads",
         .key = "server.io_threads",
         .kind = OptionKind::number,
         .default_value = "1",
         .least = 1,
         .most = 64,
         .placeholder = "NUMBER",
         .help = "Threads that serve connections."},
        {.name = "connections-max",
         .key = "server.connections_max",
         .kind = OptionKind::number,
         .default_value = "10000",
         .least = 1,
         .most = 1'000'000,
         .placeholder = "NUMBER",
         .help = "Open connections; more are refused."},
        {.name = "drain-delay-seconds",
         .key = "server.drain_delay_seconds",
         .kind = OptionKind::number,
         .default_value = "0",
         .most = 3'600,
         .placeholder = "SECONDS",
         .is_live = true,
         .help = "How long requests are still taken after SIGTERM, while /readyz already says no: "
                 "so long as a load balancer needs to notice."},
        {.name = "drain-seconds",
         .key = "server.drain_seconds",
         .kind = OptionKind::number,
         .default_value = "20",
         .most = 3'600,
         .placeholder = "SECONDS",
         .is_live = true,
         .help = "How long running requests may take after that."},
    };
}

std::vector<Option> storage_options() {
    return {
        {.name = "data",
         .key = "data.directory",
         .default_value = "data",
         .placeholder = "DIRECTORY",
         .help = "Where everything embedded is kept."},
        {.name = "media",
         .key = "data.media",
         .placeholder = "DIR",
         .help = "Pictures of musicals, in a directory that the replicas of musical share; "
                 "--data/media unless told."},
        {.name = "database-url",
         .key = "data.database_url",
         .placeholder = "URL",
         .help = "PostgreSQL, such as postgresql://USER@HOST/boxoffice_{context}, where each "
                 "context's name goes; without it each has a SQLite file under --data."},
        {.name = "database-password-file",
         .key = "data.database_password_file",
         .placeholder = "FILE",
         .help = "The file with that user's password, read for each new connection."},
    };
}

std::vector<Option> payment_options() {
    return {
        {.name = "payment",
         .key = "payment.provider",
         .kind = OptionKind::choice,
         .default_value = "sandbox",
         .choices = {"sandbox", "stripe", "toss"},
         .placeholder = "PROVIDER",
         .help = "The external payment provider."},
        {.name = "provider-url",
         .key = "payment.url",
         .placeholder = "URL",
         .help = "Where the provider is reached; http://127.0.0.1:8081 for the sandbox and the "
                 "provider's own address for the others unless told."},
        {.name = "provider-secret",
         .key = "payment.secret",
         .placeholder = "SECRET",
         .is_secret = true,
         .help = "The secret key that the provider gave you."},
        {.name = "provider-client-key",
         .key = "payment.client_key",
         .placeholder = "KEY",
         .help = "The public key that the provider gave you, for its script on the buyer's page; "
                 "stripe and toss need it."},
        {.name = "webhook-secret",
         .key = "payment.webhook_secret",
         .placeholder = "SECRET",
         .is_secret = true,
         .help = "What the provider signs its webhooks with, which stripe needs; two with a comma "
                 "between while it is being changed."},
        {.name = "live-payments",
         .key = "payment.live",
         .kind = OptionKind::on_or_off,
         .default_value = "false",
         .help = "Lets real money move; without it the provider's live keys are refused."},
        {.name = "payment-default-method",
         .key = "payment.default_method",
         .placeholder = "METHOD",
         .help = "What pays a reservation that names no method: card for the sandbox unless told, "
                 "checkout for stripe and toss at most; else the reservation waits."},
    };
}

std::vector<Option> limit_options() {
    const auto limit = [](std::string_view name, std::string_view key, std::string_view value,
                          std::int64_t most, std::string_view help, bool is_live = false) {
        return Option{.name = name,
                      .key = key,
                      .kind = OptionKind::number,
                      .default_value = value,
                      .least = 1,
                      .most = most,
                      .placeholder = "NUMBER",
                      .is_live = is_live,
                      .help = help};
    };
    return {
        {.name = "log-level",
         .key = "log.level",
         .kind = OptionKind::choice,
         .default_value = "info",
         .choices = {"debug", "info", "warning", "error"},
         .placeholder = "LEVEL",
         .is_live = true,
         .help = "The least important lines that are written."},
        {.name = "hold-seconds",
         .key = "sales.hold_seconds",
         .kind = OptionKind::number,
         .default_value = "600",
         .least = 5,
         .most = 86'400,
         .placeholder = "SECONDS",
         .is_live = true,
         .help = "How long seats are held unless the performance says otherwise."},
        limit("placed-max", "limits.placed_max", "200000", 100'000'000,
              "Reservations that wait for their seats; more are refused with 503.", true),
        limit("cancellations-per-second", "limits.cancellations_per_second", "20", 10'000,
              "Reservations canceled and refunded in a second when a performance is called off."),
        limit("queue-max", "limits.queue_max", "20000", 1'000'000,
              "Commands that wait in one context; more are refused with 503."),
        limit("batch-max", "limits.batch_max", "256", 10'000, "Commands in one transaction."),
        limit(
            "outbox-max", "limits.outbox_max", "200000", 100'000'000,
            "Events of one context not yet on the bus; with more, commands are refused with 503."),
    };
}

std::vector<Option> reconciliation_options() {
    const auto option = [](std::string_view name, std::string_view key, std::string_view value,
                           std::int64_t least, std::int64_t most, std::string_view placeholder,
                           std::string_view help) {
        return Option{.name = name,
                      .key = key,
                      .kind = OptionKind::number,
                      .default_value = value,
                      .least = least,
                      .most = most,
                      .placeholder = placeholder,
                      .help = help};
    };
    return {
        option("reconcile-every-seconds", "reconciliation.every_seconds", "300", 1, 86'400,
               "SECONDS", "How often the provider's books and ours are laid side by side."),
        option("reconcile-window-minutes", "reconciliation.window_minutes", "30", 1, 1'440,
               "MINUTES", "How far back that looks; each whole day is looked at besides."),
        option("reconcile-lag-seconds", "reconciliation.lag_seconds", "60", 0, 3'600, "SECONDS",
               "What is younger is left to the next time: it may still be on its way."),
        option("reconcile-daily-minute", "reconciliation.daily_minute", "60", 0, 1'439, "MINUTE",
               "The minute after midnight, UTC, at which the day before is looked at."),
    };
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view beginning) { return text.starts_with(beginning); });
}

bool is_loopback(std::string_view address) {
    return address == "localhost" || address == "::1" || address.starts_with("127.");
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

/// What one option alone cannot show; nothing when all fits.
std::optional<std::string> contradiction(const ServeOptions& options) {
    if (options.auth == AuthMode::open && !is_loopback(options.address)) {
        return fmt::format(
            "--auth open lets everybody do everything and --address is {}: write --address "
            "127.0.0.1 or "
            "--auth builtin.",
            options.address);
    }
    if (options.auth == AuthMode::oidc && options.oidc_issuer.empty()) {
        return "--auth oidc needs an issuer: write --oidc-issuer https://HOST.";
    }
    if (auto wrong = payment_contradiction(options)) return wrong;
    if (options.port != 0 && options.port == options.management_port) {
        return fmt::format("--port and --management-port are both {}: write two different ports.",
                           options.port);
    }
    if (!options.database_url.empty() &&
        !starts_with_any(options.database_url, {"postgresql://", "postgres://"})) {
        return "--database-url is not the URL of a PostgreSQL database: write "
               "postgresql://USER@HOST/boxoffice_{context}, or leave it out for SQLite under "
               "--data.";
    }
    if (!options.database_url.empty() && options.contexts.size() > 1 &&
        options.database_url.find("{context}") == std::string::npos) {
        return "--database-url names one database for several contexts, and each has its own: "
               "write postgresql://USER@HOST/boxoffice_{context}.";
    }
    if (options.database_url.empty() && !options.database_password_file.empty()) {
        return "--database-password-file is of no use without --database-url.";
    }
    if (!options.smtp_url.empty() && !starts_with_any(options.smtp_url, {"smtp://", "smtps://"})) {
        return fmt::format("--smtp-url is \"{}\": write smtp://HOST:PORT or smtps://HOST:PORT.",
                           options.smtp_url);
    }
    const std::array<std::pair<std::string_view, std::string_view>, 3> urls{
        {{"public-url", options.public_url},
         {"provider-url", options.provider_url},
         {"oidc-issuer", options.oidc_issuer}}};
    for (const auto& [name, url] : urls) {
        if (url.empty() || starts_with_any(url, {"http://", "https://"})) continue;
        return fmt::format("--{} is \"{}\": write http://HOST:PORT or https://HOST.", name, url);
    }
    return std::nullopt;
}

void fill_payment(ServeOptions& options, const OptionValues& values) {
    const auto& payment = values.text("payment");
    options.payment = payment == "stripe" ? PaymentProvider::stripe
                      : payment == "toss" ? PaymentProvider::toss
                                          : PaymentProvider::sandbox;
    const bool is_sandbox = options.payment == PaymentProvider::sandbox;
    const auto told = [&](std::string_view name, std::string_view for_sandbox) {
        const auto& text = values.text(name);
        return text.empty() && is_sandbox ? std::string(for_sandbox) : text;
    };
    options.provider_url = without_slash(values.text("provider-url"));
    if (options.provider_url.empty()) options.provider_url = provider_address(options.payment);
    options.payment_default_method = told("payment-default-method", "card");
    options.provider_secret = values.text("provider-secret");
    options.provider_client_key = values.text("provider-client-key");
    options.webhook_secret = values.text("webhook-secret");
    options.live_payments = values.is_on("live-payments");
}

void fill_limits(ServeOptions& options, const OptionValues& values) {
    const auto size = [&](std::string_view name) {
        return static_cast<std::size_t>(values.number(name));
    };
    options.log_level = values.text("log-level");
    options.hold = std::chrono::seconds{values.number("hold-seconds")};
    options.drain_delay = std::chrono::seconds{values.number("drain-delay-seconds")};
    options.drain = std::chrono::seconds{values.number("drain-seconds")};
    options.placed_max = size("placed-max");
    options.cancellations_per_second = size("cancellations-per-second");
    options.queue_max = size("queue-max");
    options.batch_max = size("batch-max");
    options.outbox_max = size("outbox-max");
    options.connections_max = size("connections-max");
}

void fill_reconciliation(ServeOptions& options, const OptionValues& values) {
    options.reconcile_every = std::chrono::seconds{values.number("reconcile-every-seconds")};
    options.reconcile_window = std::chrono::minutes{values.number("reconcile-window-minutes")};
    options.reconcile_lag = std::chrono::seconds{values.number("reconcile-lag-seconds")};
    options.reconcile_daily_at = std::chrono::minutes{values.number("reconcile-daily-minute")};
}

}  // namespace

const std::vector<Option>& serve_option_table() {
    static const std::vector<Option> table = [] {
        std::vector<Option> all;
        for (const auto& part :
             {server_options(), shape_options(), storage_options(), bus_options(), people_options(),
              payment_options(), reconciliation_options(), tracing_options(), limit_options()}) {
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return table;
}

base::Result<ServeOptions, ConfigurationError> to_serve_options(const OptionValues& values) {
    ServeOptions options;
    options.address = values.text("address");
    options.port = static_cast<std::uint16_t>(values.number("port"));
    options.management_address = values.text("management-address");
    options.management_port = static_cast<std::uint16_t>(values.number("management-port"));
    options.public_url = without_slash(values.text("public-url"));
    if (options.public_url.empty())
        options.public_url = fmt::format("http://localhost:{}", options.port);
    options.io_threads = static_cast<int>(values.number("io-threads"));
    options.data = values.text("data");
    options.media = values.text("media");
    if (options.media.empty()) options.media = options.data + "/media";
    options.database_url = values.text("database-url");
    options.database_password_file = values.text("database-password-file");
    fill_bus(options, values);
    fill_shape(options, values);
    fill_people(options, values);
    fill_payment(options, values);
    fill_reconciliation(options, values);
    fill_tracing(options, values);
    fill_limits(options, values);
    auto wrong = contradiction(options);
    if (!wrong) wrong = shape_contradiction(options, values);
    if (!wrong) wrong = tracing_contradiction(options, values);
    if (wrong) {
        return base::unexpected(ConfigurationError{std::move(*wrong)});
    }
    return options;
}

}  // namespace boxoffice::platform
