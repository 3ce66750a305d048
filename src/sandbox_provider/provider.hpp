// The sandbox payment provider: an external payment API to play with, with a durable ledger of its
// own, a hosted checkout page, webhooks, and a control port for faults. It knows nothing of
// Boxoffice.
//
// Public API, HTTP Basic with the secret key as user name and an empty password:
//   POST /v1/orders                        opens the hosted page; answers its checkoutUrl
//   POST /v1/payments/confirm              charges (Idempotency-Key)
//   GET  /v1/payments/orders/{orderId}     the payment of an order
//   GET  /v1/payments/{paymentKey}         the same by the provider's own key
//   POST /v1/payments/{paymentKey}/cancel  gives back all or some (Idempotency-Key)
//   GET  /v1/transactions?from&to&page     movements of money, for reconciliation
//   GET  /checkout/{orderId}               the page, and POST .../pay, /decline, /leave: no key
// Control routes, for tests only, without a key, on a port that must never be public:
//   GET  /control/faults                   what was ordered and how often each fault fired
//   POST /control/faults                   orders a fault (messages.hpp, FaultOrder)
//   POST /control/reset                    forgets the orders and the counts
//   POST /control/payments/{paymentKey}/console-cancel
//   POST /control/orders/{orderId}/late-deposit
//   GET  /control/ledger?after=            the ledger, for oracles
#pragma once

#include "base/clock.hpp"
#include "ports/http.hpp"
#include "ports/randomness.hpp"
#include "ports/scheduler.hpp"
#include "ports/sql.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::sandbox {

class Desk;

struct SandboxOptions {
    std::string secret_key;
    std::string public_url;           ///< where buyers reach the page: "http://127.0.0.1:8090"
    std::string default_webhook_url;  ///< for orders that name none; empty = no webhook
    /// An order that nobody confirms dies after this. Source: that of Toss Payments.
    base::Duration session = std::chrono::minutes{30};
    /// Requests that share one commit.
    std::size_t batch_max = 256;
    /// Requests beyond this many waiting ones are refused with 503.
    std::size_t waiting_max = 20'000;
};

/// Requests are answered once what they changed is durable; many share one commit. All of it runs
/// on one worker of the scheduler, so that a simulation can run it in its own thread.
class SandboxProvider {
  public:
    /// What is passed by reference must outlive the provider. Brings the ledger's schema up to date
    /// and goes on telling what the last run did not.
    /// @throws base::InfrastructureFault when the ledger cannot be opened.
    SandboxProvider(SandboxOptions options, ports::SqlDatabase& database,
                    ports::HttpClient& webhook_client, ports::Scheduler& scheduler,
                    base::Clock& clock, ports::Randomness& randomness);
    /// Stop the HTTP server first: the routes must not be called any more.
    ~SandboxProvider();
    SandboxProvider(const SandboxProvider&) = delete;
    SandboxProvider& operator=(const SandboxProvider&) = delete;

    [[nodiscard]] std::vector<ports::Route> routes();
    [[nodiscard]] std::vector<ports::Route> control_routes();

  private:
    class Routes;
    std::unique_ptr<Desk> desk_;
};

}  // namespace boxoffice::sandbox
