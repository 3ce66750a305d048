// Goal: the ledger's rules, without SQL or HTTP: what each request does to a payment, and its
// repetition.
#include "sandbox_provider/ledger.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace boxoffice::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant start{1'800'000'000'000ms};

base::Money won(std::int64_t amount) {
    return {amount, {}};
}

ConfirmAsk charge(const std::string& method, const std::string& key = "key-1") {
    return {.payment = {.order_id = "order-1", .amount = won(90'000), .method = method},
            .idempotency_key = key};
}

std::string verdict(const Outcome& outcome) {
    return outcome.refusal ? outcome.refusal->code : "ok";
}

std::optional<Payment> captured() {
    std::optional<Payment> payment;
    EXPECT_EQ(verdict(confirm(payment, charge("card"), {7, "t"}, start)), "ok");
    return payment;
}

std::optional<Payment> prepared() {
    std::optional<Payment> payment;
    const PrepareAsk ask{
        .order = {.order_id = "order-1", .amount = won(90'000), .success_url = "http://shop/back"},
        .session = 30min};
    EXPECT_EQ(verdict(prepare(payment, ask, {7, "t"}, start)), "ok");
    return payment;
}

TEST(Ledger, EveryMethodOfTheFirstConfirm) {
    struct Row {
        std::string method;
        std::string verdict;
        std::optional<Status> status;
    };
    const std::vector<Row> rows{{"card", "ok", Status::done},
                                {"card_declined", "card_declined", Status::aborted},
                                {"card_no_funds", "insufficient_funds", Status::aborted},
                                {"checkout", "order_not_found", std::nullopt},
                                {"shells", "method_unknown", std::nullopt}};
    for (const auto& row : rows) {
        std::optional<Payment> payment;
        EXPECT_EQ(verdict(confirm(payment, charge(row.method), {7, "t"}, start)), row.verdict);
        EXPECT_EQ(payment.has_value(), row.status.has_value()) << row.method;
        if (payment) {
            EXPECT_EQ(payment->status, row.status);
        }
    }
}

TEST(Ledger, ARepeatedConfirmShowsTheFirstAnswerAlsoAfterACancel) {
    auto payment = captured();
    const auto version = payment->version;
    EXPECT_EQ(verdict(confirm(payment, charge("card"), {8, "u"}, start + 1s)), "ok");
    EXPECT_EQ(payment->version, version) << "nothing changed";

    EXPECT_EQ(verdict(cancel(payment, {won(30'000), "", "c1"}, start + 2s)), "ok");
    const auto again = confirm(payment, charge("card"), {8, "u"}, start + 3s);
    const auto view = make_view(*payment, start + 3s, "", again.cancels_shown);
    EXPECT_EQ(view.status, Status::done);
    EXPECT_EQ(view.balance, won(90'000));
    EXPECT_TRUE(view.cancels.empty());
}

TEST(Ledger, AnotherKeyForADecidedOrderIsRefused) {
    auto payment = captured();
    EXPECT_EQ(verdict(confirm(payment, charge("card", "key-2"), {8, "u"}, start)),
              "already_processed");
    EXPECT_EQ(verdict(confirm(payment, charge("card", ""), {8, "u"}, start)), "already_processed");
}

TEST(Ledger, ADeclineStaysADecline) {
    std::optional<Payment> payment;
    EXPECT_EQ(verdict(confirm(payment, charge("card_declined"), {7, "t"}, start)), "card_declined");
    EXPECT_EQ(verdict(confirm(payment, charge("card"), {8, "u"}, start)), "card_declined");
}

TEST(Ledger, CancelsSomeThenTheRestThenNothing) {
    auto payment = captured();
    EXPECT_EQ(verdict(cancel(payment, {won(30'000), "", "c1"}, start)), "ok");
    EXPECT_EQ(payment->status, Status::partially_canceled);
    EXPECT_EQ(verdict(cancel(payment, {won(60'001), "", "c2"}, start)), "exceeds_balance");
    EXPECT_EQ(verdict(cancel(payment, {won(0), "", "c2"}, start)), "cancel_amount_invalid");
    EXPECT_EQ(verdict(cancel(payment, {std::nullopt, "", "c2"}, start)), "ok");
    EXPECT_EQ(payment->status, Status::canceled);
    EXPECT_EQ(balance_of(*payment), won(0));
    EXPECT_EQ(verdict(cancel(payment, {std::nullopt, "", "c3"}, start)), "already_canceled");
}

TEST(Ledger, ARepeatedPartialCancelPaysOnce) {
    auto payment = captured();
    EXPECT_EQ(verdict(cancel(payment, {won(30'000), "", "c1"}, start)), "ok");
    EXPECT_EQ(verdict(cancel(payment, {won(20'000), "", "c2"}, start)), "ok");
    const auto again = cancel(payment, {won(30'000), "", "c1"}, start);
    EXPECT_EQ(verdict(again), "ok");
    EXPECT_EQ(balance_of(*payment), won(40'000));
    const auto view = make_view(*payment, start, "", again.cancels_shown);
    EXPECT_EQ(view.balance, won(60'000)) << "as it was at the first answer";
    EXPECT_EQ(view.cancels.size(), 1U);
}

TEST(Ledger, CancelsWithoutAKeyAreSeveral) {
    auto payment = captured();
    EXPECT_EQ(verdict(cancel(payment, {won(30'000), "", ""}, start)), "ok");
    EXPECT_EQ(verdict(cancel(payment, {won(30'000), "", ""}, start)), "ok");
    EXPECT_EQ(balance_of(*payment), won(30'000));
}

TEST(Ledger, WhatWasNotCapturedCannotBeCanceled) {
    std::optional<Payment> none;
    EXPECT_EQ(verdict(cancel(none, {}, start)), "payment_not_found");
    auto payment = prepared();
    EXPECT_EQ(verdict(cancel(payment, {}, start)), "not_cancelable");
}

TEST(Ledger, ThePageLeadsFromReadyToDone) {
    auto payment = prepared();
    auto ask = charge("checkout");
    EXPECT_EQ(verdict(confirm(payment, ask, {8, "u"}, start)), "buyer_not_ready");
    EXPECT_FALSE(make_view(*payment, start, "").payment_key) << "not before the buyer is through";
    EXPECT_EQ(verdict(press(payment, Button::leave, start)), "ok");
    EXPECT_EQ(payment->status, Status::ready);
    EXPECT_EQ(verdict(press(payment, Button::pay, start)), "ok");
    EXPECT_EQ(verdict(press(payment, Button::decline, start)), "ok");
    EXPECT_EQ(payment->status, Status::in_progress) << "the first press counts";
    EXPECT_EQ(verdict(confirm(payment, ask, {8, "u"}, start)), "payment_key_invalid");
    ask.payment.payment_key = payment->payment_key;
    ask.payment.amount = won(1);
    EXPECT_EQ(verdict(confirm(payment, ask, {8, "u"}, start)), "amount_mismatch");
    ask.payment.amount = won(90'000);
    EXPECT_EQ(verdict(confirm(payment, ask, {8, "u"}, start)), "ok");
    EXPECT_EQ(payment->status, Status::done);
}

TEST(Ledger, DecliningOnThePageIsADecline) {
    auto payment = prepared();
    EXPECT_EQ(verdict(press(payment, Button::decline, start)), "ok");
    EXPECT_EQ(verdict(confirm(payment, charge("checkout"), {8, "u"}, start)), "buyer_declined");
}

TEST(Ledger, AnUnconfirmedSessionDiesAfterThirtyMinutes) {
    auto payment = prepared();
    EXPECT_EQ(verdict(press(payment, Button::pay, start + 29min)), "ok");
    EXPECT_EQ(status_at(*payment, start + 30min), Status::expired);
    auto ask = charge("checkout");
    ask.payment.payment_key = payment->payment_key;
    EXPECT_EQ(verdict(confirm(payment, ask, {8, "u"}, start + 30min)), "session_expired");
    auto untouched = prepared();
    EXPECT_EQ(verdict(press(untouched, Button::pay, start + 30min)), "session_expired");
}

TEST(Ledger, ADepositAfterTheDueDateIsCapturedAllTheSame) {
    auto payment = prepared();
    EXPECT_EQ(verdict(deposit_late(payment, start + 29min)), "not_expired");
    EXPECT_EQ(verdict(deposit_late(payment, start + 31min)), "ok");
    EXPECT_EQ(status_at(*payment, start + 31min), Status::done);
    EXPECT_EQ(verdict(deposit_late(payment, start + 32min)), "not_expired");
    std::optional<Payment> nothing;
    EXPECT_EQ(verdict(deposit_late(nothing, start)), "order_not_found");
}

TEST(Ledger, PreparingTwiceIsOneOrder) {
    auto payment = prepared();
    PrepareAsk ask{.order = {.order_id = "order-1", .amount = won(90'000)}, .session = 30min};
    EXPECT_EQ(verdict(prepare(payment, ask, {8, "u"}, start)), "ok");
    EXPECT_EQ(payment->id, 7);
    ask.order.amount = won(1);
    EXPECT_EQ(verdict(prepare(payment, ask, {8, "u"}, start)), "order_id_in_use");
}

TEST(PaymentKey, CarriesTheNumber) {
    EXPECT_EQ(id_in("pay_17_abc"), 17);
    for (const auto* wrong : {"", "pay_", "pay_x", "pay_-1_a", "pay_0_a", "17"}) {
        EXPECT_EQ(id_in(wrong), std::nullopt) << wrong;
    }
}

}  // namespace
}  // namespace boxoffice::sandbox
