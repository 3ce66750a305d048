// The provider's book-keeping rules: what each request does to one payment. Pure: no SQL, no HTTP,
// no clock.
#pragma once

#include "base/clock.hpp"
#include "sandbox_provider/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::sandbox {

/// One payment in the ledger.
struct Payment {
    std::int64_t id = 0;
    std::string payment_key;
    std::string order_id;
    std::string order_name;
    std::string method;
    base::Money amount;
    Status status = Status::ready;
    std::string confirm_key;  ///< the Idempotency-Key under which it was decided
    std::string failure;      ///< why it was aborted
    std::string success_url;
    std::string webhook_url;
    base::Instant requested_at{};
    std::optional<base::Instant> expires_at;
    std::optional<base::Instant> decided_at;
    std::vector<Cancel> cancels;
    /// Rises with every change; webhooks are owed while `notified` is behind.
    std::int64_t version = 0;
    std::int64_t notified = 0;
};

/// Names for a new payment: the ledger numbers it, chance makes its key unguessable.
struct NewNames {
    std::int64_t id = 0;
    std::string token;
};

/// Why a request was refused. `status` is HTTP's.
struct Refusal {
    int status = 400;
    std::string code;
};

inline constexpr std::size_t all_cancels = std::numeric_limits<std::size_t>::max();

/// What to answer. A repeated request shows the payment as it was at the first answer, before later
/// cancels.
struct Outcome {
    std::optional<Refusal> refusal;
    std::size_t cancels_shown = all_cancels;
};

struct PrepareAsk {
    PrepareOrder order;
    base::Duration session{};
    std::string default_webhook_url;
};
struct ConfirmAsk {
    ConfirmPayment payment;
    std::string idempotency_key;
    std::string default_webhook_url;
    bool must_decline = false;  ///< a fault ordered it
};
struct CancelAsk {
    std::optional<base::Money> amount;
    std::string reason;
    std::string idempotency_key;
};
/// The buttons of the hosted page.
enum class Button { pay, decline, leave };

// Each takes the payment of the order, or nothing when there is none, and may change or make it.
[[nodiscard]] Outcome prepare(std::optional<Payment>& payment, const PrepareAsk& ask,
                              const NewNames& names, base::Instant now);
[[nodiscard]] Outcome confirm(std::optional<Payment>& payment, const ConfirmAsk& ask,
                              const NewNames& names, base::Instant now);
[[nodiscard]] Outcome cancel(std::optional<Payment>& payment, const CancelAsk& ask,
                             base::Instant now);
[[nodiscard]] Outcome press(std::optional<Payment>& payment, Button button, base::Instant now);
/// The buyer's bank transfers the money after the session has run out, as it happens with virtual
/// accounts: what was expired is captured all the same.
[[nodiscard]] Outcome deposit_late(std::optional<Payment>& payment, base::Instant now);

/// The status at `now`: a session that ran out is expired without anybody writing it down.
[[nodiscard]] Status status_at(const Payment& payment, base::Instant now);
/// What is left of the money.
[[nodiscard]] base::Money balance_of(const Payment& payment);
/// What the API shows of it. `public_url` is where the hosted page lives.
[[nodiscard]] PaymentView make_view(const Payment& payment, base::Instant now,
                                    const std::string& public_url,
                                    std::size_t cancels_shown = all_cancels);
/// The ledger's number inside a payment key; nothing when `payment_key` is not of ours.
[[nodiscard]] std::optional<std::int64_t> id_in(std::string_view payment_key);

}  // namespace boxoffice::sandbox
