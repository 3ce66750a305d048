// Charges and refunds at the sandbox provider, over HTTP.
#pragma once

#include "platform/payment/provider_channel.hpp"
#include "ports/payment_gateway.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace boxoffice::platform::payment {

struct SandboxGatewayOptions {
    std::string base_url;  ///< "http://127.0.0.1:8090", without a slash at the end
    base::Live<std::string> secret_key;
    std::string return_url;   ///< where the provider's page sends the buyer
    std::string webhook_url;  ///< empty = none
    /// Shorter than payment's answer_lease. Source: docs/reliability.md, "Connection".
    std::int64_t timeout_ms = 10'000;
};

/// Every answer is checked for the order and the amount that were asked about. A timeout, a reset,
/// an error of the server and an answer that cannot be read are `unknown`.
class SandboxGateway final : public ports::PaymentGateway {
  public:
    /// `client` must outlive the gateway.
    SandboxGateway(SandboxGatewayOptions options, ports::HttpClient& client);

    [[nodiscard]] std::string name() const override { return "sandbox"; }
    void prepare(ports::ChargeRequest request,
                 std::function<void(ports::ChargeAnswer)> done) override;
    void confirm(ports::ChargeRequest request,
                 std::function<void(ports::ChargeAnswer)> done) override;
    void query(ports::ChargeRequest request,
               std::function<void(ports::ChargeAnswer)> done) override;
    void refund(ports::RefundRequest request,
                std::function<void(ports::RefundAnswer)> done) override;
    void query_refund(ports::RefundRequest request,
                      std::function<void(ports::RefundAnswer)> done) override;
    void list(ports::ListRequest request, std::function<void(ports::ListAnswer)> done) override;
    /// The sandbox does not sign: whoever names an order of ours is heard.
    [[nodiscard]] ports::WebhookReading read_webhook(const ports::HttpRequest& request,
                                                     base::Instant now) const override;

  private:
    void ask(ProviderRequest ask, ports::ChargeRequest request,
             std::function<void(ports::ChargeAnswer)> done);

    SandboxGatewayOptions options_;
    ProviderChannel channel_;
};

}  // namespace boxoffice::platform::payment
