// Goal: every inner state shows outside as was published, and has one owner, deadline and next
// action.
#include "contexts/reservation/domain/status.hpp"

#include "contexts/reservation/domain/refund_policy.hpp"
#include "contexts/reservation/domain/tests/dialogue.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include <map>

namespace boxoffice::reservation {
namespace {

using enum State;

Reservation in(State state) {
    Reservation reservation;
    reservation.state = state;
    return reservation;
}

TEST(PublicStatus, FollowsTheContract) {
    const std::map<State, std::string_view> contract{
        {Placed, "ReservationPlaced"},       {Held, "ReservationPlaced"},
        {Locking, "ReservationPlaced"},      {Paying, "ReservationPlaced"},
        {Selling, "ReservationPlaced"},      {CancelRequested, "ReservationPlaced"},
        {Abandoned, "ReservationPlaced"},    {Completed, "ReservationCompleted"},
        {Canceling, "ReservationCompleted"}, {Impossible, "ReservationImpossible"},
        {Expired, "ReservationImpossible"},  {Canceled, "ReservationCanceled"},
        {Refunding, "ReservationCanceled"},  {Reseating, "ReservationCompleted"}};
    for (const auto& [state, status] : contract) {
        EXPECT_EQ(public_status(in(state)), status) << to_text(state);
    }
}

TEST(PublicStatus, OfARefundIsTheOneItWillEndIn) {
    auto refunding = in(Refunding);
    refunding.seat_lost = true;
    EXPECT_EQ(public_status(refunding), "ReservationImpossible");
}

TEST(PublicStatus, StaysTheFormerWhileAttentionIsNeeded) {
    auto attention = in(NeedsAttention);
    attention.came_from = Canceling;
    EXPECT_EQ(public_status(attention), "ReservationCompleted");
    attention.came_from = Refunding;
    EXPECT_EQ(public_status(attention), "ReservationCanceled");
    attention.seat_lost = true;
    EXPECT_EQ(public_status(attention), "ReservationImpossible");
}

TEST(Outcome, IsKnownWhereNothingGoesOnByItself) {
    const std::set<State> known{Held, Completed, Impossible, Expired, Canceled};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<State>>([&](auto state) {
        EXPECT_EQ(is_outcome_known(in(state.value)), known.contains(state.value)) << state.name;
    });
}

TEST(NextAction, HasOneOwnerInEveryState) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<State>>([](auto state) {
        const bool rests = is_terminal(state.value) || state.value == Completed;
        EXPECT_EQ(next_action(state.value).owner == "nobody", rests) << state.name;
        EXPECT_FALSE(next_action(state.value).action.empty());
    });
    EXPECT_EQ(next_action(NeedsAttention).owner, "staff");
    EXPECT_EQ(next_action(Held), (NextAction{"buyer", "pay"}));
}

TEST(Deadlines, AreOneForEachState) {
    const auto purpose_after = [](void (*tell)(Dialogue&)) {
        Dialogue dialogue;
        tell(dialogue);
        const auto found = deadline(dialogue.reservation());
        return found ? std::string{found->purpose} : "none";
    };
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.placed(); }), "expire_placement");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.held(); }), "expire_hold");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.locking(); }), "ask_again");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.paying(); }), "give_up_seats");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.selling(); }), "ask_again");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.completed().say(d.move(12, 21)); }), "ask_again");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.abandoned(); }), "alert");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.cancel_requested(); }), "alert");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.refunding(); }), "alert");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.canceling(); }), "alert");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.completed(); }), "none");
    EXPECT_EQ(purpose_after([](Dialogue& d) { d.canceled(); }), "none");
}

TEST(RefundQuote, IsThePriceOfTheSeatsAsLongAsItIsThere) {
    const std::vector<SeatId> both{{11}, {12}};
    Dialogue d;
    EXPECT_EQ(refund_quote(d.held().reservation(), both, nullptr, d.now).price, Money{0});

    d.say(d.pay()).say(d.seat_locked()).say(d.approved()).say(d.seat_sold());
    const auto quote = refund_quote(d.reservation(), both, nullptr, d.now);
    EXPECT_EQ(quote.price, Money{80'000});
    EXPECT_EQ(quote.fee, Money{0});
    EXPECT_EQ(quote.refund, Money{80'000});
    const std::vector<SeatId> strange{{99}};
    EXPECT_EQ(refund_quote(d.reservation(), strange, nullptr, d.now).price, Money{0});

    d.say(d.refunded_unasked(70'000));  // 10,000 are asked for at once, so nothing is left
    EXPECT_EQ(refund_quote(d.reservation(), both, nullptr, d.now).refund, Money{0});
}

TEST(Rejections, HaveTheirNamesAsCodes) {
    EXPECT_EQ(to_code(Rejection::amount_mismatch), "amount_mismatch");
    EXPECT_EQ(to_code(Rejection::seats_not_in_reservation), "seats_not_in_reservation");
}

}  // namespace
}  // namespace boxoffice::reservation
