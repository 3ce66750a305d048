#include "app/house.hpp"

#include "app/adapters.hpp"
#include "app/cryptography.hpp"
#include "app/foundation.hpp"
#include "app/management.hpp"
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
#include "platform/http/client.hpp"
#include "platform/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>

namespace boxoffice::app {
namespace {

namespace http = platform::http;

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

}  // namespace

class House::Implementation {
  public:
    explicit Implementation(const platform::ServeOptions& options);

    void start();
    void stop();

    platform::ServeOptions options;
    Foundation foundation;
    Cryptography cryptography;
    std::unique_ptr<ports::Mailer> mailer;
    std::unique_ptr<http::BeastHttpClient> client;
    std::unique_ptr<ports::PaymentGateway> gateway;
    std::unique_ptr<ports::CancellationForecaster> forecaster;  ///< asked by musical
    std::vector<std::unique_ptr<eventing::ContextModule>> modules;
    ports::Authenticator* authenticator = nullptr;
    NobodyAuthenticator nobody;
    std::atomic<bool> is_ready{false};
    std::vector<ServedRoute> served;
    std::unique_ptr<http::HttpServer> public_server;
    std::unique_ptr<http::HttpServer> management_server;

  private:
    void make_contexts();
    void make_servers();
    [[nodiscard]] reservation::Settings reservation_settings() const;
    [[nodiscard]] payment::ReconciliationTerms reconciliation_terms() const;
};

House::Implementation::Implementation(const platform::ServeOptions& chosen)
    : options(chosen),
      foundation(options),
      cryptography(options.keys),
      mailer(make_mailer(options, foundation.directory(), foundation.clock())),
      client(std::make_unique<http::BeastHttpClient>()),
      gateway(make_gateway(options, *client)) {
    make_contexts();
    foundation.transport().check(foundation.storage().databases());
    const auto differences = topology_differences(modules);
    if (!differences.empty()) {
        std::string sentence = "topology.hpp and the modules differ";
        for (const auto& difference : differences) sentence += "; " + difference;
        throw base::InfrastructureFault(sentence, base::Retry::no);
    }
    make_servers();
}

void House::Implementation::make_contexts() {
    const auto runs = [this](std::string_view name) {
        return std::find(options.contexts.begin(), options.contexts.end(), name) !=
               options.contexts.end();
    };
    for (const auto& name : options.contexts) {
        if (name == "gateway" || runs("identity")) continue;
        throw base::InfrastructureFault(
            "the embedded shape needs the context identity in the same process: write --contexts "
            "all",
            base::Retry::no);
    }

    identity::Options accounts{.is_open = options.auth == platform::AuthMode::open};
    if (options.sample_accounts) accounts.bootstrap = sample_accounts();
    accounts.announce = [data = foundation.directory()](const identity::BootstrapAccount& account) {
        note_sample_account(data, account);
    };
    auto identity = std::make_unique<identity::Module>(
        foundation.environment("identity"), std::move(accounts),
        identity::Cryptography{cryptography.passwords, cryptography.signer,
                               cryptography.cached_verifier, cryptography.refresh_signer});
    authenticator = &identity->authenticator();
    auto& contacts = identity->contacts();
    auto& people = identity->people();
    auto& buyers = identity->buyers();
    modules.push_back(std::move(identity));

    if (runs("reservation")) {
        forecaster = reservation::make_forecaster(foundation.environment("reservation"),
                                                  reservation_settings());
    }
    if (runs("musical")) {
        modules.push_back(
            musical::make_module(foundation.environment("musical"), {}, forecaster.get()));
    }
    if (runs("reservation")) {
        modules.push_back(reservation::make_module(foundation.environment("reservation"), buyers,
                                                   reservation_settings(), &people));
    }
    if (runs("payment")) {
        modules.push_back(payment::make_module(foundation.environment("payment"), *gateway, {},
                                               reconciliation_terms()));
    }
    if (runs("notification")) {
        modules.push_back(std::make_unique<notification::Module>(
            foundation.environment("notification"),
            notification::Options{.public_address = options.public_url}, contacts, *mailer));
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
    settings.placed_max = static_cast<std::int64_t>(options.placed_max);
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
                                .connections_max = options.connections_max},
        *authenticator, std::move(routes), foundation.log(), foundation.metrics(),
        foundation.randomness());
    std::vector<ReadinessCheck> checks{
        {"serving", [this] { return is_ready.load(); }},
        {"event_bus", [this] { return foundation.transport().is_healthy(); }},
        {"database", [this] { return foundation.storage().is_writable(); }},
    };
    auto management = management_routes(foundation.metrics(), std::move(checks));
    for (const auto& route : management) served.push_back(served_route("management", route));
    management_server = std::make_unique<http::HttpServer>(
        http::HttpServerOptions{.name = "management",
                                .address = options.management_address,
                                .port = options.management_port},
        nobody, std::move(management), foundation.log(), foundation.metrics(),
        foundation.randomness());
}

void House::Implementation::start() {
    management_server->start();
    for (const auto& module : modules) module->start();
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
    if (is_ready.exchange(false)) std::this_thread::sleep_for(options.drain_delay);
    const bool is_drained = public_server->drain(options.drain);
    public_server->stop();
    for (const auto& module : modules) module->stop();
    // Calls that are still out answer their contexts with a fault; what they asked is stored.
    client.reset();
    management_server->stop();
    foundation.log().write(ports::LogLevel::info, "stopped",
                           {{"drained", is_drained ? "true" : "false"}});
    public_server.reset();
}

House::House(const platform::ServeOptions& options)
    : implementation_(std::make_unique<Implementation>(options)) {}

House::~House() {
    implementation_->stop();
}

void House::start() {
    implementation_->start();
}

void House::stop() {
    implementation_->stop();
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
