// The external payment provider as the payment context sees it. A timeout is never a "no".
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "ports/http.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace boxoffice::ports {

/// What the provider said about one charge, in classes that decide what to do next.
/// Source: docs/adr on payment outcomes; one table per provider maps its codes to these.
enum class ChargeOutcome {
    captured,  ///< the money is ours, order and amount match
    declined,  ///< a definitive no: nothing was and nothing will be charged
    absent,    ///< the provider knows no such order yet; it may still arrive, so this is not a "no"
    expired,   ///< the order's session is over without a charge; none can follow
    pending,   ///< known, not decided (the buyer is on the provider's page)
    /// The buyer is through on the provider's page and nothing is charged yet: a confirm charges.
    authorized,
    unknown,   ///< timeout, reset, 5xx, 429, an unknown code: ask again with the same key
    mismatch,  ///< an answer for another order or amount: do not trust it, raise an alarm
};

/// One attempt to charge. `order_id` and `idempotency_key` are stored before the first send.
struct ChargeRequest {
    std::string order_id;
    std::string idempotency_key;
    base::Money amount;
    std::string method;       ///< "card", "checkout", ...
    std::string payment_key;  ///< the provider's own id, once its page has given one
    std::string order_name;
};

/// What the buyer's page needs to pay by the provider's own script. Meant for the buyer's eyes; no
/// secret of ours is among it.
struct HandOver {
    std::string client_key;     ///< names the seller to the provider's script; empty = no hand-over
    std::string client_secret;  ///< names this order to it, for providers that have one
};

struct ChargeAnswer {
    ChargeOutcome outcome = ChargeOutcome::unknown;
    std::string payment_key;
    base::Money amount;
    std::string reason;        ///< the provider's code, for people and logs
    std::string checkout_url;  ///< where the buyer pays, for hosted pages
    HandOver hand_over;        ///< for providers whose script pays on the buyer's page
    base::Money refunded;      ///< how much of it the provider shows as given back
};

enum class RefundOutcome {
    refunded,
    refused,  ///< definitive: a human must act
    unknown,  ///< ask again with the same key
};

struct RefundRequest {
    std::string order_id;
    std::string payment_key;
    std::string idempotency_key;
    base::Money amount;
    std::string reason;
};

struct RefundAnswer {
    RefundOutcome outcome = RefundOutcome::unknown;
    std::string reason;
};

/// One movement of money in the provider's own books.
struct ProviderMovement {
    enum class Kind { capture, refund };
    Kind kind = Kind::capture;
    std::string key;  ///< the provider's name for this movement: the same whenever it is listed
    std::string order_id;
    std::string idempotency_key;  ///< of the request that caused it; empty when nobody of us did
    base::Money amount;
    base::Instant at{};
};

/// Movements from `from` (inclusive) to `to` (exclusive). `cursor` is empty for the first page,
/// then what the page before gave.
struct ListRequest {
    base::Instant from{};
    base::Instant to{};
    std::string cursor;
};

enum class ListOutcome {
    listed,
    cannot_list,  ///< this provider has no such list: ask order by order
    unknown,      ///< no answer: ask for the same page again
};

struct ListAnswer {
    ListOutcome outcome = ListOutcome::unknown;
    std::vector<ProviderMovement> movements;  ///< oldest first
    std::string next_cursor;                  ///< empty on the last page
    std::string reason;                       ///< what went wrong, for people and logs
};

/// A webhook as the adapter reads it: a hint to go and ask about one order. Nothing else of it is
/// believed.
struct WebhookReading {
    enum class Verdict {
        heard,       ///< whoever sent it may be heard
        forged,      ///< it should be signed and is not, or not by the provider, or long ago
        not_json,    ///< no JSON at all
        unreadable,  ///< JSON of another kind
    };
    Verdict verdict = Verdict::unreadable;
    std::string order_id;         ///< empty = about nothing of ours
    bool claims_capture = false;  ///< what it says; the provider is asked in any case
    std::string reason;           ///< for the log: what is wrong with it
};

/// Calls answer from any thread, exactly once, within the adapter's time limit.
class PaymentGateway {
  public:
    virtual ~PaymentGateway() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    /// Opens the order for the buyer's page; answers `pending` with its checkout_url or hand_over.
    virtual void prepare(ChargeRequest request, std::function<void(ChargeAnswer)> done) = 0;
    virtual void confirm(ChargeRequest request, std::function<void(ChargeAnswer)> done) = 0;
    virtual void query(ChargeRequest request, std::function<void(ChargeAnswer)> done) = 0;
    virtual void refund(RefundRequest request, std::function<void(RefundAnswer)> done) = 0;
    /// Whether that refund has happened, by its key; `unknown` when the provider cannot tell.
    virtual void query_refund(RefundRequest request, std::function<void(RefundAnswer)> done) = 0;
    /// One page of the provider's books, for reconciliation.
    virtual void list(ListRequest, std::function<void(ListAnswer)> done) {
        done({.outcome = ListOutcome::cannot_list});
    }
    /// Checks the signature, where the provider signs, and finds the order. Safe from any thread.
    [[nodiscard]] virtual WebhookReading read_webhook(const HttpRequest& request,
                                                      base::Instant now) const = 0;
};

}  // namespace boxoffice::ports
