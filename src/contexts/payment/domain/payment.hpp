// One attempt to charge a buyer, with every refund of it: the aggregate of the payment context.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::payment {

/// Where a charge stands. captured, declined and abandoned have been told to the reservation; a
/// capture that shows up after declined or abandoned is still told.
enum class PaymentState {
    created,         ///< nothing asked of the provider yet
    preparing,       ///< the provider's page is being opened
    awaiting_buyer,  ///< the buyer is on the provider's page
    confirming,      ///< the first confirm may be on its way
    unknown,         ///< no answer to a confirm: neither a yes nor a no
    captured,
    declined,
    abandoned,   ///< the provider shows no charge and can make none
    mismatched,  ///< the provider answered for another order or amount: nothing is believed until
                 ///< it fits
};
BOOST_DESCRIBE_ENUM(PaymentState, created, preparing, awaiting_buyer, confirming, unknown, captured,
                    declined, abandoned, mismatched)

enum class RefundState {
    requested,  ///< the first request may be on its way
    unknown,    ///< no answer to it yet
    done,
    failed,    ///< refused for good: a human must act
    recorded,  ///< refused, and paid back by staff by other means: the provider still has it
};
BOOST_DESCRIBE_ENUM(RefundState, requested, unknown, done, failed, recorded)

/// What was asked of the provider last and has not been answered.
enum class Asked { nothing, prepare, confirm, query, refund, query_refund };
BOOST_DESCRIBE_ENUM(Asked, nothing, prepare, confirm, query, refund, query_refund)

/// One decision to give money back. The key is stored before the first send and never changes.
struct Refund {
    contracts::RefundId refund_id;
    base::Money amount;
    std::string idempotency_key;
    std::string reason;
    RefundState state = RefundState::requested;
    base::Instant requested_at{};
    Asked asked = Asked::nothing;
    /// Requests without an answer since the last sign of life; sets the pause before the next one.
    int tries = 0;
    std::optional<base::Instant> next_try_at;
    /// A human has been told that this refund stays open.
    bool is_alarmed = false;
    std::string failure;  ///< the provider's code, or ours, for its last refusal
    friend bool operator==(const Refund&, const Refund&) = default;
};
BOOST_DESCRIBE_STRUCT(Refund, (),
                      (refund_id, amount, idempotency_key, reason, state, requested_at, asked,
                       tries, next_try_at, is_alarmed, failure))

/// `order_id` and `idempotency_key` name the attempt at the provider: random, stored before
/// sending.
struct Payment {
    contracts::PaymentId payment_id;
    contracts::ReservationId reservation_id;
    contracts::PerformanceId performance_id;
    contracts::UserId user_id;
    base::Money amount;
    std::string method;
    std::string order_name;
    std::string provider;
    std::string order_id;
    std::string idempotency_key;

    PaymentState state = PaymentState::created;
    base::Instant requested_at{};
    /// No first confirm is sent at or after this instant.
    base::Instant confirm_until{};
    /// How many confirms were sent, all with the same key.
    int attempts = 0;
    Asked asked = Asked::nothing;
    int tries = 0;
    /// When something is to be done if nothing is heard before; nothing when the charge rests.
    std::optional<base::Instant> next_try_at;
    /// A webhook came while a query was on its way: ask once more after its answer.
    bool ask_again = false;
    /// A human has been told that this charge stays open.
    bool is_alarmed = false;

    std::string checkout_url;
    /// What the provider's script on the buyer's page needs, for providers that have one.
    std::optional<std::string> client_key;
    std::optional<std::string> client_secret;
    std::string payment_key;  ///< the provider's own id
    std::string reason;       ///< the provider's code, or ours, for what happened last
    std::vector<Refund> refunds;
    /// Given back at the provider without a request of ours, as far as it has been told.
    base::Money refunded_unasked;

    std::optional<base::Instant> captured_at;
    /// What the tickets cost that were issued for it; nothing before they are.
    base::Money issued;
    /// The balances of the ledger's accounts of those names, as positive numbers.
    base::Money tickets;
    base::Money retained;
    friend bool operator==(const Payment&, const Payment&) = default;
};
BOOST_DESCRIBE_STRUCT(Payment, (),
                      (payment_id, reservation_id, performance_id, user_id, amount, method,
                       order_name, provider, order_id, idempotency_key, state, requested_at,
                       confirm_until, attempts, asked, tries, next_try_at, ask_again, is_alarmed,
                       checkout_url, client_key, client_secret, payment_key, reason, refunds,
                       refunded_unasked, captured_at, issued, tickets, retained))

/// The earliest instant at which this payment wants a TryDue; nothing when all of it rests.
[[nodiscard]] std::optional<base::Instant> next_wake(const Payment& payment);

/// Staff took the money at the desk, or gave the seats away: no provider knows of it.
[[nodiscard]] bool is_at_desk(const Payment& payment);

/// The refund with that id, or null.
[[nodiscard]] Refund* find_refund(Payment& payment, contracts::RefundId refund_id);

}  // namespace boxoffice::payment
