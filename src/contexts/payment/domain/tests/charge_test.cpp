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

/// The page is open and the buyer is on it.
Dialogue on_the_page() {
    Dialogue it;
    EXPECT_EQ(it.is_asked_to_charge("checkout"), (Lines{"prepare"}));
    it.hears(ChargeAnswered{.asked = Asked::prepare,
                            .outcome = ChargeOutcome::pending,
                            .checkout_url = "http://pay/1"});
    EXPECT_EQ(it.payment.state, PaymentState::awaiting_buyer);
    return it;
}

ChargeAnswered through_the_page() {
    return {.asked = Asked::query, .outcome = ChargeOutcome::authorized, .payment_key = "pay-9"};
}

TEST(Page, IsOpenedThenConfirmedWhenTheBuyerReturns) {
    auto it = on_the_page();
    EXPECT_EQ(it.payment.checkout_url, "http://pay/1");
    EXPECT_EQ(it.hears(BuyerReturned{}), (Lines{"query"}));
    EXPECT_EQ(it.hears(through_the_page()), (Lines{"confirm"}));
    EXPECT_EQ(it.payment.payment_key, "pay-9");
    EXPECT_EQ(it.is_answered(Asked::confirm, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000"}));
}

TEST(Page, TheBuyerNeedNotReturnWhenAWebhookComes) {
    auto it = on_the_page();
    EXPECT_EQ(it.hears(WebhookHint{}), (Lines{"query"}));
    EXPECT_EQ(it.hears(through_the_page()), (Lines{"confirm"}));
}

/// The provider's script is on the buyer's page; it knows the seller by a key and the order by
/// another.
ChargeAnswered handed_over(std::string payment_key = {}) {
    return {.asked = Asked::prepare,
            .outcome = ChargeOutcome::pending,
            .payment_key = std::move(payment_key),
            .client_key = "ck",
            .client_secret = "cs"};
}

ChargeWanted wanted_again_with(const Dialogue& it, std::string key) {
    const auto& payment = it.payment;
    return {.request = {.reservation_id = payment.reservation_id,
                        .user_id = payment.user_id,
                        .performance_id = payment.performance_id,
                        .payment_id = payment.payment_id,
                        .amount = payment.amount,
                        .method = payment.method,
                        .payment_key = std::move(key),
                        .order_name = payment.order_name,
                        .confirm_until = payment.confirm_until},
            .provider = "another",
            .order_id = "another",
            .idempotency_key = "another"};
}

TEST(Page, MayBeTheBuyersOwnWithTheProvidersScript) {
    Dialogue it;
    it.is_asked_to_charge("checkout");
    EXPECT_EQ(it.hears(handed_over()), (Lines{}));
    EXPECT_EQ(it.payment.state, PaymentState::awaiting_buyer);
    EXPECT_EQ(it.payment.client_key, "ck");
    EXPECT_EQ(it.payment.client_secret, "cs");
    const auto order_id = it.payment.order_id;
    const auto idempotency_key = it.payment.idempotency_key;
    EXPECT_EQ(it.hears(wanted_again_with(it, "from-the-page")), (Lines{"confirm"}));
    EXPECT_EQ(it.payment.payment_key, "from-the-page");
    EXPECT_EQ(it.payment.order_id, order_id) << "drawn once";
    EXPECT_EQ(it.payment.idempotency_key, idempotency_key) << "drawn once";
    EXPECT_EQ(it.hears(wanted_again_with(it, "from-the-page")), (Lines{"ignored"}));
    EXPECT_EQ(it.is_answered(Asked::confirm, ChargeOutcome::captured),
              (Lines{"PaymentApproved 90000"}));
}

TEST(Page, AKeyFromItReplacesNoneOfTheProvider) {
    Dialogue it;
    it.is_asked_to_charge("checkout");
    it.hears(handed_over("pi_ours"));
    EXPECT_EQ(it.hears(wanted_again_with(it, "pi_of_somebody_else")), (Lines{"query"}));
    EXPECT_EQ(it.payment.payment_key, "pi_ours");
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::authorized), (Lines{"confirm"}));
}

TEST(Page, AKeyThatComesTooLateConfirmsNothing) {
    Dialogue it;
    it.is_asked_to_charge("checkout");
    it.hears(handed_over());
    it.now = confirm_until;
    EXPECT_EQ(it.hears(wanted_again_with(it, "late")),
              (Lines{"PaymentAbandoned not_paid_in_time"}));
}

TEST(Page, WalkingAwayEndsAtTheDeadlineWithoutAConfirm) {
    auto it = on_the_page();
    while (it.wakes() == Lines{"query"}) {
        EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::pending), (Lines{}));
    }
    EXPECT_EQ(it.now, confirm_until);
    EXPECT_EQ(it.payment.state, PaymentState::abandoned);
    EXPECT_EQ(it.payment.reason, "not_paid_in_time");
    EXPECT_EQ(it.payment.attempts, 0);
}

TEST(Page, IsLookedAtWhenNeitherTheBuyerNorAWebhookComes) {
    auto it = on_the_page();
    EXPECT_EQ(it.wakes(), (Lines{"query"}));
    EXPECT_EQ(it.now, start + 15s);
    EXPECT_EQ(it.hears(through_the_page()), (Lines{"confirm"}));
}

TEST(Page, ReturningTooLateConfirmsNothing) {
    auto it = on_the_page();
    it.now = confirm_until;
    EXPECT_EQ(it.hears(BuyerReturned{}), (Lines{"PaymentAbandoned not_paid_in_time"}));

    auto slow = on_the_page();
    slow.hears(BuyerReturned{});
    slow.now = confirm_until;
    EXPECT_EQ(slow.hears(through_the_page()), (Lines{"PaymentAbandoned not_paid_in_time"}));
}

TEST(Page, DecliningThereIsANo) {
    auto it = on_the_page();
    it.hears(WebhookHint{});
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::declined),
              (Lines{"PaymentDeclined said_so"}));
}

TEST(Page, ReturningWithoutHavingPaidGoesOnWaiting) {
    auto it = on_the_page();
    EXPECT_EQ(it.hears(BuyerReturned{}), (Lines{"query"}));
    EXPECT_EQ(it.is_answered(Asked::query, ChargeOutcome::pending), (Lines{}));
    EXPECT_EQ(it.payment.state, PaymentState::awaiting_buyer);
    EXPECT_EQ(next_wake(it.payment), start + 15s);
}

TEST(Page, OpeningItIsTriedAgainUntilTheDeadline) {
    Dialogue it;
    it.is_asked_to_charge("checkout");
    EXPECT_EQ(it.is_answered(Asked::prepare, ChargeOutcome::unknown), (Lines{}));
    EXPECT_EQ(it.wakes(), (Lines{"prepare"}));
    EXPECT_EQ(it.now, start + 1s);
    it.now = confirm_until;
    EXPECT_EQ(it.is_answered(Asked::prepare, ChargeOutcome::unknown),
              (Lines{"PaymentAbandoned not_paid_in_time"}));
}

TEST(Page, AKeyFromThePageIsConfirmedAtOnce) {
    Dialogue it;
    contracts::PaymentRequested request{.payment_id = payment_id,
                                        .amount = won(90'000),
                                        .method = "checkout",
                                        .payment_key = "pay-7",
                                        .confirm_until = confirm_until};
    EXPECT_EQ(it.hears(ChargeWanted{request, "sandbox", "order-a", "key-a"}), (Lines{"confirm"}));
    EXPECT_EQ(it.hears(BuyerReturned{}), (Lines{"ignored"}));
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
