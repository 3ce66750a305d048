// Goal: each decision to give money back pays once, is asked for until it is known, and is never
// forgotten.
#include "contexts/payment/domain/tests/dialogue.hpp"
#include "contracts/codec_definition.hpp"

#include <gtest/gtest.h>

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::Payment)

namespace boxoffice::payment {
namespace {

using namespace testing;

Dialogue captured(base::SeededBug bug = base::SeededBug::none) {
    Dialogue it{bug};
    it.captured_already();
    return it;
}

TEST(Refund, IsSentAndTold) {
    auto it = captured();
    EXPECT_EQ(it.is_asked_to_refund(90'000), (Lines{"refund 31"}));
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 90000"}));
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));
}

TEST(Refund, OfNothingIsAnsweredAtOnce) {
    auto it = captured();
    EXPECT_EQ(it.is_asked_to_refund(0), (Lines{"PaymentRefunded 31 0"}));
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));
}

TEST(Refund, ARepeatedRequestIsAnsweredAsTheFirst) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    EXPECT_EQ(it.is_asked_to_refund(90'000), (Lines{"ignored"})) << "still under way";
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    EXPECT_EQ(it.is_asked_to_refund(90'000), (Lines{"PaymentRefunded 31 90000"}));
    EXPECT_EQ(it.payment.refunds.size(), 1U);
}

TEST(Refund, WhatAnEarlierLifeAskedIsAskedForAtOnce) {
    auto it = captured();
    it.is_asked_to_refund(30'000);
    EXPECT_EQ(it.hears(QuestionsLost{.before = it.now}), (Lines{})) << "this life has asked";
    it.now += 1s;
    const QuestionsLost lost{.before = it.now};
    EXPECT_EQ(it.hears(lost), (Lines{"query_refund 31"}));
    EXPECT_EQ(it.payment.refunds.front().idempotency_key, "refund-key-31");
    EXPECT_EQ(it.hears(lost), (Lines{})) << "its own question has its own lease";
    EXPECT_EQ(it.is_answered_about_refund(Asked::query_refund, RefundOutcome::unknown),
              (Lines{"refund 31"}));
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::unknown), (Lines{}));
    EXPECT_EQ(it.hears(QuestionsLost{.before = it.now}), (Lines{})) << "a pause is no question";
}

TEST(Refund, UnknownIsAskedForAndTriedAgainUnderTheSameKey) {
    auto it = captured();
    it.is_asked_to_refund(30'000);
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::unknown), (Lines{}));
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        const auto before = it.now;
        EXPECT_EQ(it.wakes(), (Lines{"query_refund 31"}));
        EXPECT_EQ(it.now, before + pause);
        EXPECT_EQ(it.is_answered_about_refund(Asked::query_refund, RefundOutcome::unknown),
                  (Lines{"refund 31"}));
        EXPECT_EQ(it.payment.refunds.front().idempotency_key, "refund-key-31");
        EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::unknown), (Lines{}));
    }
    it.wakes();
    EXPECT_EQ(it.is_answered_about_refund(Asked::query_refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 30000"}));
}

TEST(Refund, ACrashBeforeTheAnswerIsFollowedByAQuery) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    EXPECT_EQ(it.wakes(), (Lines{"query_refund 31"}));
    EXPECT_EQ(it.now, start + 15s);
}

TEST(Refund, RefusedForGoodIsToldAndCanBeTriedAgainUnderTheSameKey) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::refused),
              (Lines{"RefundFailed 31 said_so", "alarm refund_refused"}));
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));

    EXPECT_EQ(it.hears(RetryRefund{first_refund}), (Lines{"refund 31"}));
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::refused),
              (Lines{"RefundFailed 31 said_so", "alarm refund_refused"}));
    EXPECT_EQ(it.is_asked_to_refund(90'000), (Lines{"refund 31"}));
    EXPECT_EQ(it.payment.refunds.front().idempotency_key, "refund-key-31");
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 90000"}));
    EXPECT_EQ(it.hears(RetryRefund{first_refund}), (Lines{"PaymentRefunded 31 90000"}));
}

TEST(Refund, MoneyThatWentOutCountsEvenAfterARefusal) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    EXPECT_EQ(it.is_answered_about_refund(Asked::query_refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 90000"}));
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded),
              (Lines{"ignored"}));
}

/// A refund of all the money that the provider has refused for good.
Dialogue refused() {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    return it;
}

TEST(Refund, PaidBackByHandIsToldLikeAnyOtherAndRests) {
    auto it = refused();
    EXPECT_EQ(it.hears(RecordRefund{first_refund}), (Lines{"PaymentRefunded 31 90000 by hand"}));
    EXPECT_EQ(it.hears(RecordRefund{first_refund}), (Lines{"PaymentRefunded 31 90000 by hand"}))
        << "recorded twice is recorded once";
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));
    EXPECT_EQ(it.hears(RetryRefund{first_refund}), (Lines{"PaymentRefunded 31 90000 by hand"}))
        << "the provider is not asked to pay it once more";
    EXPECT_EQ(it.is_asked_to_refund(90'000), (Lines{"PaymentRefunded 31 90000 by hand"}));
    EXPECT_EQ(it.is_asked_to_refund(1, second_refund),
              (Lines{"RefundFailed 32 exceeds_payment", "alarm refund_refused"}))
        << "it counts as paid";
}

TEST(Refund, PaidByHandAndShownByTheProviderIsForAHuman) {
    auto it = refused();
    it.hears(RecordRefund{first_refund});
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 0), (Lines{}));
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 90'000),
              (Lines{"PaymentRefunded 31 90000", "alarm maybe_paid_twice"}));
    EXPECT_EQ(it.payment.refunded_unasked, won(0));

    auto by_statement = refused();
    by_statement.hears(RecordRefund{first_refund});
    EXPECT_EQ(by_statement.hears(RefundSeen{first_refund}), (Lines{"query_refund 31"}));
    EXPECT_EQ(by_statement.is_answered_about_refund(Asked::query_refund, RefundOutcome::refused),
              (Lines{"ignored"}))
        << "only a yes moves it";
    EXPECT_EQ(by_statement.is_answered_about_refund(Asked::query_refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 90000", "alarm maybe_paid_twice"}));
}

TEST(Refund, RecordedWhileTheProviderIsAskedWaitsForItsAnswer) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    EXPECT_EQ(it.hears(RecordRefund{first_refund}), (Lines{"alarm maybe_paid_twice"}));
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 90000"}));
    EXPECT_EQ(it.hears(RecordRefund{first_refund}),
              (Lines{"PaymentRefunded 31 90000", "alarm maybe_paid_twice"}));
    EXPECT_EQ(it.hears(RecordRefund{second_refund}), (Lines{"ignored"}));
}

TEST(Refund, ThatMakesNoSenseIsNotPaidByHandEither) {
    auto it = captured();
    it.is_asked_to_refund(-1);
    EXPECT_EQ(it.hears(RecordRefund{first_refund}), (Lines{"ignored"}));
}

TEST(Refund, ARefusalAsAnAnswerToAQueryIsNoVerdict) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    it.wakes();
    EXPECT_EQ(it.is_answered_about_refund(Asked::query_refund, RefundOutcome::refused),
              (Lines{"refund 31"}));
}

TEST(Refund, NeverExceedsWhatWasPaid) {
    auto it = captured();
    it.is_asked_to_refund(60'000);
    EXPECT_EQ(it.is_asked_to_refund(30'001, second_refund),
              (Lines{"RefundFailed 32 exceeds_payment", "alarm refund_refused"}));
    EXPECT_EQ(it.is_asked_to_refund(-1, {33}),
              (Lines{"RefundFailed 33 exceeds_payment", "alarm refund_refused"}));
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    EXPECT_EQ(it.is_asked_to_refund(30'000, {34}), (Lines{"refund 34"}));
}

TEST(Refund, OfWhatWasNeverCapturedFails) {
    Dialogue it;
    it.is_asked_to_charge();
    EXPECT_EQ(it.is_asked_to_refund(90'000),
              (Lines{"RefundFailed 31 not_captured", "alarm refund_refused"}));
}

TEST(Refund, SeveralAreTriedEachInItsOwnTime) {
    auto it = captured();
    it.is_asked_to_refund(30'000);
    it.now += 5s;
    it.is_asked_to_refund(30'000, second_refund);
    EXPECT_EQ(it.wakes(), (Lines{"query_refund 31"}));
    EXPECT_EQ(it.now, start + 15s);
    it.is_answered_about_refund(Asked::query_refund, RefundOutcome::refunded);
    EXPECT_EQ(it.wakes(), (Lines{"query_refund 32"}));
    EXPECT_EQ(it.now, start + 20s);
}

TEST(Refund, OpenForADayIsShownToAHumanAndStillAskedFor) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    Lines alarms;
    while (it.now < start + 25h) {
        it.wakes();
        it.is_answered_about_refund(Asked::query_refund, RefundOutcome::unknown);
        for (auto& line : it.is_answered_about_refund(Asked::refund, RefundOutcome::unknown)) {
            alarms.push_back(std::move(line));
        }
    }
    EXPECT_EQ(alarms, (Lines{"alarm open_too_long"}));
    EXPECT_EQ(it.wakes(), (Lines{"query_refund 31"}));
}

TEST(UnaskedRefund, SeenAtAQueryIsToldWithoutARefundId) {
    auto it = captured();
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 20'000),
              (Lines{"PaymentRefunded unasked 20000", "alarm refunded_unasked"}));
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 20'000), (Lines{}))
        << "told once";
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 90'000),
              (Lines{"PaymentRefunded unasked 70000", "alarm refunded_unasked"}));
}

TEST(UnaskedRefund, OurOwnAreNotTakenForIt) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 90'000), (Lines{}));
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 90000"}));
}

TEST(UnaskedRefund, OneThatWasRefusedFirstIsNotPaidTwice) {
    auto it = captured();
    it.is_asked_to_refund(30'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 20'000),
              (Lines{"PaymentRefunded unasked 20000", "alarm refunded_unasked"}))
        << "less than was refused: somebody else's";
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 60'000),
              (Lines{"PaymentRefunded 31 30000", "PaymentRefunded unasked 10000",
                     "alarm refunded_unasked"}));
    EXPECT_EQ(it.is_asked_to_refund(30'000), (Lines{"PaymentRefunded 31 30000"}))
        << "asked again, it is told and not sent";
}

TEST(UnaskedRefund, OfAPartLeavesTheRestToARefusedOne) {
    auto it = captured();
    it.is_asked_to_refund(90'000);
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refused);
    it.hears(WebhookHint{});
    it.is_answered(Asked::query, ChargeOutcome::captured, 20'000);
    EXPECT_EQ(it.is_asked_to_refund(90'000), (Lines{"refund 31"}));
    EXPECT_EQ(it.payment.refunds.front().amount, won(70'000));
    EXPECT_EQ(it.payment.refunds.front().idempotency_key, "refund-key-31-left-70000")
        << "the provider would take the former key for the former amount";
    EXPECT_EQ(it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded),
              (Lines{"PaymentRefunded 31 70000"}));
    EXPECT_EQ(it.books.provider, 0);
}

TEST(UnaskedRefund, OfAPartIsTakenOffOneThatIsDecidedLater) {
    auto it = captured();
    it.hears(WebhookHint{});
    it.is_answered(Asked::query, ChargeOutcome::captured, 20'000);
    EXPECT_EQ(it.is_asked_to_refund(60'000), (Lines{"refund 31"}));
    EXPECT_EQ(it.payment.refunds.front().amount, won(60'000)) << "there is enough for all of it";
    it.is_answered_about_refund(Asked::refund, RefundOutcome::refunded);
    it.is_asked_to_refund(30'000, second_refund);
    EXPECT_EQ(it.payment.refunds.back().amount, won(10'000));
}

TEST(UnaskedRefund, FoundTogetherWithTheCaptureIsToldAfterIt) {
    Dialogue it;
    it.is_asked_to_charge();
    it.is_answered(Asked::confirm, ChargeOutcome::unknown);
    it.wakes();
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured, 90'000),
              (Lines{"PaymentApproved 90000", "PaymentRefunded unasked 90000",
                     "alarm refunded_unasked"}));
}

TEST(SeededBug, ARepeatedRefundUnderANewKey) {
    auto it = captured(base::SeededBug::refund_without_idempotency_key);
    it.is_asked_to_refund(30'000);
    EXPECT_EQ(it.payment.refunds.front().idempotency_key, "refund-key-31");
    it.wakes();
    it.is_answered_about_refund(Asked::query_refund, RefundOutcome::unknown);
    EXPECT_NE(it.payment.refunds.front().idempotency_key, "refund-key-31");
}

TEST(Payment, IsStoredAndReadBackWhole) {
    auto it = captured();
    it.is_asked_to_refund(30'000);
    const auto text = contracts::encode(it.payment);
    const auto read = contracts::decode<Payment>(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(contracts::encode(*read), text);
    EXPECT_NE(text.find(R"("state":"captured")"), std::string::npos);
    EXPECT_NE(text.find(R"("asked":"refund")"), std::string::npos);
}

}  // namespace
}  // namespace boxoffice::payment
