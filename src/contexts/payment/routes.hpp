// HTTP of the payment context: a payment, the provider's webhooks, the buyer's way back, staff's
// retry.
#pragma once

#include "contexts/payment/provider_desk.hpp"
#include "contexts/payment/webhook_gate.hpp"
#include "eventing/environment.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"
#include "ports/payment_gateway.hpp"
#include "ports/telemetry.hpp"

#include <vector>

namespace boxoffice::payment {

class Routes {
  public:
    Routes(ProviderDesk& desk, eventing::QueryWorker& queries, const ports::PaymentGateway& gateway,
           const eventing::Environment& environment);

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    void show(const ports::HttpRequest& request, ports::Responder responder);
    void webhook(const ports::HttpRequest& request, ports::Responder responder);
    void refuse_webhook(const ports::HttpRequest& request, const ports::WebhookReading& reading,
                        const ports::Responder& responder);
    void returned(const ports::HttpRequest& request, ports::Responder responder);
    template <class What>
    void settle_refund(const ports::HttpRequest& request, ports::Responder responder, What what);

    ProviderDesk& desk_;
    eventing::QueryWorker& queries_;
    const ports::PaymentGateway& gateway_;
    const base::Clock& clock_;
    ports::Log& log_;
    ports::Counter& forged_;
    WebhookGate gate_;
};

}  // namespace boxoffice::payment
