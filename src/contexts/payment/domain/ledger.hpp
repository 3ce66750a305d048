// Double entry: every movement of a payment's money, as a debit of one account and a credit of
// another.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "contexts/payment/domain/payment.hpp"
#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::payment {

/// Source: docs/adr/0007-ledger.md. What the provider owes us is a debit, positive; what it was
/// paid for is a credit, negative.
enum class Account {
    provider,         ///< captured and not given back: what the provider owes us
    open_items,       ///< neither ticket nor refund yet: each has a reason and a next action
    tickets,          ///< tickets sold
    refunds_payable,  ///< decided to go back, not yet gone
    retained_fees,    ///< kept of tickets that were given back
    paid_by_hand,     ///< refunds out of the house's own pocket, which the provider would not make
    cash_drawer,      ///< taken at the desk in cash and not given back
    card_terminal,    ///< taken at the desk on the terminal and not given back
};
BOOST_DESCRIBE_ENUM(Account, provider, open_items, tickets, refunds_payable, retained_fees,
                    paid_by_hand, cash_drawer, card_terminal)

/// Why money moves from one account to another. The names are stored and published: append only.
enum class Occasion {
    captured,
    tickets_issued,
    refund_of_tickets,
    refund_of_open_items,
    refund_done,
    refund_refused,
    refund_retried,
    refund_done_late,  ///< the provider had refused it, and shows it all the same
    refunded_unasked,  ///< at the provider's console
    unasked_was_ours,  ///< what was taken for that turned out to be a refund of ours
    tickets_voided,    ///< whose money had gone back unasked
    fee_retained,
    fee_given_back,           ///< at the provider's console, after the cancellation was over
    opening,                  ///< what stood in the payments before there was a ledger
    refund_recorded,          ///< refused, and paid back by staff by other means
    recorded_done_after_all,  ///< what was recorded so, the provider shows as well
    taken_in_cash,
    taken_by_terminal,
    given_back_in_cash,
    given_back_by_terminal
};
BOOST_DESCRIBE_ENUM(Occasion, captured, tickets_issued, refund_of_tickets, refund_of_open_items,
                    refund_done, refund_refused, refund_retried, refund_done_late, refunded_unasked,
                    unasked_was_ours, tickets_voided, fee_retained, fee_given_back, opening,
                    refund_recorded, recorded_done_after_all, taken_in_cash, taken_by_terminal,
                    given_back_in_cash, given_back_by_terminal)

/// What each account holds, signed, in minor units of one currency.
struct Books {
    std::int64_t provider = 0;
    std::int64_t open_items = 0;
    std::int64_t tickets = 0;
    std::int64_t refunds_payable = 0;
    std::int64_t retained_fees = 0;
    std::int64_t paid_by_hand = 0;
    std::int64_t cash_drawer = 0;
    std::int64_t card_terminal = 0;

    [[nodiscard]] std::int64_t& of(Account account);
    /// 0, or the books are wrong.
    [[nodiscard]] std::int64_t sum() const;
    /// What is at the provider and in the tills together: of one payment it is in one of them.
    [[nodiscard]] std::int64_t at_hand() const { return provider + cash_drawer + card_terminal; }
    friend bool operator==(const Books&, const Books&) = default;
};
BOOST_DESCRIBE_STRUCT(Books, (),
                      (provider, open_items, tickets, refunds_payable, retained_fees, paid_by_hand,
                       cash_drawer, card_terminal))

/// One movement, decided together with the change of the payment that it belongs to. `amount` is
/// positive; `refund_id` is set when it concerns one of our refunds.
struct Booking {
    Occasion occasion = Occasion::captured;
    base::Money amount;
    contracts::RefundId refund_id;
    friend bool operator==(const Booking&, const Booking&) = default;
};

/// What `booking` does to the accounts: as much debit as credit. By the one table of ledger.cpp.
/// @pre it is not an opening, which only a migration writes.
[[nodiscard]] Books entries_of(const Booking& booking);
void add(Books& books, const Books& entries);

/// What the accounts must hold for a payment in that state: computed from the state alone, to be
/// held against the sum of what was booked.
[[nodiscard]] Books books_of(const Payment& payment);

/// Money that is neither ticket, fee nor gone back, and what happens to it next.
struct OpenItem {
    std::string reason;
    base::Money amount;  ///< what of it is open; negative: more went out than came in
    std::string next_action;
    friend bool operator==(const OpenItem&, const OpenItem&) = default;
};

/// Where the money of that payment is: at the provider, or in a till of the desk.
[[nodiscard]] Account place_of(const Payment& payment);

/// Reasons, each with its own next action: captured_without_ticket, refund_under_way,
/// refund_refused, refund_at_desk, refunded_at_provider, money_missing. Their amounts sum up to
/// what open_items and refunds_payable hold.
[[nodiscard]] std::vector<OpenItem> open_items_of(const Payment& payment);

}  // namespace boxoffice::payment
