// Goal: a buyer on the provider's page, or in its script, is confirmed once he is through, and
// never after his time is over.
#include "contexts/payment/domain/tests/dialogue.hpp"

#include <gtest/gtest.h>

namespace boxoffice::payment {
namespace {

using namespace testing;

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

}  // namespace
}  // namespace boxoffice::payment
