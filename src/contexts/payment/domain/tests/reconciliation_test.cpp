// Goal: every way in which the provider's statement, the house and the tickets can differ gets its
// name, and what agrees is left alone.
// Method: golden tables: a payment's story, a statement, and what is found.
#include "contexts/payment/domain/reconciliation.hpp"

#include "contexts/payment/domain/tests/dialogue.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

namespace boxoffice::payment {
namespace {

using namespace testing;
using Statements = std::vector<StatementLine>;

StatementLine capture(std::int64_t amount = 90'000) {
    return {.is_capture = true, .key = "c", .idempotency_key = "key-a", .amount = won(amount)};
}
StatementLine refund(const std::string& key, std::int64_t amount, const std::string& name = "r") {
    return {.key = name, .idempotency_key = key, .amount = won(amount)};
}

/// What is found a while after everything, as words; "ask" when the provider is to be asked.
Lines found(const Dialogue& it, const Statements& lines, Statement statement = Statement::whole) {
    const auto result = compare(it.payment, lines, statement, it.now + 1h);
    Lines words;
    for (const auto& difference : result.differences)
        words.push_back(boost::describe::enum_to_string(difference.divergence, "?"));
    if (result.must_ask) words.push_back("ask");
    return words;
}

Dialogue charged() {
    Dialogue it;
    it.is_asked_to_charge();
    return it;
}
Dialogue completed() {
    Dialogue it;
    it.captured_already();
    it.hears(TicketsIssued{won(90'000)});
    return it;
}
Dialogue refunded(std::int64_t amount = 30'000) {
    auto it = completed();
    it.is_asked_to_refund(amount);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    it.hears(TicketsLeft{won(90'000 - amount)});
    return it;
}

TEST(Compare, WhatIsInATillNoStatementMustShow) {
    Dialogue sold;
    sold.is_told_of_a_sale("desk_cash");
    EXPECT_EQ(found(sold, {}), (Lines{"captured_without_ticket"})) << "the tickets are asked for";
    sold.hears(TicketsIssued{won(90'000)});
    EXPECT_EQ(found(sold, {}), (Lines{}));
    sold.is_asked_to_refund(90'000);
    EXPECT_EQ(found(sold, {}), (Lines{})) << "it waits at the desk, which is no divergence";
    sold.hears(RecordRefund{first_refund});
    EXPECT_EQ(found(sold, {}), (Lines{}));
}

TEST(Compare, WhatAgreesIsLeftAlone) {
    EXPECT_EQ(found(charged(), {}), (Lines{})) << "not charged on either side";
    EXPECT_EQ(found(completed(), {capture()}), (Lines{}));
    EXPECT_EQ(found(refunded(), {capture(), refund("refund-key-31", 30'000)}), (Lines{}));
    auto unasked = completed();
    unasked.is_answered(Asked::query, ChargeOutcome::captured, 90'000);
    unasked.hears(TicketsLeft{won(0)});
    EXPECT_EQ(found(unasked, {capture(), refund("", 90'000)}), (Lines{}));
}

TEST(Compare, TheProvidersSide) {
    EXPECT_EQ(found(charged(), {capture()}), (Lines{"captured_there"}));
    EXPECT_EQ(found(completed(), {capture(90'001)}), (Lines{"amount_mismatch"}));
    EXPECT_EQ(found(charged(), {capture(1)}), (Lines{"amount_mismatch"}));
    EXPECT_EQ(found(completed(), {capture(), refund("", 90'000)}), (Lines{"refunded_there"}));
    auto asked = completed();
    asked.is_asked_to_refund(30'000);
    EXPECT_EQ(found(asked, {capture(), refund("refund-key-31", 30'000)}),
              (Lines{"refund_done_there"}));
    asked.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    EXPECT_EQ(found(asked, {capture(), refund("refund-key-31", 30'000)}),
              (Lines{"refund_done_there"}))
        << "refused, and done all the same";
    EXPECT_EQ(found(refunded(), {capture(), refund("refund-key-31", 30'000, "r1"),
                                 refund("refund-key-31", 30'000, "r2")}),
              (Lines{"refunded_twice", "refunded_there"}));
    EXPECT_EQ(found(refunded(90'000),
                    {capture(), refund("refund-key-31", 90'000, "r1"), refund("", 90'000, "r2")}),
              (Lines{"more_refunded_than_paid", "refunded_there"}));
}

TEST(Compare, WhatTheStatementLacksIsAskedAboutBeforeItIsRaised) {
    EXPECT_EQ(found(completed(), {}), (Lines{"ask"}));
    EXPECT_EQ(found(refunded(), {capture()}), (Lines{"ask"}));
    EXPECT_EQ(found(completed(), {}, Statement::none), (Lines{})) << "nothing was listed";
}

TEST(Compare, TheTicketsSide) {
    Dialogue waiting;
    waiting.captured_already();
    EXPECT_EQ(found(waiting, {capture()}), (Lines{"captured_without_ticket"}));
    EXPECT_TRUE(
        compare(waiting.payment, {capture()}, Statement::whole, waiting.now).differences.empty())
        << "the saga still has its time";
    auto gone = completed();
    gone.is_answered(Asked::query, ChargeOutcome::captured, 90'000);
    EXPECT_EQ(found(gone, {capture(), refund("", 90'000)}), (Lines{"ticket_without_money"}));
    auto refused = completed();
    refused.is_asked_to_refund(90'000);
    refused.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    EXPECT_EQ(found(refused, {capture()}), (Lines{})) << "an open item with its own next action";
    refused.hears(RecordRefund{first_refund});
    EXPECT_EQ(found(refused, {capture()}), (Lines{})) << "paid by hand: nothing is missing there";
    EXPECT_EQ(found(refused, {capture(), refund("refund-key-31", 90'000)}),
              (Lines{"refund_done_there"}))
        << "and if it is there, it is asked about";
    EXPECT_EQ(found(refused, {capture(), refund("", 90'000)}), (Lines{"refunded_there"}));
}

TEST(Compare, EveryDivergenceHasItsRule) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Divergence>>(
        [](auto divergence) {
            EXPECT_EQ(rule_of(divergence.value).divergence, divergence.value);
            EXPECT_FALSE(rule_of(divergence.value).next_action.empty());
        });
}

TEST(Compare, TheUsualCommandsPutRightWhatCanBePutRight) {
    auto it = charged();
    it.hears(WebhookHint{});
    it.is_answered(Asked::confirm, ChargeOutcome::unknown);
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000"}));
    it.hears(TicketsIssued{won(90'000)});
    EXPECT_EQ(found(it, {capture()}), (Lines{}));

    it.is_asked_to_refund(30'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    EXPECT_EQ(it.hears(RefundSeen{first_refund}), (Lines{"query_refund 31"}));
    EXPECT_EQ(it.is_answered_about_refund(Asked::query_refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 30000"}));
    EXPECT_EQ(it.hears(RefundSeen{first_refund}), (Lines{"ignored"})) << "it is done";
}

}  // namespace
}  // namespace boxoffice::payment
