// Goal: whatever the provider answers or keeps to itself, a charge is told once, right and never
// guessed.
#include "contexts/payment/domain/tests/dialogue.hpp"

#include <gtest/gtest.h>

namespace boxoffice::payment {
namespace {

using namespace testing;

/// The confirm got no answer: the usual beginning of trouble.
Dialogue unanswered(base::SeededBug bug = base::SeededBug::none) {
    Dialogue it{bug};
    it.is_asked_to_charge();
    it.is_answered(Asked::confirm, ChargeOutcome::unknown);
    return it;
}

TEST(Charge, IsConfirmedAndApproved) {
    Dialogue it;
    EXPECT_EQ(it.is_asked_to_charge(), (Lines{"confirm"}));
    EXPECT_EQ(it.payment.state, PaymentState::confirming);
    EXPECT_EQ(it.is_answered(Asked::confirm, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000"}));
    EXPECT_EQ(it.payment.payment_key, "pay-1");
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));
}

TEST(Charge, KeepsTheKeysItWasGiven) {
    auto it = unanswered();
    it.wakes();
    it.is_answered(Asked::query, ChargeOutcome::absent);
    EXPECT_EQ(it.payment.attempts, 2);
    EXPECT_EQ(it.payment.order_id, "order-a");
    EXPECT_EQ(it.payment.idempotency_key, "key-a");
}

TEST(Charge, EveryAnswerToTheFirstConfirm) {
    struct Row {
        ChargeOutcome outcome;
        PaymentState state;
        Lines lines;
    };
    const std::vector<Row> rows{
        {ChargeOutcome::captured, PaymentState::captured, {"PaymentApproved 90000"}},
        {ChargeOutcome::declined, PaymentState::declined, {"PaymentDeclined said_so"}},
        {ChargeOutcome::expired, PaymentState::abandoned, {"PaymentAbandoned session_expired"}},
        {ChargeOutcome::absent, PaymentState::unknown, {}},
        {ChargeOutcome::pending, PaymentState::unknown, {}},
        {ChargeOutcome::unknown, PaymentState::unknown, {}},
        {ChargeOutcome::mismatch, PaymentState::mismatched, {"alarm mismatch"}},
    };
    for (const auto& row : rows) {
        Dialogue it;
        it.is_asked_to_charge();
        EXPECT_EQ(it.is_answered(Asked::confirm, row.outcome), row.lines);
        EXPECT_EQ(it.payment.state, row.state);
    }
}

TEST(Charge, UnknownIsAskedForAndTriedAgainInTurnsWithGrowingPauses) {
    auto it = unanswered();
    std::vector<std::int64_t> pauses;
    while (it.now < confirm_until - 70s) {
        const auto before = it.now;
        EXPECT_EQ(it.wakes(), (Lines{"query"}));
        pauses.push_back((it.now - before) / 1s);
        EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::absent), (Lines{"confirm"}));
        EXPECT_EQ(it.is_answered(Asked::confirm, ChargeOutcome::unknown), (Lines{}));
    }
    EXPECT_EQ(pauses, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60}));
}

TEST(Charge, IsNotBegunWhileTheProviderIsAway) {
    Dialogue it;
    contracts::PaymentRequested request{.reservation_id = {1},
                                        .payment_id = it.payment.payment_id,
                                        .amount = won(90'000),
                                        .method = "card",
                                        .confirm_until = confirm_until};
    EXPECT_EQ(it.hears(ChargeWanted{request, "sandbox", "order-a", "key-a", true}),
              (Lines{"PaymentAbandoned provider_away"}));
    EXPECT_EQ(it.payment.state, PaymentState::abandoned);
    EXPECT_FALSE(next_wake(it.payment)) << "nothing was sent, so nothing is to be asked";
}

TEST(Charge, ALostReplyIsFoundByTheQuery) {
    auto it = unanswered();
    EXPECT_EQ(it.wakes(), (Lines{"query"}));
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000"}));
}

TEST(Charge, ACrashBeforeTheAnswerIsFollowedByAQuery) {
    Dialogue it;
    it.is_asked_to_charge();
    EXPECT_EQ(it.wakes(), (Lines{"query"}));
    EXPECT_EQ(it.payment.state, PaymentState::unknown);
    EXPECT_EQ(it.now, start + 15s);
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::absent), (Lines{"confirm"}));
}

TEST(Charge, AbsentIsNotANoWhileTheRequestMayStillArrive) {
    auto it = unanswered();
    it.now = confirm_until;
    EXPECT_EQ(it.wakes(), (Lines{"query"}));
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::absent), (Lines{}));
    EXPECT_EQ(it.payment.state, PaymentState::unknown);

    it.now = confirm_until + 34min;
    EXPECT_EQ(it.wakes(), (Lines{"query"}));
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::absent), (Lines{}));

    EXPECT_EQ(it.wakes(), (Lines{"query"}));
    it.now = confirm_until + 35min;
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::absent),
              (Lines{"PaymentAbandoned never_arrived"}));
    EXPECT_EQ(it.wakes(), (Lines{"rests"}));
}

TEST(Charge, SilenceIsNeverANo) {
    auto it = unanswered();
    it.now = start + 23h;
    Lines heard;
    while (it.now < start + 25h) {
        EXPECT_EQ(it.wakes(), (Lines{"query"}));
        for (auto& line : it.is_answered(Asked::query, ChargeOutcome::unknown)) {
            heard.push_back(std::move(line));
        }
    }
    EXPECT_EQ(heard, (Lines{"alarm open_too_long"})) << "once, and no verdict";
    EXPECT_EQ(it.payment.state, PaymentState::unknown);
    it.wakes();
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000"}));
}

TEST(Charge, NothingIsConfirmedAtOrAfterTheDeadline) {
    Dialogue late;
    late.now = confirm_until;
    EXPECT_EQ(late.is_asked_to_charge(), (Lines{"PaymentAbandoned too_late"}));
    EXPECT_EQ(late.wakes(), (Lines{"rests"}));

    auto it = unanswered();
    it.wakes();
    it.now = confirm_until;
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::absent), (Lines{}));
    EXPECT_EQ(it.payment.attempts, 1);
}

TEST(Charge, ALateCaptureIsStillTold) {
    for (const auto no : {ChargeOutcome::declined, ChargeOutcome::expired}) {
        Dialogue it;
        it.is_asked_to_charge();
        it.is_answered(Asked::confirm, no);
        EXPECT_EQ(it.hears(WebhookHint{}), (Lines{"query"}));
        EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured),
                  (Lines{"PaymentApproved 90000"}));
    }
}

TEST(Charge, ANoAfterTheCaptureChangesNothing) {
    for (const auto no : {ChargeOutcome::declined, ChargeOutcome::expired, ChargeOutcome::absent}) {
        Dialogue it;
        it.captured_already();
        it.hears(WebhookHint{});
        EXPECT_EQ(it.is_answered(Asked::query, no), (Lines{"alarm capture_not_shown"}));
        EXPECT_EQ(it.payment.state, PaymentState::captured);
        EXPECT_EQ(it.wakes(), (Lines{"rests"}));
    }
}

TEST(Charge, ARepeatedRequestIsAnsweredAsTheFirst) {
    Dialogue it;
    it.is_asked_to_charge();
    EXPECT_EQ(it.is_asked_to_charge(), (Lines{"ignored"})) << "the first is still under way";
    it.is_answered(Asked::confirm, ChargeOutcome::captured);
    EXPECT_EQ(it.is_asked_to_charge(), (Lines{"PaymentApproved 90000"}));

    Dialogue declined;
    declined.is_asked_to_charge();
    declined.is_answered(Asked::confirm, ChargeOutcome::declined);
    EXPECT_EQ(declined.is_asked_to_charge(), (Lines{"PaymentDeclined said_so"}));

    Dialogue abandoned;
    abandoned.is_asked_to_charge();
    abandoned.is_answered(Asked::confirm, ChargeOutcome::expired);
    EXPECT_EQ(abandoned.is_asked_to_charge(), (Lines{"PaymentAbandoned session_expired"}));
}

TEST(Charge, AnswersThatComeTwiceOrTooLateAreIgnored) {
    Dialogue it;
    it.captured_already();
    EXPECT_EQ(it.is_answered(Asked::confirm, ChargeOutcome::captured), (Lines{}));
    EXPECT_EQ(it.is_answered(Asked::confirm, ChargeOutcome::unknown), (Lines{"ignored"}));

    Dialogue slow;
    slow.is_asked_to_charge();
    slow.wakes();
    EXPECT_EQ(slow.is_answered(Asked::confirm, ChargeOutcome::unknown), (Lines{"ignored"}));
    EXPECT_EQ(slow.is_answered(Asked::confirm, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000"}));
}

TEST(Charge, AMismatchIsNeverBelievedAndAskedAbout) {
    Dialogue it;
    it.is_asked_to_charge();
    EXPECT_EQ(it.is_answered(Asked::confirm, ChargeOutcome::mismatch), (Lines{"alarm mismatch"}));
    EXPECT_EQ(it.wakes(), (Lines{"query"}));
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::absent), (Lines{}));
    EXPECT_EQ(it.payment.state, PaymentState::mismatched);
    EXPECT_EQ(it.wakes(), (Lines{"query"}));
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000"}))
        << "the provider answers for our order and amount again";
}

TEST(Webhook, OnlyMakesUsAsk) {
    Dialogue it;
    it.is_asked_to_charge();
    EXPECT_EQ(it.hears(WebhookHint{.claims_capture = true}), (Lines{"ignored"}))
        << "the answer to the confirm is on its way";
    it.is_answered(Asked::confirm, ChargeOutcome::unknown);
    EXPECT_EQ(it.hears(WebhookHint{.claims_capture = true}), (Lines{"query"}));
    EXPECT_EQ(it.payment.state, PaymentState::unknown);
    EXPECT_EQ(it.hears(WebhookHint{}), (Lines{})) << "a query is on its way already";
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000", "query"}))
        << "asked once more, because news came after the question";
}

TEST(Webhook, AboutASettledPaymentIsFollowedUpAFewTimes) {
    Dialogue it;
    it.captured_already();
    EXPECT_EQ(it.hears(WebhookHint{}), (Lines{"query"}));
    int queries = 1;
    it.is_answered(Asked::query, ChargeOutcome::unknown);
    while (it.wakes() == Lines{"query"}) {
        ++queries;
        it.is_answered(Asked::query, ChargeOutcome::unknown);
    }
    EXPECT_EQ(queries, 11);
    EXPECT_EQ(it.payment.state, PaymentState::captured);
}

TEST(Webhook, AboutNothingIsIgnored) {
    Dialogue it;
    EXPECT_EQ(it.hears(WebhookHint{}), (Lines{"ignored"}));
}

TEST(SeededBug, AbsentTakenForANo) {
    auto it = unanswered(base::SeededBug::not_found_treated_as_failed);
    it.wakes();
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::absent),
              (Lines{"PaymentDeclined absent"}));
}

TEST(SeededBug, WebhookBelieved) {
    auto it = unanswered(base::SeededBug::webhook_payload_trusted);
    EXPECT_EQ(it.hears(WebhookHint{.claims_capture = true}), (Lines{"PaymentApproved 90000"}));
}

}  // namespace
}  // namespace boxoffice::payment
