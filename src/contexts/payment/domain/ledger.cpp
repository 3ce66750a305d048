#include "contexts/payment/domain/ledger.hpp"

#include "base/invariant.hpp"
#include "contracts/desk_methods.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::payment {
namespace {

struct Row {
    Occasion occasion;
    Account debit;
    Account credit;
};

/// The whole chart of movements.
constexpr std::array rows{
    Row{Occasion::captured, Account::provider, Account::open_items},
    Row{Occasion::tickets_issued, Account::open_items, Account::tickets},
    Row{Occasion::refund_of_tickets, Account::tickets, Account::refunds_payable},
    Row{Occasion::refund_of_open_items, Account::open_items, Account::refunds_payable},
    Row{Occasion::refund_done, Account::refunds_payable, Account::provider},
    Row{Occasion::refund_refused, Account::refunds_payable, Account::open_items},
    Row{Occasion::refund_retried, Account::open_items, Account::refunds_payable},
    Row{Occasion::refund_done_late, Account::open_items, Account::provider},
    Row{Occasion::refunded_unasked, Account::open_items, Account::provider},
    Row{Occasion::unasked_was_ours, Account::provider, Account::open_items},
    Row{Occasion::tickets_voided, Account::tickets, Account::open_items},
    Row{Occasion::fee_retained, Account::tickets, Account::retained_fees},
    Row{Occasion::fee_given_back, Account::retained_fees, Account::provider},
    Row{Occasion::refund_recorded, Account::open_items, Account::paid_by_hand},
    Row{Occasion::recorded_done_after_all, Account::paid_by_hand, Account::provider},
    Row{Occasion::taken_in_cash, Account::cash_drawer, Account::open_items},
    Row{Occasion::taken_by_terminal, Account::card_terminal, Account::open_items},
    Row{Occasion::given_back_in_cash, Account::open_items, Account::cash_drawer},
    Row{Occasion::given_back_by_terminal, Account::open_items, Account::card_terminal},
};

/// What of our own refunds stands at one of these states.
std::int64_t refunds_in(const Payment& payment, std::initializer_list<RefundState> states) {
    std::int64_t sum = 0;
    for (const auto& refund : payment.refunds) {
        const bool counts = std::find(states.begin(), states.end(), refund.state) != states.end();
        if (counts) sum += refund.amount.amount;
    }
    return sum;
}

}  // namespace

std::int64_t& Books::of(Account account) {
    switch (account) {
        case Account::provider:
            return provider;
        case Account::open_items:
            return open_items;
        case Account::tickets:
            return tickets;
        case Account::refunds_payable:
            return refunds_payable;
        case Account::retained_fees:
            return retained_fees;
        case Account::paid_by_hand:
            return paid_by_hand;
        case Account::cash_drawer:
            return cash_drawer;
        case Account::card_terminal:
            return card_terminal;
    }
    base::invariant_failed("every account has its place", __FILE__, __LINE__);
}

std::int64_t Books::sum() const {
    return provider + open_items + tickets + refunds_payable + retained_fees + paid_by_hand +
           cash_drawer + card_terminal;
}

Books entries_of(const Booking& booking) {
    BOXOFFICE_INVARIANT(booking.amount.amount > 0);
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& candidate) {
        return candidate.occasion == booking.occasion;
    });
    BOXOFFICE_INVARIANT(row != rows.end());
    Books entries;
    entries.of(row->debit) += booking.amount.amount;
    entries.of(row->credit) -= booking.amount.amount;
    return entries;
}

void add(Books& books, const Books& entries) {
    books.provider += entries.provider;
    books.open_items += entries.open_items;
    books.tickets += entries.tickets;
    books.refunds_payable += entries.refunds_payable;
    books.retained_fees += entries.retained_fees;
    books.paid_by_hand += entries.paid_by_hand;
    books.cash_drawer += entries.cash_drawer;
    books.card_terminal += entries.card_terminal;
}

Account place_of(const Payment& payment) {
    if (!is_at_desk(payment)) return Account::provider;
    return payment.method == contracts::desk_card ? Account::card_terminal : Account::cash_drawer;
}

Books books_of(const Payment& payment) {
    const auto captured =
        payment.state == PaymentState::captured ? payment.amount.amount : std::int64_t{0};
    const auto gone = refunds_in(payment, {RefundState::done}) + payment.refunded_unasked.amount;
    Books books{
        .tickets = -payment.tickets.amount,
        .refunds_payable = -refunds_in(payment, {RefundState::requested, RefundState::unknown}),
        .retained_fees = -payment.retained.amount,
        .paid_by_hand = -refunds_in(payment, {RefundState::recorded})};
    books.of(place_of(payment)) = captured - gone;
    books.open_items = -books.sum();
    return books;
}

std::vector<OpenItem> open_items_of(const Payment& payment) {
    const auto books = books_of(payment);
    const auto money = [&](std::int64_t amount) {
        return base::Money{amount, payment.amount.currency};
    };
    std::vector<OpenItem> items;
    if (books.refunds_payable != 0) {
        items.push_back({"refund_under_way", money(-books.refunds_payable),
                         "the provider is asked again under the same key until it answers"});
    }
    auto rest = -books.open_items;
    const auto refused = std::min(refunds_in(payment, {RefundState::failed}), rest);
    if (refused > 0 && is_at_desk(payment)) {
        items.push_back({std::string{contracts::refund_at_desk}, money(refused),
                         "staff: give the money back at the desk, then record it"});
    } else if (refused > 0) {
        items.push_back({"refund_refused", money(refused),
                         "staff: retry the refund, or pay it out and record it"});
    }
    rest -= std::max(refused, std::int64_t{0});
    if (rest > 0) {
        items.push_back({"captured_without_ticket", money(rest),
                         "the reservation issues the tickets or decides a refund"});
    }
    if (rest < 0 && payment.refunded_unasked.amount > 0) {
        items.push_back({"refunded_at_provider", money(rest),
                         "the reservation takes the tickets back whose money has gone"});
    } else if (rest < 0) {
        items.push_back({"money_missing", money(rest),
                         "staff: there are tickets without money; ask the provider"});
    }
    return items;
}

}  // namespace boxoffice::payment
