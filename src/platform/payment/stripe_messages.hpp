// What we need of the answers of Stripe's API, and the form that carries our questions. Internal to
// the room.
#pragma once

#include "platform/payment/provider_answer.hpp"
#include "ports/http.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform::payment {

/// application/x-www-form-urlencoded, which is how Stripe takes parameters.
class StripeForm {
  public:
    StripeForm& add(std::string_view name, std::string_view value);
    StripeForm& add(std::string_view name, std::int64_t value);
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
};

/// Where our names stand in the provider's metadata.
inline constexpr std::string_view stripe_order_name = "order_id";
inline constexpr std::string_view stripe_refund_name = "refund_key";

/// A PaymentIntent, or why there is none.
struct StripeIntent {
    ProviderReading reading;
    std::string id;
    std::string status;
};
/// @param client_key goes into the hand-over, beside the intent's client secret.
[[nodiscard]] StripeIntent read_stripe_intent(const ports::HttpAnswer& answer,
                                              const std::string& client_key);

/// The ids that a search found.
struct StripeSearch {
    bool is_answered = false;
    std::string reason;
    std::vector<std::string> ids;
};
[[nodiscard]] StripeSearch read_stripe_search(const ports::HttpAnswer& answer);

/// A refund, or a list of them, as if it were the payment's own: `order_id` and `payment_key` are
/// those the refunds show, and empty when there are none.
[[nodiscard]] ProviderReading read_stripe_refund(const ports::HttpAnswer& answer);
[[nodiscard]] ProviderReading read_stripe_refunds(const ports::HttpAnswer& answer);

/// One page of balance transactions, with their sources and the sources' intents expanded; only
/// what is within the request's time and of an order of ours.
[[nodiscard]] ports::ListAnswer read_stripe_statement(const ports::HttpAnswer& answer,
                                                      const ports::ListRequest& request);

/// The order that an event is about, by its object's metadata; nothing when the body is no event.
struct StripeEvent {
    bool is_json = false;
    bool is_event = false;
    std::string order_id;
    bool claims_capture = false;
};
[[nodiscard]] StripeEvent read_stripe_event(std::string_view body);

}  // namespace boxoffice::platform::payment
