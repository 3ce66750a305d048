// Goal: where tickets and money stand follows from the events, whatever order the contexts' events
// come in, and no part of the money gets lost between grades and methods.
#include "contexts/sales/domain/purchase.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace boxoffice::sales {
namespace {

using namespace contracts;

constexpr PaymentId first_payment{71};
constexpr PaymentId second_payment{72};

base::Money won(std::int64_t amount) {
    return {amount, {}};
}

/// Two seats of different grades, 270,000 won together.
Purchase held() {
    return with_seats({.reservation_id = {3}, .performance_id = {5}},
                      {{{11}, "VIP", won(170'000)}, {{12}, "R", won(100'000)}});
}

PaymentRequested requested(PaymentId payment = first_payment, std::string method = "card") {
    return {.reservation_id = {3},
            .payment_id = payment,
            .amount = won(270'000),
            .method = std::move(method)};
}
PaymentApproved approved(PaymentId payment = first_payment, std::int64_t amount = 270'000) {
    return {.payment_id = payment, .reservation_id = {3}, .amount = won(amount)};
}
SeatSold sold() {
    return {
        .reservation_id = {3}, .performance_id = {5}, .seat_id = {11}, .seats = {{{11}}, {{12}}}};
}
ReservationCancelPlaced cancel_placed(std::vector<SeatReference> seats) {
    return {.reservation_id = {3}, .seats = std::move(seats)};
}
RefundRequested refund_requested(std::int64_t refund, std::int64_t amount) {
    return {.reservation_id = {3},
            .payment_id = first_payment,
            .refund_id = {refund},
            .amount = won(amount)};
}
PaymentRefunded refunded(std::optional<RefundId> refund, std::int64_t amount,
                         std::optional<bool> by_hand = {}) {
    return {.payment_id = first_payment,
            .reservation_id = {3},
            .refund_id = refund,
            .amount = won(amount),
            .by_hand = by_hand};
}
ReservationCancelCompleted cancel_completed(std::vector<SeatReference> seats, std::int64_t fee,
                                            std::int64_t remaining) {
    return {.reservation_id = {3},
            .seats = std::move(seats),
            .payment_id = first_payment,
            .remaining_total = won(remaining),
            .fee = won(fee)};
}

template <class... Event>
Purchase after(Purchase purchase, const Event&... events) {
    ((purchase = evolve(std::move(purchase), events)), ...);
    return purchase;
}

Cell cell(const char* grade, const char* method = "card") {
    return {.grade = grade, .method = method, .currency = {}};
}

Amounts sum_of(const Position& position) {
    Amounts sum;
    for (const auto& [where, amounts] : position) sum += amounts;
    return sum;
}

TEST(Purchase, BringsTicketsAndMoneyToTheGradesOfItsSeats) {
    const auto position = position_of(after(held(), requested(), approved(), sold()));
    EXPECT_EQ(position, (Position{{cell("VIP"), {.tickets = 1, .captured = 170'000}},
                                  {cell("R"), {.tickets = 1, .captured = 100'000}}}));
}

TEST(Purchase, OfNobodyWhoPaidIsNothing) {
    EXPECT_EQ(position_of(after(held(), requested())), Position{});
}

TEST(Purchase, TellsThePartlyCanceledFromItsGradeAlone) {
    const auto purchase = after(held(), requested(), approved(), sold(), cancel_placed({{{11}}}),
                                refund_requested(9, 119'000), refunded(RefundId{9}, 119'000),
                                SeatRefunded{.reservation_id = {3}, .seats = {{{11}}}},
                                cancel_completed({{{11}}}, 51'000, 100'000));
    EXPECT_EQ(position_of(purchase),
              (Position{{cell("VIP"), {.captured = 170'000, .refunded = 119'000, .fees = 51'000}},
                        {cell("R"), {.tickets = 1, .captured = 100'000}}}));
}

TEST(Purchase, IsWhatWasRequestedLastWhenSomethingOlderIsPaidLate) {
    const auto purchase =
        after(held(), requested(first_payment, "checkout"), requested(second_payment, "card"),
              approved(second_payment), sold(), approved(first_payment),
              refund_requested(9, 270'000), refunded(RefundId{9}, 270'000));
    const auto position = position_of(purchase);
    EXPECT_EQ(position.at(cell("VIP")), (Amounts{.tickets = 1, .captured = 170'000}));
    EXPECT_EQ(position.at(cell("VIP", "checkout")),
              (Amounts{.captured = 170'000, .refunded = 170'000}));
}

TEST(Purchase, ChangesNothingWhenAnAnswerIsToldAgain) {
    const auto once = after(held(), requested(), approved(), sold(), refund_requested(9, 1'000),
                            refunded(RefundId{9}, 1'000));
    EXPECT_EQ(after(once, requested(), approved(), sold(), refund_requested(9, 1'000),
                    refunded(RefundId{9}, 1'000)),
              once);
}

TEST(Purchase, PutsARefundPaidByHandUnderAMethodOfItsOwn) {
    const auto by_hand = after(held(), requested(), approved(), refund_requested(9, 270'000),
                               refunded(RefundId{9}, 270'000, true));
    EXPECT_EQ(position_of(by_hand).at(cell("VIP", "by_hand")), (Amounts{.refunded = 170'000}));
    EXPECT_EQ(position_of(by_hand).at(cell("VIP")), (Amounts{.captured = 170'000}));
    // The provider shows it after all: it went back once, and by the provider.
    const auto after_all = after(by_hand, refunded(RefundId{9}, 270'000));
    EXPECT_EQ(sum_of(position_of(after_all)), (Amounts{.captured = 270'000, .refunded = 270'000}));
    EXPECT_FALSE(position_of(after_all).contains(cell("VIP", "by_hand")));
}

TEST(Purchase, CountsMoneyThatWentBackUnaskedOnce) {
    const auto unasked = after(held(), requested(), approved(), sold(), refunded({}, 70'000));
    EXPECT_EQ(sum_of(position_of(unasked)).refunded, 70'000);
    // The whole was asked for and went back: what seemed unasked had been a part of that.
    const auto whole = after(unasked, refund_requested(9, 270'000), refunded(RefundId{9}, 270'000));
    EXPECT_EQ(sum_of(position_of(whole)).refunded, 270'000);
}

TEST(Purchase, CountsMoneyPaidByHandBesideWhatWentBackUnasked) {
    const auto purchase = after(held(), requested(), approved(), refund_requested(9, 270'000),
                                refunded({}, 70'000), refunded(RefundId{9}, 270'000, true));
    EXPECT_EQ(sum_of(position_of(purchase)).refunded, 340'000);
}

TEST(Purchase, KeepsNoFeeThatWentBackAtTheConsole) {
    const auto canceled =
        after(held(), requested(), approved(), sold(), cancel_placed({{{11}}, {{12}}}),
              refund_requested(9, 189'000), refunded(RefundId{9}, 189'000),
              SeatRefunded{.reservation_id = {3}, .seats = {{{11}}, {{12}}}},
              cancel_completed({{{11}}, {{12}}}, 81'000, 0));
    EXPECT_EQ(sum_of(position_of(canceled)),
              (Amounts{.captured = 270'000, .refunded = 189'000, .fees = 81'000}));
    const auto generous = after(canceled, refunded({}, 80'000));
    EXPECT_EQ(sum_of(position_of(generous)),
              (Amounts{.captured = 270'000, .refunded = 269'000, .fees = 1'000}));
}

TEST(Purchase, HasItsCompsUnderTheirMethodWithoutMoney) {
    const auto comp =
        after(held(), requested(first_payment, "comp"), approved(first_payment, 0), sold());
    EXPECT_EQ(position_of(comp), (Position{{cell("VIP", "comp"), {.tickets = 1}},
                                           {cell("R", "comp"), {.tickets = 1}}}));
}

TEST(Purchase, KeepsEveryWonOfAmountsThatDoNotFitThePrices) {
    const auto purchase = after(held(), requested(), approved(first_payment, 199'999), sold());
    EXPECT_EQ(sum_of(position_of(purchase)).captured, 199'999);
}

TEST(Purchase, EndsTheSameInWhateverOrderTheContextsAreHeard) {
    using Step = std::function<void(Purchase&)>;
    const auto step = [](const auto& event) {
        return [event](Purchase& purchase) { purchase = evolve(std::move(purchase), event); };
    };
    const std::vector<SeatReference> both{{{11}}, {{12}}};
    const std::vector<std::vector<Step>> contexts{
        {[](Purchase& purchase) { purchase = with_seats(std::move(purchase), held().seats); },
         step(sold()), step(SeatRefunded{.reservation_id = {3}, .seats = both})},
        {step(requested()), step(cancel_placed(both)), step(refund_requested(9, 189'000)),
         step(cancel_completed(both, 81'000, 0))},
        {step(approved()), step(refunded(RefundId{9}, 189'000))}};
    std::mt19937 chance{7};
    for (int round = 0; round < 200; ++round) {
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < contexts.size(); ++i) {
            order.insert(order.end(), contexts[i].size(), i);
        }
        std::shuffle(order.begin(), order.end(), chance);
        Purchase purchase{.reservation_id = {3}, .performance_id = {5}};
        Position booked;
        std::vector<std::size_t> next(contexts.size(), 0);
        for (const auto context : order) {
            const auto before = position_of(purchase);
            contexts[context][next[context]++](purchase);
            for (const auto& [where, moved] : difference(position_of(purchase), before)) {
                booked[where] += moved;
            }
        }
        std::erase_if(booked, [](const auto& entry) { return entry.second.is_nothing(); });
        EXPECT_EQ(
            booked,
            (Position{{cell("VIP"), {.captured = 170'000, .refunded = 119'000, .fees = 51'000}},
                      {cell("R"), {.captured = 100'000, .refunded = 70'000, .fees = 30'000}}}));
    }
}

TEST(PositionDifference, LeavesOutWhatDidNotMove) {
    const Position before{{cell("R"), {.tickets = 1, .captured = 5}}, {cell("S"), {.tickets = 2}}};
    const Position after_it{{cell("S"), {.tickets = 2}}, {cell("VIP"), {.captured = 9}}};
    EXPECT_EQ(difference(after_it, before), (Position{{cell("R"), {.tickets = -1, .captured = -5}},
                                                      {cell("VIP"), {.captured = 9}}}));
}

TEST(Purchase, ATicketThatIsMovedCountsWhereItLeads) {
    const auto bought = after(held(), sold(), requested(), approved());
    const auto moved = with_moves(bought, {{{{12}, {21}}, "VIP"}});
    const auto position = position_of(moved);
    EXPECT_EQ(position.at(cell("VIP")).tickets, 2);
    EXPECT_EQ(position.at(cell("R")).tickets, 0);
    EXPECT_EQ(position.at(cell("R")).captured, 100'000) << "money stays where it was taken";
    EXPECT_EQ(position.at(cell("VIP")).captured, 170'000);
    EXPECT_EQ(with_moves(moved, {{{{12}, {21}}, "VIP"}}), moved) << "told again";
    const auto back = with_moves(moved, {{{{21}, {12}}, "R"}});
    EXPECT_EQ(position_of(back), position_of(bought));
}

TEST(Purchase, WhatIsGivenBackAfterAMoveIsOfTheGradeThatWasPaid) {
    const auto moved =
        with_moves(after(held(), sold(), requested(), approved()), {{{{12}, {21}}, "VIP"}});
    const auto canceled =
        after(moved, cancel_placed({{{21}}}), refund_requested(1, 100'000),
              SeatRefunded{.reservation_id = {3}, .seats = {{{21}}}},
              refunded(RefundId{1}, 100'000), cancel_completed({{{21}}}, 0, 170'000));
    const auto position = position_of(canceled);
    EXPECT_EQ(position.at(cell("VIP")).tickets, 1);
    EXPECT_EQ(position.at(cell("R")).refunded, 100'000);
    EXPECT_EQ(position.at(cell("VIP")).refunded, 0);
}

}  // namespace
}  // namespace boxoffice::sales
