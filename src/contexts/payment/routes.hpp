// HTTP of the payment context: a payment, the provider's webhooks, the buyer's way back, staff's
// retry.
#pragma once

#include "contexts/payment/provider_desk.hpp"
#include "contexts/payment/webhook_gate.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"

#include <string>
#include <vector>

namespace boxoffice::payment {

class Routes {
  public:
    Routes(ProviderDesk& desk, eventing::QueryWorker& queries, std::string provider,
           const base::Clock& clock)
        : desk_(desk), queries_(queries), provider_(std::move(provider)), clock_(clock) {}

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    void show(const ports::HttpRequest& request, ports::Responder responder);
    void webhook(const ports::HttpRequest& request, ports::Responder responder);
    void returned(const ports::HttpRequest& request, ports::Responder responder);
    void retry_refund(const ports::HttpRequest& request, ports::Responder responder);

    ProviderDesk& desk_;
    eventing::QueryWorker& queries_;
    std::string provider_;
    const base::Clock& clock_;
    WebhookGate gate_;
};

}  // namespace boxoffice::payment
