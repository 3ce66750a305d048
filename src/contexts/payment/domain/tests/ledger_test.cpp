// Goal: every movement of money is booked once, debit against credit, and the ledger says of each
// payment what the payment says of itself.
// Method: golden tables: what was heard, and what the accounts hold after it.
#include "contexts/payment/domain/ledger.hpp"

#include "contexts/payment/domain/tests/dialogue.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

namespace boxoffice::payment {
namespace {

using namespace testing;

/// provider, open items, tickets, refunds payable, retained fees; then, as far as something is in
/// them, paid by hand and the two tills.
using Balances = std::vector<std::int64_t>;

Balances balances(const Books& books) {
    Balances all{books.provider, books.open_items, books.tickets, books.refunds_payable,
                 books.retained_fees};
    const bool has_tills = books.cash_drawer != 0 || books.card_terminal != 0;
    if (books.paid_by_hand != 0 || has_tills) all.push_back(books.paid_by_hand);
    if (has_tills) all.insert(all.end(), {books.cash_drawer, books.card_terminal});
    return all;
}

Dialogue completed() {
    Dialogue it;
    it.captured_already();
    it.hears(TicketsIssued{won(90'000)});
    return it;
}

TEST(Ledger, EachMovementDebitsOneAccountAndCreditsAnother) {
    struct Golden {
        Occasion occasion;
        Balances entries;
    };
    const std::vector<Golden> table{
        {Occasion::captured, {7, -7, 0, 0, 0}},
        {Occasion::tickets_issued, {0, 7, -7, 0, 0}},
        {Occasion::refund_of_tickets, {0, 0, 7, -7, 0}},
        {Occasion::refund_of_open_items, {0, 7, 0, -7, 0}},
        {Occasion::refund_done, {-7, 0, 0, 7, 0}},
        {Occasion::refund_refused, {0, -7, 0, 7, 0}},
        {Occasion::refund_retried, {0, 7, 0, -7, 0}},
        {Occasion::refund_done_late, {-7, 7, 0, 0, 0}},
        {Occasion::refunded_unasked, {-7, 7, 0, 0, 0}},
        {Occasion::unasked_was_ours, {7, -7, 0, 0, 0}},
        {Occasion::tickets_voided, {0, -7, 7, 0, 0}},
        {Occasion::fee_retained, {0, 0, 7, 0, -7}},
        {Occasion::fee_given_back, {-7, 0, 0, 0, 7}},
        {Occasion::refund_recorded, {0, 7, 0, 0, 0, -7}},
        {Occasion::recorded_done_after_all, {-7, 0, 0, 0, 0, 7}},
        {Occasion::taken_in_cash, {0, -7, 0, 0, 0, 0, 7, 0}},
        {Occasion::taken_by_terminal, {0, -7, 0, 0, 0, 0, 0, 7}},
        {Occasion::given_back_in_cash, {0, 7, 0, 0, 0, 0, -7, 0}},
        {Occasion::given_back_by_terminal, {0, 7, 0, 0, 0, 0, 0, -7}},
    };
    std::size_t occasions = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Occasion>>(
        [&](auto) { ++occasions; });
    EXPECT_EQ(table.size() + 1, occasions) << "all but the opening, which a migration writes";
    for (const auto& row : table) {
        const auto entries = entries_of({row.occasion, won(7), {}});
        EXPECT_EQ(balances(entries), row.entries) << static_cast<int>(row.occasion);
        EXPECT_EQ(entries.sum(), 0);
    }
}

TEST(Ledger, APurchaseIsOpenUntilItsTicketsAreIssued) {
    Dialogue it;
    it.is_asked_to_charge();
    EXPECT_EQ(balances(it.books), (Balances{0, 0, 0, 0, 0})) << "nothing is captured yet";
    it.is_answered(Asked::confirm, ChargeOutcome::captured);
    EXPECT_EQ(balances(it.books), (Balances{90'000, -90'000, 0, 0, 0}));
    ASSERT_EQ(open_items_of(it.payment).size(), 1U);
    EXPECT_EQ(open_items_of(it.payment).front().reason, "captured_without_ticket");
    it.hears(TicketsIssued{won(90'000)});
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, -90'000, 0, 0}));
    EXPECT_TRUE(open_items_of(it.payment).empty());
    EXPECT_EQ(it.hears(TicketsIssued{won(90'000)}), (Lines{"ignored"})) << "told twice";
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, -90'000, 0, 0}));
}

TEST(Ledger, ADeclinedChargeMovesNothing) {
    Dialogue it;
    it.is_asked_to_charge();
    it.is_answered(Asked::confirm, ChargeOutcome::declined);
    EXPECT_EQ(balances(it.books), (Balances{0, 0, 0, 0, 0}));
}

TEST(Ledger, ACancellationLeavesItsFee) {
    auto it = completed();
    it.is_asked_to_refund(60'000);
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, -30'000, -60'000, 0}));
    EXPECT_EQ(open_items_of(it.payment).front().reason, "refund_under_way");
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    EXPECT_EQ(balances(it.books), (Balances{30'000, 0, -30'000, 0, 0}));
    it.hears(TicketsLeft{won(0)});
    EXPECT_EQ(balances(it.books), (Balances{30'000, 0, 0, 0, -30'000}));
    EXPECT_EQ(it.hears(TicketsLeft{won(0)}), (Lines{"ignored"}));
}

TEST(Ledger, SomeSeatsOfManyAreGivenBack) {
    auto it = completed();
    it.is_asked_to_refund(27'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    it.hears(TicketsLeft{won(60'000)});
    EXPECT_EQ(balances(it.books), (Balances{63'000, 0, -60'000, 0, -3'000}));
    it.is_asked_to_refund(60'000, second_refund);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded, second_refund);
    it.hears(TicketsLeft{won(0)});
    EXPECT_EQ(balances(it.books), (Balances{3'000, 0, 0, 0, -3'000}));
}

TEST(Ledger, ALateCaptureGoesBackWithoutEverBeingATicket) {
    Dialogue it;
    it.captured_already();
    it.is_asked_to_refund(90'000);
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, 0, -90'000, 0}));
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    EXPECT_EQ(balances(it.books), (Balances{0, 0, 0, 0, 0}));
}

TEST(Ledger, ARefusedRefundIsOpenUntilItIsPaid) {
    auto it = completed();
    it.is_asked_to_refund(90'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    EXPECT_EQ(balances(it.books), (Balances{90'000, -90'000, 0, 0, 0}));
    EXPECT_EQ(open_items_of(it.payment).front().reason, "refund_refused");
    it.hears(RetryRefund{first_refund});
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, 0, -90'000, 0}));
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    it.is_answered_about_refund(Asked::query_refund, RefundOutcome::refunded);
    EXPECT_EQ(balances(it.books), (Balances{0, 0, 0, 0, 0})) << "refused, and done all the same";
}

TEST(Ledger, ARefundPaidByHandIsOwedByTheProviderAndNoLongerOpen) {
    auto it = completed();
    it.is_asked_to_refund(60'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    EXPECT_EQ(balances(it.books), (Balances{90'000, -60'000, -30'000, 0, 0}));
    it.hears(RecordRefund{first_refund});
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, -30'000, 0, 0, -60'000}));
    EXPECT_TRUE(open_items_of(it.payment).empty());
    it.hears(RecordRefund{first_refund});
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, -30'000, 0, 0, -60'000})) << "booked once";
    it.hears(TicketsLeft{won(0)});
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, 0, 0, -30'000, -60'000}));
    it.hears(WebhookHint{});
    it.is_answered(Asked::query, ChargeOutcome::captured, 60'000);
    EXPECT_EQ(balances(it.books), (Balances{30'000, 0, 0, 0, -30'000})) << "it was there after all";
}

TEST(Ledger, MoneyGoneUnaskedIsOpenUntilTheTicketsAreVoid) {
    auto it = completed();
    it.is_answered(Asked::query, ChargeOutcome::captured, 90'000);
    EXPECT_EQ(balances(it.books), (Balances{0, 90'000, -90'000, 0, 0}));
    EXPECT_EQ(open_items_of(it.payment).front(),
              (OpenItem{"refunded_at_provider", won(-90'000),
                        "the reservation takes the tickets back whose money has gone"}));
    it.hears(TicketsLeft{won(0)});
    EXPECT_EQ(balances(it.books), (Balances{0, 0, 0, 0, 0}));
}

TEST(Ledger, WhatIsLeftAfterAPartUnaskedGoesBackToo) {
    auto it = completed();
    it.is_answered(Asked::query, ChargeOutcome::captured, 30'000);
    it.is_asked_to_refund(60'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    EXPECT_EQ(balances(it.books), (Balances{0, 30'000, -30'000, 0, 0}));
    it.hears(TicketsLeft{won(0)});
    EXPECT_EQ(balances(it.books), (Balances{0, 0, 0, 0, 0})) << "no fee was kept";
}

TEST(Ledger, AFeeThatIsGivenBackAtTheConsoleIsNoFeeAnyMore) {
    auto it = completed();
    it.is_asked_to_refund(60'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    it.hears(TicketsLeft{won(0)});
    EXPECT_EQ(balances(it.books), (Balances{30'000, 0, 0, 0, -30'000}));
    it.hears(WebhookHint{});
    it.is_answered(Asked::query, ChargeOutcome::captured, 70'000);
    EXPECT_EQ(balances(it.books), (Balances{20'000, 0, 0, 0, -20'000})) << "a part of it";
    it.hears(WebhookHint{});
    it.is_answered(Asked::query, ChargeOutcome::captured, 90'000);
    EXPECT_EQ(balances(it.books), (Balances{0, 0, 0, 0, 0}));
    EXPECT_TRUE(open_items_of(it.payment).empty());
}

TEST(Ledger, ARefundAskedForAfterAllIsBackAtTheConsoleCountsOnce) {
    auto it = completed();
    it.is_answered(Asked::query, ChargeOutcome::captured, 90'000);
    EXPECT_EQ(it.is_asked_to_refund(30'000), (Lines{"PaymentRefunded 31 0"}))
        << "all of it is back: there is nothing to ask for, and nobody to call";
    EXPECT_EQ(it.books.provider, 0) << "it came back once";
    EXPECT_EQ(it.payment.refunded_unasked, won(90'000));
    it.hears(TicketsLeft{won(0)});
    EXPECT_EQ(balances(it.books), (Balances{0, 0, 0, 0, 0}));
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 90'000), (Lines{}));
}

TEST(Ledger, TicketsWithoutMoneyAreMissingMoney) {
    Dialogue it;
    it.is_asked_to_charge();
    it.hears(TicketsIssued{won(90'000)});
    EXPECT_EQ(balances(it.books), (Balances{0, 90'000, -90'000, 0, 0}));
    EXPECT_EQ(open_items_of(it.payment).front().reason, "money_missing");
}

TEST(Ledger, ARefundThatExceedsThePaymentIsNotBooked) {
    auto it = completed();
    it.is_asked_to_refund(90'001);
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, -90'000, 0, 0}));
    it.hears(RetryRefund{first_refund});
    EXPECT_EQ(balances(it.books), (Balances{90'000, 0, -90'000, 0, 0}));
}

}  // namespace
}  // namespace boxoffice::payment
