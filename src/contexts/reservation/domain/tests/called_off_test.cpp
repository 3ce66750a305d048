// Goal: what is foretold of a performance that would be called off is what the saga then does.
#include "contexts/reservation/domain/called_off.hpp"

#include "contexts/reservation/domain/tests/dialogue.hpp"

#include <gtest/gtest.h>

namespace boxoffice::reservation {
namespace {

using Effect = CalledOff::Effect;

CalledOff foretold(const Dialogue& dialogue) {
    return forecast_called_off(dialogue.reservation());
}

/// What the saga asks back once the performance is called off.
Money refund_after(Dialogue& dialogue) {
    dialogue.say(Dialogue::performance_canceled());
    return dialogue.sent<RefundRequested>().amount;
}

TEST(CalledOff, DropsWhoHasNotPaid) {
    Dialogue placed;
    Dialogue held;
    Dialogue locking;
    placed.placed();
    held.held();
    locking.locking();
    for (auto* dialogue : {&placed, &held, &locking}) {
        const auto forecast = foretold(*dialogue);
        EXPECT_EQ(forecast.effect, Effect::dropped);
        EXPECT_EQ(forecast.refund, Money{0});
        EXPECT_EQ(forecast.notices, 1);
        EXPECT_EQ(forecast.seats, 2U);
        dialogue->say(Dialogue::performance_canceled());
        EXPECT_EQ(dialogue->reservation().state, State::Canceled);
        EXPECT_EQ(foretold(*dialogue).effect, Effect::none);
    }
}

TEST(CalledOff, WaitsForChargesInFlight) {
    Dialogue paying;
    Dialogue abandoned;
    paying.paying();
    abandoned.abandoned();
    for (auto* dialogue : {&paying, &abandoned}) {
        EXPECT_EQ(foretold(*dialogue).effect, Effect::in_flight);
        dialogue->say(Dialogue::performance_canceled());
        EXPECT_EQ(dialogue->reservation().state, State::CancelRequested);
        EXPECT_EQ(foretold(*dialogue).effect, Effect::none) << "asked before";
    }
}

TEST(CalledOff, GivesTheWholePriceBack) {
    Dialogue dialogue;
    dialogue.completed();
    const auto forecast = foretold(dialogue);
    EXPECT_EQ(forecast.effect, Effect::refunded);
    EXPECT_EQ(forecast.refund, Money{80'000});
    EXPECT_EQ(forecast.notices, 3);
    ASSERT_NE(forecast.paid_by, nullptr);
    EXPECT_EQ(forecast.paid_by->method, "card");
    EXPECT_EQ(forecast.paid_by->provider, "sandbox");
    EXPECT_EQ(refund_after(dialogue), Money{80'000});
    const auto after = foretold(dialogue);
    EXPECT_EQ(after.effect, Effect::none) << "decided before";
    EXPECT_EQ(after.refund, Money{0});
}

TEST(CalledOff, CountsWhatIsBeingSoldAsPaid) {
    Dialogue dialogue;
    dialogue.selling();
    const auto forecast = foretold(dialogue);
    EXPECT_EQ(forecast.effect, Effect::refunded);
    EXPECT_EQ(forecast.refund, Money{80'000});
    dialogue.say(Dialogue::performance_canceled()).say(Dialogue::seat_sold());
    EXPECT_EQ(dialogue.sent<RefundRequested>().amount, forecast.refund);
}

TEST(CalledOff, AddsTheSeatsThatWouldRemain) {
    Dialogue dialogue;
    dialogue.canceling_one();
    const auto forecast = foretold(dialogue);
    EXPECT_EQ(forecast.effect, Effect::refunded);
    EXPECT_EQ(forecast.refund, Money{30'000});
    dialogue.say(Dialogue::performance_canceled());
    EXPECT_EQ(dialogue.reservation().state, State::Canceling);
    dialogue.say(Dialogue::seat_refunded({{{11}}})).say(Dialogue::refunded({701}, 50'000));
    EXPECT_EQ(dialogue.sent<RefundRequested>().amount, forecast.refund);

    Dialogue all;
    all.canceling();
    EXPECT_EQ(foretold(all).effect, Effect::none);
    EXPECT_EQ(foretold(all).notices, 1) << "that it is called off";
}

}  // namespace
}  // namespace boxoffice::reservation
