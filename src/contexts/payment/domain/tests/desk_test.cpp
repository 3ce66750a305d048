// Goal: what is sold at the desk is booked in its till at once, no provider is ever asked, and what
// goes back goes back once, by hand.
#include "contexts/payment/domain/tests/dialogue.hpp"

namespace boxoffice::payment {
namespace {

using namespace testing;

Dialogue sold(std::string_view method, std::int64_t amount = 90'000) {
    Dialogue it;
    it.is_told_of_a_sale(method, amount);
    it.hears(TicketsIssued{won(amount)});
    return it;
}

TEST(Desk, CashIsInTheDrawerAtOnce) {
    Dialogue it;
    EXPECT_EQ(it.is_told_of_a_sale("desk_cash"), (Lines{"PaymentApproved 90000"}));
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));
    EXPECT_EQ(it.books, (Books{.open_items = -90'000, .cash_drawer = 90'000}));
    it.hears(TicketsIssued{won(90'000)});
    EXPECT_EQ(it.books, (Books{.tickets = -90'000, .cash_drawer = 90'000}));
}

TEST(Desk, TheTerminalHasATillOfItsOwn) {
    EXPECT_EQ(sold("desk_card").books, (Books{.tickets = -90'000, .card_terminal = 90'000}));
}

TEST(Desk, AGiftBooksNothing) {
    Dialogue it;
    EXPECT_EQ(it.is_told_of_a_sale("comp", 0), (Lines{"PaymentApproved 0"}));
    EXPECT_EQ(it.books, Books{});
    EXPECT_EQ(it.is_asked_to_refund(0), (Lines{"PaymentRefunded 31 0"})) << "given back at once";
    EXPECT_EQ(it.books, Books{});
    EXPECT_TRUE(open_items_of(it.payment).empty());
}

TEST(Desk, ASaleThatComesTooLateTakesNothing) {
    Dialogue it;
    it.now = confirm_until;
    EXPECT_EQ(it.is_told_of_a_sale("desk_cash"), (Lines{"PaymentAbandoned too_late"}));
    EXPECT_EQ(it.books, Books{});
}

TEST(Desk, ASaleToldTwiceIsOneSale) {
    auto it = sold("desk_cash");
    EXPECT_EQ(it.is_told_of_a_sale("desk_cash"), (Lines{"PaymentApproved 90000"}));
    EXPECT_EQ(it.books, (Books{.tickets = -90'000, .cash_drawer = 90'000}));
}

TEST(Desk, NobodyIsAskedAboutIt) {
    auto it = sold("desk_card");
    EXPECT_EQ(it.hears(WebhookHint{.claims_capture = true}), (Lines{"ignored"}));
    EXPECT_EQ(it.hears(BuyerReturned{}), (Lines{"ignored"}));
    EXPECT_EQ(it.hears(TryDue{}), (Lines{}));
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));
}

TEST(Desk, ARefundWaitsForStaffWithoutAlarm) {
    auto it = sold("desk_cash");
    EXPECT_EQ(it.is_asked_to_refund(60'000), (Lines{"RefundFailed 31 refund_at_desk"}));
    it.hears(TicketsLeft{won(30'000)});
    EXPECT_EQ(it.books, (Books{.open_items = -60'000, .tickets = -30'000, .cash_drawer = 90'000}));
    const auto open = open_items_of(it.payment);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].reason, "refund_at_desk");
    EXPECT_EQ(open[0].amount, won(60'000));
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));
}

TEST(Desk, WhatStaffHandOverLeavesTheTillThatItWasIn) {
    auto cash = sold("desk_cash");
    cash.is_asked_to_refund(60'000);
    EXPECT_EQ(cash.hears(RecordRefund{first_refund}), (Lines{"PaymentRefunded 31 60000"}));
    EXPECT_EQ(cash.books, (Books{.tickets = -30'000, .cash_drawer = 30'000}));
    EXPECT_EQ(cash.hears(RecordRefund{first_refund}), (Lines{"PaymentRefunded 31 60000"}))
        << "said again, it is told again and booked once";
    EXPECT_EQ(cash.books, (Books{.tickets = -30'000, .cash_drawer = 30'000}));
    EXPECT_TRUE(open_items_of(cash.payment).empty());

    auto card = sold("desk_card");
    card.is_asked_to_refund(90'000);
    card.hears(RecordRefund{first_refund});
    EXPECT_EQ(card.books, Books{});
    EXPECT_EQ(card.is_asked_to_refund(90'000), (Lines{"PaymentRefunded 31 90000"}));
}

TEST(Desk, ARefundAskedForAgainWaitsAgain) {
    auto it = sold("desk_cash");
    it.is_asked_to_refund(90'000);
    EXPECT_EQ(it.hears(RetryRefund{first_refund}), (Lines{"RefundFailed 31 refund_at_desk"}));
    EXPECT_EQ(it.books, (Books{.open_items = -90'000, .cash_drawer = 90'000}));
    EXPECT_EQ(it.hears(RecordRefund{first_refund}), (Lines{"PaymentRefunded 31 90000"}));
    EXPECT_EQ(it.books, Books{});
}

TEST(Desk, MoreThanWasTakenIsRefusedLoudly) {
    auto it = sold("desk_cash");
    EXPECT_EQ(it.is_asked_to_refund(90'001),
              (Lines{"RefundFailed 31 exceeds_payment", "alarm refund_refused"}));
    EXPECT_EQ(it.books, (Books{.tickets = -90'000, .cash_drawer = 90'000}));
}

}  // namespace
}  // namespace boxoffice::payment
