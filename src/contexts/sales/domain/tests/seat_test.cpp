// Goal: every change of a seat counts once, where it belongs.
#include "contexts/sales/domain/seat.hpp"

#include <gtest/gtest.h>

namespace boxoffice::sales {
namespace {

Seat seat(SeatState state, std::int64_t owner = 0) {
    return {.id = {1}, .grade = "R", .state = state, .owner = {owner}};
}

TEST(SeatCounts, AreOfItsState) {
    EXPECT_EQ(counts_of(seat(SeatState::available)), (Counts{1, 0, 0, 0}));
    EXPECT_EQ(counts_of(seat(SeatState::held, 7)), (Counts{1, 1, 0, 0}));
    EXPECT_EQ(counts_of(seat(SeatState::sold, 7)), (Counts{1, 0, 1, 0}));
    EXPECT_EQ(counts_of(seat(SeatState::blocked)), (Counts{1, 0, 0, 1}));
    EXPECT_EQ(counts_of(seat(SeatState::deleted)), (Counts{0, 0, 0, 0}));
}

TEST(SeatFlow, SeesHoldsBeginAndEndUnsold) {
    const auto available = seat(SeatState::available);
    const auto held = seat(SeatState::held, 7);
    EXPECT_EQ(flow_of(available, held), (HoldFlow{1, 0}));
    EXPECT_EQ(flow_of(held, available), (HoldFlow{0, 1}));
    EXPECT_EQ(flow_of(held, seat(SeatState::blocked)), (HoldFlow{0, 1}));
    EXPECT_EQ(flow_of(held, seat(SeatState::sold, 7)), HoldFlow{});
    EXPECT_EQ(flow_of(held, held), HoldFlow{});
    EXPECT_EQ(flow_of(available, seat(SeatState::sold, 7)), HoldFlow{});
}

TEST(SeatFlow, TakesAHoldClaimedInPlaceForAReleaseAndAHold) {
    EXPECT_EQ(flow_of(seat(SeatState::held, 7), seat(SeatState::held, 8)), (HoldFlow{1, 1}));
}

}  // namespace
}  // namespace boxoffice::sales
