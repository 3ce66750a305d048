#include "app/house.hpp"

#include "app/adapters.hpp"
#include "app/background_check.hpp"
#include "app/cryptography.hpp"
#include "app/foundation.hpp"
#include "app/management.hpp"
#include "app/peers.hpp"
#include "app/sample_accounts.hpp"
#include "app/topology_check.hpp"
#include "app/web_pages/web_pages.hpp"
#include "base/fault.hpp"
#include "contexts/gateway/module.hpp"
#include "contexts/identity/module.hpp"
#include "contexts/musical/module.hpp"
#include "contexts/mypage/module.hpp"
#include "contexts/notification/module.hpp"
#include "contexts/payment/module.hpp"
#include "contexts/reservation/cancellation_forecast.hpp"
#include "contexts/reservation/module.hpp"
#include "contexts/sales/module.hpp"
#include "contracts/internal_questions.hpp"
#include "platform/http/client.hpp"
#include "platform/http/server.hpp"
#include "platform/media/media_directory.hpp"
#include "platform/peers/http_forecaster.hpp"
#include "platform/peers/internal_routes.hpp"
#include "platform/telemetry/tracing_http_client.hpp"
#include "platform/telemetry/tracing_mailer.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>

namespace boxoffice::app {
namespace {

namespace http = platform::http;

/// A worker that has been at one task for so long is stuck. Longer than any database or broker
/// takes to say that it is away.
constexpr base::Duration worker_patience = std::chrono::minutes{2};

/// A poster is known by its bytes; what it is called only has to be no text.
const std::vector<std::string> picture_types{"image/png", "image/jpeg", "image/webp",
                                             "application/octet-stream"};

/// The management port asks nobody who he is: it is bound to loopback or the cluster.
class NobodyAuthenticator final : public ports::Authenticator {
  public:
    Verdict authenticate(const ports::HttpRequest&) override { return {}; }
};

gateway::SecurityTerms security_terms(const platform::ServeOptions& options) {
    gateway::SecurityTerms terms{.is_https = options.public_url.starts_with("https://")};
    if (options.payment == platform::PaymentProvider::stripe) {
        terms.payment_script = gateway::PaymentScript::stripe;
    }
    if (options.payment == platform::PaymentProvider::toss) {
        terms.payment_script = gateway::PaymentScript::toss;
    }
    return terms;
}

/// What other processes ask identity: its answers, and its public keys under the address that
/// everybody knows.
std::vector<ports::Route> internal_routes_of(identity::Module& identity) {
    auto routes = platform::identity_answers(
        {identity.contacts(), identity.people(), identity.buyers(), identity.revocations()});
    for (auto& route : identity.routes()) {
        if (route.pattern == contracts::internal_paths::token_keys) {
            routes.push_back(std::move(route));
        }
    }
    return routes;
}

}  // namespace

/// Whom the contexts of this process ask: each other where the asked one is in here, else over
/// HTTP.
struct Neighbours {
    ports::Authenticator* authenticator = nullptr;
    ports::ContactDirectory* contacts = nullptr;
    ports::PeopleDirectory* people = nullptr;
    ports::BuyerDirectory* buyers = nullptr;
    ports::CancellationForecaster* forecaster = nullptr;  ///< null: musical is not in here
};

class House::Implementation {
  public:
    Implementation(const platform::ServeOptions& options, Rereading rereading);

    void start();
    void stop();
    Reloaded reload() { return reloader ? reloader->reload() : Reloaded{}; }

    platform::ServeOptions options;
    LiveOptions live;
    Foundation foundation;
    std::unique_ptr<Reloader> reloader;          ///< null: nothing is read again
    std::unique_ptr<Cryptography> cryptography;  ///< null where identity does not run
    std::unique_ptr<ports::Mailer> mailer;       ///< of notification alone
    std::unique_ptr<ports::Mailer> tracing_mailer;
    std::unique_ptr<http::BeastHttpClient> client;
    platform::TracingHttpClient tracing_client;  ///< whom everything here calls through
    Peers peers;
    platform::MediaDirectory media;                   ///< used by musical alone
    std::unique_ptr<ports::PaymentGateway> gateway;   ///< of payment alone
    std::unique_ptr<RemoteIdentity> remote_identity;  ///< null when identity is asked in here
    std::unique_ptr<ports::CancellationForecaster> own_forecaster;  ///< of reservation in here
    std::unique_ptr<ports::CancellationForecaster> remote_forecaster;
    std::vector<std::unique_ptr<eventing::ContextModule>> modules;
    Neighbours neighbours;
    NobodyAuthenticator nobody;
    std::atomic<bool> is_ready{false};
    BackgroundCheck database_check{foundation.scheduler(),
                                   [this] { return foundation.storage().is_writable(); }};
    std::vector<ServedRoute> served;
    std::unique_ptr<http::HttpServer> public_server;
    std::unique_ptr<http::HttpServer> management_server;
    std::unique_ptr<platform::ServiceAuthenticator> service_authenticator;
    std::unique_ptr<http::HttpServer> internal_server;  ///< null when no other process may ask

  private:
    [[nodiscard]] bool runs(std::string_view context) const;
    void make_contexts();
    void make_identity();
    void make_forecasters();
    void add_internal(std::vector<ports::Route> routes);
    void make_internal_server();
    std::vector<ports::Route> internal_routes_;
    void make_servers();
    [[nodiscard]] reservation::Settings reservation_settings() const;
    [[nodiscard]] payment::ReconciliationTerms reconciliation_terms() const;
};

House::Implementation::Implementation(const platform::ServeOptions& chosen, Rereading rereading)
    : options(chosen),
      live(options),
      foundation(options),
      client(std::make_unique<http::BeastHttpClient>()),
      tracing_client(*client, foundation.tracing().tracer()),
      peers(options, foundation, tracing_client),
      media(options.media) {
    foundation.metrics()
        .gauge("boxoffice_build_info",
               "version=\"" + std::string{program_version()} + "\",instance=\"" + options.instance +
                   "\"",
               "1; the labels say what runs.")
        .set(1);
    if (rereading.read) {
        reloader =
            std::make_unique<Reloader>(std::move(rereading.started), std::move(rereading.read),
                                       live, foundation.log(), foundation.metrics());
    }
    make_contexts();
    foundation.transport().check(foundation.storage().databases());
    const auto differences = topology_differences(modules);
    if (!differences.empty()) {
        std::string sentence = "topology.hpp and the modules differ";
        for (const auto& difference : differences) sentence += "; " + difference;
        throw base::InfrastructureFault(sentence, base::Retry::no);
    }
    make_servers();
    make_internal_server();
}

bool House::Implementation::runs(std::string_view context) const {
    return std::find(options.contexts.begin(), options.contexts.end(), context) !=
           options.contexts.end();
}

void House::Implementation::make_identity() {
    const bool is_open = options.auth == platform::AuthMode::open;
    if (runs("identity")) {
        identity::Options accounts{.is_open = is_open,
                                   .login_limits = live.login_limits,
                                   .has_replicas = !options.database_url.empty()};
        if (options.sample_accounts) accounts.bootstrap = sample_accounts();
        accounts.announce =
            [data = foundation.directory()](const identity::BootstrapAccount& account) {
                note_sample_account(data, account);
            };
        cryptography = std::make_unique<Cryptography>(options.keys, foundation.clock(),
                                                      foundation.log(), foundation.metrics());
        auto module = std::make_unique<identity::Module>(
            foundation.environment("identity"), std::move(accounts),
            identity::Cryptography{cryptography->passwords, cryptography->signer,
                                   cryptography->cached_verifier, cryptography->refresh_signer});
        neighbours = {&module->authenticator(), &module->contacts(), &module->people(),
                      &module->buyers()};
        add_internal(internal_routes_of(*module));
        modules.push_back(std::move(module));
    }
    if (!peers.has("identity")) return;
    remote_identity = std::make_unique<RemoteIdentity>(peers.to("identity"), foundation, is_open);
    neighbours = {&remote_identity->authenticator(), &remote_identity->contacts(),
                  &remote_identity->people(), &remote_identity->buyers()};
}

void House::Implementation::make_forecasters() {
    if (runs("reservation")) {
        own_forecaster = reservation::make_forecaster(foundation.environment("reservation"),
                                                      reservation_settings());
        neighbours.forecaster = own_forecaster.get();
        add_internal(platform::reservation_answers(*own_forecaster));
    }
    if (!peers.has("reservation")) return;
    remote_forecaster =
        std::make_unique<platform::HttpCancellationForecaster>(peers.to("reservation"));
    neighbours.forecaster = remote_forecaster.get();
}

void House::Implementation::make_contexts() {
    make_identity();
    make_forecasters();
    if (runs("musical")) {
        modules.push_back(musical::make_module(foundation.environment("musical"),
                                               {.hold_seconds = live.hold_seconds, .media = &media},
                                               neighbours.forecaster));
    }
    if (runs("reservation")) {
        modules.push_back(reservation::make_module(foundation.environment("reservation"),
                                                   *neighbours.buyers, reservation_settings(),
                                                   neighbours.people));
    }
    if (runs("payment")) {
        gateway = make_gateway(options, live, tracing_client);
        modules.push_back(payment::make_module(foundation.environment("payment"), *gateway, {},
                                               reconciliation_terms()));
    }
    if (runs("notification")) {
        mailer = make_mailer(options, live, foundation.directory(), foundation.clock());
        tracing_mailer =
            std::make_unique<platform::TracingMailer>(*mailer, foundation.tracing().tracer());
        modules.push_back(std::make_unique<notification::Module>(
            foundation.environment("notification"),
            notification::Options{.public_address = options.public_url}, *neighbours.contacts,
            *tracing_mailer));
    }
    if (runs("mypage")) {
        modules.push_back(std::make_unique<mypage::Module>(foundation.environment("mypage")));
    }
    if (runs("sales")) {
        modules.push_back(std::make_unique<sales::Module>(foundation.environment("sales")));
    }
    if (runs("gateway")) {
        modules.push_back(
            gateway::make_module(foundation.clock(), web_pages(), security_terms(options)));
    }
}

reservation::Settings House::Implementation::reservation_settings() const {
    reservation::Settings settings;
    settings.default_method = options.payment_default_method;
    // Only the sandbox charges a card without the buyer.
    settings.methods = {"checkout"};
    if (options.payment == platform::PaymentProvider::sandbox) settings.methods.push_back("card");
    settings.placed_max = live.placed_max;
    settings.cancellations_per_second_max =
        static_cast<std::int64_t>(options.cancellations_per_second);
    return settings;
}

payment::ReconciliationTerms House::Implementation::reconciliation_terms() const {
    payment::ReconciliationTerms terms;
    terms.every = options.reconcile_every;
    terms.window = options.reconcile_window;
    terms.lag = options.reconcile_lag;
    terms.daily_at = options.reconcile_daily_at;
    return terms;
}

void House::Implementation::make_servers() {
    std::vector<ports::Route> routes;
    for (const auto& module : modules) {
        auto more = module->routes();
        for (const auto& route : more) served.push_back(served_route(module->name(), route));
        std::move(more.begin(), more.end(), std::back_inserter(routes));
    }
    public_server = std::make_unique<http::HttpServer>(
        http::HttpServerOptions{.address = options.address,
                                .port = options.port,
                                .io_threads = options.io_threads,
                                .connections_max = options.connections_max,
                                .other_media_types = {{"/items/{id}/poster", picture_types}},
                                .tracer = &foundation.tracing().tracer()},
        *neighbours.authenticator, std::move(routes), foundation.log(), foundation.metrics(),
        foundation.randomness());
    std::vector<ReadinessCheck> checks{
        {"serving", [this] { return is_ready.load(); }},
        {"event_bus",
         [this, contexts = static_cast<int>(foundation.storage().databases().size())] {
             return foundation.transport().is_open(contexts);
         }},
        {"event_flow", [this] { return foundation.transport().answers(); }, ReadinessWeight::shown},
        {"database", [this] { return database_check.passes(); }},
    };
    if (remote_identity) {
        checks.push_back({"token_keys", [this] { return remote_identity->is_ready(); }});
    }
    auto management = management_routes(
        {.metrics = foundation.metrics(),
         .readiness = std::move(checks),
         .stuck_workers = [this] { return foundation.scheduler().stuck(worker_patience); },
         .log = foundation.log(),
         .reload = [this] { return reload(); }});
    for (const auto& route : management) served.push_back(served_route("management", route));
    management_server = std::make_unique<http::HttpServer>(
        http::HttpServerOptions{.name = "management",
                                .address = options.management_address,
                                .port = options.management_port,
                                .port_option = "--management-port"},
        nobody, std::move(management), foundation.log(), foundation.metrics(),
        foundation.randomness());
}

void House::Implementation::add_internal(std::vector<ports::Route> routes) {
    std::move(routes.begin(), routes.end(), std::back_inserter(internal_routes_));
}

void House::Implementation::make_internal_server() {
    if (!peers.secrets()) return;
    service_authenticator = std::make_unique<platform::ServiceAuthenticator>(*peers.secrets());
    internal_server = std::make_unique<http::HttpServer>(
        http::HttpServerOptions{.name = "internal",
                                .address = options.internal_address,
                                .port = options.internal_port,
                                .port_option = "--internal-port",
                                .tracer = &foundation.tracing().tracer(),
                                .begins_traces = false},
        *service_authenticator, std::move(internal_routes_), foundation.log(), foundation.metrics(),
        foundation.randomness());
}

void House::Implementation::start() {
    management_server->start();
    database_check.start();
    if (cryptography) cryptography->watch(foundation.scheduler());
    if (reloader) reloader->watch(foundation.scheduler());
    for (const auto& module : modules) module->start();
    if (internal_server) internal_server->start();
    if (remote_identity) remote_identity->start();
    public_server->start();
    is_ready = true;
    foundation.log().write(ports::LogLevel::info, "ready",
                           {{"port", std::to_string(public_server->port())},
                            {"managementPort", std::to_string(management_server->port())},
                            {"data", foundation.directory().string()}});
}

void House::Implementation::stop() {
    if (!public_server) return;
    // Whoever forwards requests here learns from /readyz to look elsewhere; until then he is
    // served.
    if (is_ready.exchange(false)) std::this_thread::sleep_for(live.drain_delay.get());
    const auto patience = live.drain.get();
    const auto until = std::chrono::steady_clock::now() + patience;
    const bool is_drained = public_server->drain(patience);
    public_server->stop();
    if (internal_server) {
        internal_server->drain(patience);
        internal_server->stop();
    }
    if (remote_identity) remote_identity->stop();
    for (const auto& module : modules) module->stop();
    peers.close();
    database_check.stop();
    if (reloader) reloader->stop();
    foundation.tracing().stop(std::chrono::ceil<base::Duration>(
        std::max(until - std::chrono::steady_clock::now(), std::chrono::steady_clock::duration{})));
    // Calls that are still out answer their contexts with a fault; what they asked is stored.
    client.reset();
    management_server->stop();
    foundation.log().write(ports::LogLevel::info, "stopped",
                           {{"drained", is_drained ? "true" : "false"}});
    public_server.reset();
}

House::House(const platform::ServeOptions& options, Rereading rereading)
    : implementation_(std::make_unique<Implementation>(options, std::move(rereading))) {}

House::~House() {
    implementation_->stop();
}

void House::start() {
    implementation_->start();
}

void House::stop() {
    implementation_->stop();
}

Reloaded House::reload() {
    return implementation_->reload();
}

std::uint16_t House::port() const {
    return implementation_->public_server->port();
}

std::uint16_t House::management_port() const {
    return implementation_->management_server->port();
}

const std::vector<ServedRoute>& House::served() const {
    return implementation_->served;
}

}  // namespace boxoffice::app
