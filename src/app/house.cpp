#include "app/house.hpp"

#include "app/cryptography.hpp"
#include "app/foundation.hpp"
#include "app/management.hpp"
#include "app/sample_accounts.hpp"
#include "app/topology_check.hpp"
#include "base/fault.hpp"
#include "contexts/gateway/module.hpp"
#include "contexts/identity/module.hpp"
#include "contexts/musical/module.hpp"
#include "contexts/mypage/module.hpp"
#include "contexts/notification/module.hpp"
#include "contexts/payment/module.hpp"
#include "contexts/reservation/module.hpp"
#include "platform/http/client.hpp"
#include "platform/http/server.hpp"
#include "platform/mail/maildir_mailer.hpp"
#include "platform/mail/smtp_mailer.hpp"
#include "platform/payment/sandbox_gateway.hpp"

#include <algorithm>
#include <atomic>

namespace boxoffice::app {
namespace {

namespace http = platform::http;

/// The management port asks nobody who he is: it is bound to loopback or the cluster.
class NobodyAuthenticator final : public ports::Authenticator {
  public:
    Verdict authenticate(const ports::HttpRequest&) override { return {}; }
};

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
    std::vector<std::unique_ptr<eventing::ContextModule>> modules;
    ports::Authenticator* authenticator = nullptr;
    NobodyAuthenticator nobody;
    std::atomic<bool> is_ready{false};
    std::unique_ptr<http::HttpServer> public_server;
    std::unique_ptr<http::HttpServer> management_server;

  private:
    void make_contexts();
    void make_servers();
};

House::Implementation::Implementation(const platform::ServeOptions& chosen)
    : options(chosen),
      foundation(options),
      cryptography(foundation.directory()),
      mailer(make_mailer(options, foundation)),
      client(std::make_unique<http::BeastHttpClient>()),
      gateway(make_gateway(options, *client)) {
    make_contexts();
    foundation.refuse_log_ahead();
    const auto differences = topology_differences(modules);
    if (!differences.empty()) {
        std::string sentence = "topology.hpp and the modules differ";
        for (const auto& difference : differences) sentence += "; " + difference;
        throw base::InfrastructureFault(sentence, base::Retry::no);
    }
    make_servers();
}
