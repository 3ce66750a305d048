#include "app/sandbox_command.hpp"

#include "app/adapters.hpp"
#include "app/foundation.hpp"
#include "app/signals.hpp"
#include "platform/http/client.hpp"
#include "platform/http/server.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "sandbox_provider/provider.hpp"

namespace boxoffice::app {
namespace {

namespace http = platform::http;
using platform::Option;
using platform::OptionKind;

/// Its routes check the secret key themselves.
class OpenDoor final : public ports::Authenticator {
  public:
    Verdict authenticate(const ports::HttpRequest&) override { return {}; }
};

Option port_option(std::string_view name, std::string_view default_value, std::string_view help) {
    return {.name = name,
            .key = "",
            .kind = OptionKind::number,
            .default_value = default_value,
            .most = 65'535,
            .placeholder = "PORT",
            .help = help};
}

}  // namespace

std::vector<Option> sandbox_options() {
    return {{.name = "data",
             .key = "",
             .default_value = "data/sandbox-provider",
             .placeholder = "DIR",
             .help = "Where the provider keeps its ledger."},
            {.name = "address",
             .key = "",
             .default_value = "127.0.0.1",
             .placeholder = "ADDRESS",
             .help = "Where to listen."},
            port_option("port", "8081", "The port of the API and the checkout page."),
            port_option("control-port", "8082", "The port for faults and the ledger; for tests."),
            {.name = "secret-key",
             .key = "",
             .default_value = sandbox_key,
             .placeholder = "KEY",
             .is_secret = true,
             .help = "The key that callers must show."}};
}

int serve_sandbox(const platform::OptionValues& values) {
    raise_descriptor_limit();
    const TerminationSignals signals;
    const auto directory = make_data_directory(values.text("data"));
    platform::SystemClock clock;
    platform::SystemRandomness randomness;
    platform::JsonLog log{clock, ports::LogLevel::info};
    platform::PrometheusMetrics metrics;
    platform::ThreadScheduler scheduler;
    const auto database = platform::make_sqlite_database(
        {.path = (directory / "ledger.db").string(), .context = "sandbox-provider"});
    auto client = std::make_unique<http::BeastHttpClient>();
    auto port = static_cast<std::uint16_t>(values.number("port"));
    const auto& address = values.text("address");
    sandbox::SandboxProvider provider{
        {.secret_key = values.text("secret-key"),
         .public_url = "http://" + address + ":" + std::to_string(port),
         .default_webhook_url = {}},
        *database,
        *client,
        scheduler,
        clock,
        randomness};
    OpenDoor door;
    http::HttpServer server{
        {.name = "provider",
         .address = address,
         .port = port,
         .media_types = {"application/json", "application/x-www-form-urlencoded"}},
        door,
        provider.routes(),
        log,
        metrics,
        randomness};
    http::HttpServer control{{.name = "control",
                              .address = "127.0.0.1",
                              .port = static_cast<std::uint16_t>(values.number("control-port")),
                              .port_option = "--control-port"},
                             door,
                             provider.control_routes(),
                             log,
                             metrics,
                             randomness};
    server.start();
    control.start();
    log.write(
        ports::LogLevel::info, "sandbox provider ready",
        {{"port", std::to_string(server.port())}, {"controlPort", std::to_string(control.port())}});
    (void)signals.wait();
    server.drain(std::chrono::seconds{2});
    server.stop();
    control.stop();
    client.reset();
    return 0;
}

}  // namespace boxoffice::app
