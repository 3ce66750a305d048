// Goal: sold seats are exchanged all or none, by their owner and under their fence alone, and a
// request has one answer for ever.
#include "contexts/musical/domain/seat_move.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{1'700'000'000'000ms};
constexpr ReservationId mine{7};
constexpr ReservationId other{8};

Seat sold_to(ReservationId owner, std::int64_t id, std::int64_t epoch = 4) {
    return {
        .id = {id}, .status = SeatStatus::sold, .owner = owner, .epoch = epoch, .party_size = 2};
}
Seat free_seat(std::int64_t id, std::int64_t epoch = 0) {
    return {.id = {id}, .epoch = epoch};
}

const std::vector<Seat> own{sold_to(mine, 1), sold_to(mine, 2)};

MoveRequest ask(std::vector<Exchange> exchanges, std::int64_t epoch = 4) {
    return {.reservation = mine, .epoch = epoch, .exchanges = std::move(exchanges)};
}
Moved moved(const MoveRequest& request, const std::vector<Seat>& seats = own,
            SeededBug bug = SeededBug::none) {
    return move_seats(seats, request, {}, noon, bug);
}

/// "21 taken", ...
std::string told(const Conflicts& conflicts) {
    std::string text;
    for (const auto& conflict : conflicts) {
        text += (text.empty() ? "" : ", ") + std::to_string(conflict.seat_id.value) + ' ' +
                conflict.reason;
    }
    return text;
}

TEST(SeatMove, ExchangesAndPutsEverySeatUnderANewEpoch) {
    const auto done = moved(ask({{{2}, free_seat(21, 9)}}));
    EXPECT_EQ(told(done.conflicts), "");
    EXPECT_EQ(done.epoch, 10) << "above all epochs of all seats concerned";
    ASSERT_EQ(done.freed.size(), 1U);
    EXPECT_EQ(done.freed[0], (Seat{.id = {2}, .epoch = 4}));
    ASSERT_EQ(done.taken.size(), 1U);
    EXPECT_EQ(done.taken[0].status, SeatStatus::sold);
    EXPECT_EQ(done.taken[0].owner, mine);
    EXPECT_EQ(done.taken[0].epoch, 10);
    ASSERT_EQ(done.fenced.size(), 1U);
    EXPECT_EQ(done.fenced[0].id, SeatId{1});
    EXPECT_EQ(done.fenced[0].epoch, 10);
}

TEST(SeatMove, TakesAHoldThatRanOutAndNoneThatStands) {
    auto held = free_seat(21, 5);
    held.status = SeatStatus::held;
    held.owner = other;
    held.until = noon;
    EXPECT_EQ(told(moved(ask({{{2}, held}})).conflicts), "");
    held.until = noon + 1ms;
    EXPECT_EQ(told(moved(ask({{{2}, held}})).conflicts), "21 taken");
}

TEST(SeatMove, IsAllOrNone) {
    const auto refused = moved(ask({{{1}, free_seat(21)}, {{2}, sold_to(other, 22, 6)}}));
    EXPECT_EQ(told(refused.conflicts), "22 taken");
    EXPECT_TRUE(refused.freed.empty());
    EXPECT_TRUE(refused.taken.empty());
    EXPECT_EQ(refused.fenced.size(), 2U) << "both stay, under the new epoch";
    EXPECT_EQ(refused.epoch, 7);
}

TEST(SeatMove, ARefusedRequestCanNeverBeDoneLater) {
    const auto request = ask({{{2}, sold_to(other, 21)}});
    const auto refused = moved(request);
    EXPECT_EQ(told(refused.conflicts), "21 taken");
    const auto again = moved(ask({{{2}, free_seat(21, 5)}}), refused.fenced);
    EXPECT_EQ(told(again.conflicts), "2 not_held_by_you") << "though the seat has come free";
    EXPECT_TRUE(again.fenced.empty());
    EXPECT_EQ(again.epoch, refused.epoch);
}

TEST(SeatMove, ADoneRequestIsAnsweredAsTheFirstTime) {
    const auto done = moved(ask({{{2}, free_seat(21)}}));
    const std::vector<Seat> now{done.fenced[0], done.taken[0]};
    const auto again = moved(ask({{{2}, done.taken[0]}}), now);
    EXPECT_EQ(told(again.conflicts), "");
    EXPECT_EQ(again.epoch, done.epoch);
    EXPECT_TRUE(again.freed.empty() && again.taken.empty() && again.fenced.empty());
}

TEST(SeatMove, OnlyTheOwnerMovesAndOnlyUnderTheFence) {
    EXPECT_EQ(told(moved(ask({{{3}, free_seat(21)}})).conflicts), "3 not_held_by_you");
    EXPECT_EQ(told(moved(ask({{{2}, free_seat(21)}}, 3)).conflicts), "2 not_held_by_you");
    auto locked = sold_to(mine, 2);
    locked.status = SeatStatus::locked;
    EXPECT_EQ(told(moved(ask({{{2}, free_seat(21)}}), {sold_to(mine, 1), locked}).conflicts),
              "2 not_held_by_you");
    EXPECT_EQ(told(moved(ask({{{2}, sold_to(mine, 1)}})).conflicts), "1 taken") << "its own seat";
}

TEST(SeatMove, ABlockedSeatIsGivenOnlyWhenItIsKeptForThat) {
    auto blocked = free_seat(21);
    blocked.status = SeatStatus::blocked;
    EXPECT_EQ(told(moved(ask({{{2}, blocked}})).conflicts), "21 blocked");
    EXPECT_EQ(told(moved(ask({{{2}, blocked, true}})).conflicts), "");
}

TEST(SeatMove, WhatTheHouseSaysCountsOnce) {
    const Conflicts gone{{{21}, "deleted"}};
    const auto refused =
        move_seats(own, ask({{{2}, sold_to(other, 21)}}), gone, noon, SeededBug::none);
    EXPECT_EQ(told(refused.conflicts), "21 deleted");
}

TEST(SeatMove, TheSeededBugTakesWhatSomebodyElseHas) {
    const auto done = moved(ask({{{2}, sold_to(other, 21)}}), own, SeededBug::move_without_looking);
    ASSERT_EQ(done.taken.size(), 1U);
    EXPECT_EQ(done.taken[0].owner, mine);
}

}  // namespace
}  // namespace boxoffice::musical
