// One payment laid beside the provider's statement and the tickets: where they differ, and what is
// done about it. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contexts/payment/domain/payment.hpp"
#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <string_view>
#include <vector>

namespace boxoffice::payment {

/// One movement of a payment as the provider's statement has it.
struct StatementLine {
    bool is_capture = false;
    std::string key;              ///< the provider's name for the movement
    std::string idempotency_key;  ///< empty = not caused by a request of ours
    base::Money amount;
    base::Instant at{};
    friend bool operator==(const StatementLine&, const StatementLine&) = default;
};

/// The names are stored and published: append only.
enum class Divergence {
    captured_there,           ///< captured at the provider, open or given up here
    refund_done_there,        ///< our refund: paid out there, not known to be here
    refunded_there,           ///< given back at the provider's console
    amount_mismatch,          ///< another amount there than here
    refunded_twice,           ///< one refund decision, two movements
    more_refunded_than_paid,  ///< more went back than came
    order_unknown,            ///< money at the provider for an order that nobody here knows
    capture_not_shown,        ///< captured here; asked, the provider shows no charge
    refund_not_shown,         ///< given back here; asked, the provider shows less
    captured_without_ticket,  ///< the money has waited for too long for tickets or a refund
    ticket_without_money,     ///< tickets whose money is not there
    maybe_paid_twice,         ///< recorded as paid by hand, and paid there too, or maybe so
};
BOOST_DESCRIBE_ENUM(Divergence, captured_there, refund_done_there, refunded_there, amount_mismatch,
                    refunded_twice, more_refunded_than_paid, order_unknown, capture_not_shown,
                    refund_not_shown, captured_without_ticket, ticket_without_money,
                    maybe_paid_twice)

/// repair: the usual commands put it right, and the next look finds nothing. human: it is raised.
enum class Remedy { ask_about_charge, ask_about_refund, human };

struct Rule {
    Divergence divergence = Divergence::captured_there;
    Remedy remedy = Remedy::human;
    std::string_view next_action;
};
/// The row of the one table.
[[nodiscard]] const Rule& rule_of(Divergence divergence);

struct Difference {
    Divergence divergence = Divergence::captured_there;
    base::Money ours;
    base::Money theirs;
    contracts::RefundId refund_id;  ///< for refund_done_there
    friend bool operator==(const Difference&, const Difference&) = default;
};

struct Comparison {
    std::vector<Difference> differences;
    /// The statement lacks what is booked here: nothing to raise yet, the provider is asked.
    bool must_ask = false;
};

/// Whether the statement is whole for what happened here up to `now`, or was not to be had.
enum class Statement { whole, none };

/// How long money may wait for tickets before it is raised. Source: the saga settles within
/// minutes, or says itself that it needs attention.
inline constexpr base::Duration settle_max = std::chrono::minutes{10};

[[nodiscard]] Comparison compare(const Payment& payment, const std::vector<StatementLine>& lines,
                                 Statement statement, base::Instant now);

}  // namespace boxoffice::payment
