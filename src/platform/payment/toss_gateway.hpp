// Charges and refunds at Toss Payments, over HTTP.
//
// The buyer pays by the provider's widget on a page of ours: prepare() hands the order to it
// without asking the provider anything, the page brings the paymentKey back, and only confirm()
// charges.
#pragma once

#include "platform/payment/provider_channel.hpp"
#include "ports/payment_gateway.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace boxoffice::platform::payment {

struct TossGatewayOptions {
    std::string base_url;  ///< "https://api.tosspayments.com", without a slash at the end
    base::Live<std::string> secret_key;  ///< the user name of HTTP Basic, with an empty password
    std::string client_key;              ///< public: the widget on the buyer's page
    /// Shorter than payment's answer_lease. Source: docs/reliability.md, "Connection".
    std::int64_t timeout_ms = 10'000;
};

/// Every answer is checked for the order, the paymentKey and the amount. Errors are told apart by
/// their code, never by the HTTP status. The provider keeps nothing of ours beside a cancellation
/// but its reason, so the refund's key stands at the reason's end: that is how one is found again.
class TossGateway final : public ports::PaymentGateway {
  public:
    /// `client` must outlive the gateway.
    TossGateway(TossGatewayOptions options, ports::HttpClient& client);

    [[nodiscard]] std::string name() const override { return "toss"; }
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
    /// By the transactions. Those do not name the request behind a cancellation, so each payment
    /// with one is asked for it.
    void list(ports::ListRequest request, std::function<void(ports::ListAnswer)> done) override;
    /// The provider does not sign what it says of payments: whoever names an order of ours is
    /// heard.
    [[nodiscard]] ports::WebhookReading read_webhook(const ports::HttpRequest& request,
                                                     base::Instant now) const override;

  private:
    void ask(ProviderRequest ask, ports::ChargeRequest request,
             std::function<void(ports::ChargeAnswer)> done);

    TossGatewayOptions options_;
    ProviderChannel channel_;
};

}  // namespace boxoffice::platform::payment
