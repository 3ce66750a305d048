// Charges and refunds at Stripe, by PaymentIntents, over HTTP.
//
// With a payment method (`pm_...`) the server creates an intent and confirms it, captured at once.
// For the buyer's page it creates one to be captured by hand: the page confirms it with the client
// secret, which authorizes, and only confirm() captures. So no money moves but by our confirm, and
// none after a hold has run out.
#pragma once

#include "platform/payment/provider_channel.hpp"
#include "platform/payment/stripe_messages.hpp"
#include "ports/payment_gateway.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace boxoffice::platform::payment {

struct StripeGatewayOptions {
    std::string base_url;                ///< "https://api.stripe.com", without a slash at the end
    base::Live<std::string> secret_key;  ///< "sk_test_..."
    std::string client_key;              ///< "pk_test_...", public: the script on the buyer's page
    /// "whsec_...", several with commas between: any of them is right.
    base::Live<std::string> webhook_secrets;
    /// Calls that may move money, and all others. The longest way is one of the first and one of
    /// the second, or four of the second: shorter than payment's answer_lease.
    std::int64_t timeout_ms = 8'000;
    std::int64_t look_timeout_ms = 3'000;
};

/// Every answer is checked for the order, the intent and the amount. An intent whose id was never
/// heard is found by creating it again under the same Idempotency-Key, which gives the first one
/// for 24 hours and charges nothing; beside it the search by our order's name in the metadata is
/// asked, which knows older ones but lags behind by a minute or more.
class StripeGateway final : public ports::PaymentGateway {
  public:
    /// `client` must outlive the gateway.
    StripeGateway(StripeGatewayOptions options, ports::HttpClient& client);

    [[nodiscard]] std::string name() const override { return "stripe"; }
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
    /// By the balance transactions: Stripe's own books, which have a capture when it is captured.
    void list(ports::ListRequest request, std::function<void(ports::ListAnswer)> done) override;
    /// The signature is checked first; what it says is a hint all the same.
    [[nodiscard]] ports::WebhookReading read_webhook(const ports::HttpRequest& request,
                                                     base::Instant now) const override;

  private:
    using Charged = std::function<void(ports::ChargeAnswer)>;
    using Looked = std::function<void(const StripeIntent&)>;

    /// The intent by its id, as it is now.
    void fetch(const std::string& id, Looked next) const;
    /// The intent of this order, made unless it is there. Charges nothing.
    void create(const ports::ChargeRequest& request, Looked next) const;
    /// Whichever of the two the request allows.
    void look(const ports::ChargeRequest& request, Looked next) const;
    void move_money(const ports::ChargeRequest& request, const StripeIntent& intent,
                    const Charged& done) const;
    void search_others(const ports::ChargeRequest& request, const StripeIntent& intent,
                       const Charged& done) const;

    StripeGatewayOptions options_;
    ProviderChannel channel_;
};

}  // namespace boxoffice::platform::payment
