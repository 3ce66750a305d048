// What the payment context does about each thing it hears. Pure: time is an argument, sending is a
// result.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "base/seeded_bug.hpp"
#include "contexts/payment/domain/ledger.hpp"
#include "contexts/payment/domain/payment.hpp"
#include "contracts/payment_events.hpp"
#include "contracts/reservation_events.hpp"

#include <boost/describe/enum.hpp>

#include <string>
#include <variant>
#include <vector>

namespace boxoffice::payment {

/// Source of the pauses and limits: docs/reliability.md, "What is done on each outcome".
struct Terms {
    /// An answer that has not come by then never will: longer than any adapter's own time limit.
    base::Duration answer_lease = std::chrono::seconds{15};
    /// Pauses between tries double from the first to the longest.
    base::Duration pause_first = std::chrono::seconds{1};
    base::Duration pause_max = std::chrono::seconds{60};
    /// How often a buyer's progress on the provider's page is asked for: the way back and the
    /// webhook may both be lost.
    base::Duration pause_awaiting = std::chrono::seconds{15};
    /// For so long after `confirm_until` a request that is still on its way may charge: the
    /// provider's session (30 minutes) and a margin.
    base::Duration late_charge_max = std::chrono::minutes{35};
    /// A charge open for longer is shown to a human; it is still asked for, at this pause.
    base::Duration alarm_after = std::chrono::hours{24};
    base::Duration pause_alarmed = std::chrono::minutes{10};
    /// How often a webhook about a settled payment is followed up when the provider does not
    /// answer.
    int settled_tries_max = 10;
    base::SeededBug bug = base::SeededBug::none;
};

// ---- what is heard

/// From the reservation. The three texts were drawn for this attempt and are stored with it.
struct ChargeWanted {
    contracts::PaymentRequested request;
    std::string provider;
    std::string order_id;
    std::string idempotency_key;
    /// The provider answers nobody: a new charge is not begun.
    bool provider_is_away = false;
};
/// From the reservation. The key was drawn for this refund and is used when the refund is new.
struct RefundWanted {
    contracts::RefundRequested request;
    std::string idempotency_key;
};

/// What the provider said about a charge; the classes of ports::ChargeOutcome.
enum class ChargeOutcome {
    captured,
    declined,
    absent,
    expired,
    pending,
    authorized,
    unknown,
    mismatch
};
/// `asked` is what this answers: prepare, confirm or query.
struct ChargeAnswered {
    Asked asked = Asked::query;
    ChargeOutcome outcome = ChargeOutcome::unknown;
    std::string payment_key;
    std::string reason;
    std::string checkout_url;
    std::string client_key;
    std::string client_secret;
    base::Money refunded;
};

enum class RefundOutcome { refunded, refused, unknown };
/// `asked` is what this answers: refund or query_refund.
struct RefundAnswered {
    contracts::RefundId refund_id;
    Asked asked = Asked::refund;
    RefundOutcome outcome = RefundOutcome::unknown;
    std::string reason;
};

/// Somebody says that the provider has news. `claims_capture` is what the payload says; it is not
/// believed.
struct WebhookHint {
    bool claims_capture = false;
};
/// The buyer came back from the provider's page. What his browser carries is believed as little as
/// a webhook: the provider is asked, and its answer has the key to confirm with.
struct BuyerReturned {};
/// `next_wake` has come.
struct TryDue {};
/// The process that asked before that moment is gone, and no other asks: nobody hears the answers
/// to its questions any more.
struct QuestionsLost {
    base::Instant before{};
};
/// Staff ask for a failed refund again.
struct RetryRefund {
    contracts::RefundId refund_id;
};

/// Staff have paid a failed refund back by other means.
struct RecordRefund {
    contracts::RefundId refund_id;
};

/// The provider's statement shows this refund of ours: ask about it.
struct RefundSeen {
    contracts::RefundId refund_id;
};
/// The reservation is completed: its tickets were issued, for the money of this payment.
struct TicketsIssued {
    base::Money total;
};
/// A cancellation is over: what the tickets cost that are left, maybe nothing.
struct TicketsLeft {
    base::Money total;
};

using Input = std::variant<ChargeWanted, RefundWanted, ChargeAnswered, RefundAnswered, WebhookHint,
                           BuyerReturned, TryDue, QuestionsLost, RetryRefund, RecordRefund,
                           RefundSeen, TicketsIssued, TicketsLeft>;

// ---- what is done about it

using Event =
    std::variant<contracts::PaymentApproved, contracts::PaymentDeclined,
                 contracts::PaymentAbandoned, contracts::PaymentRefunded, contracts::RefundFailed>;

/// Send this once the decision is stored. Never sent for a decision that was not: `next_wake` sends
/// it again after a crash. `refund_id` is set for refund and query_refund.
struct Effect {
    Asked ask = Asked::nothing;
    contracts::RefundId refund_id;
    friend bool operator==(const Effect&, const Effect&) = default;
};

enum class Alarm {
    mismatch,           ///< the provider answered for another order or amount
    open_too_long,      ///< nobody can say whether the buyer was charged
    refund_refused,     ///< money is owed and the provider will not pay it out
    refunded_unasked,   ///< money went back without a request of ours
    capture_not_shown,  ///< captured here; asked, the provider shows no charge
    refund_not_shown,   ///< given back here; asked, the provider shows less
    maybe_paid_twice    ///< recorded as paid by hand, and the provider paid it too, or may
};
BOOST_DESCRIBE_ENUM(Alarm, mismatch, open_too_long, refund_refused, refunded_unasked,
                    capture_not_shown, refund_not_shown, maybe_paid_twice)

struct Decision {
    Payment payment;  ///< as it is from now on
    std::vector<Event> events;
    std::vector<Effect> effects;
    /// What this decision moves in the ledger; saved in the same transaction.
    std::vector<Booking> bookings;
    std::vector<Alarm> alarms;
    /// The input did not fit the state: nothing changed, to be counted.
    bool is_ignored = false;
};

/// Decides about `input`. A repeated request answers as the first time did. @pre every input but
/// ChargeWanted concerns a payment that exists.
[[nodiscard]] Decision decide(Payment payment, const Input& input, base::Instant now,
                              const Terms& terms);

}  // namespace boxoffice::payment
