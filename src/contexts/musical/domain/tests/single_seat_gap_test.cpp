// Goal: a gap is refused only when the same party could have sat without one, and the refusal names
// where.
#include "contexts/musical/domain/single_seat_gap.hpp"

#include "contexts/musical/domain/tests/house_builder.hpp"

#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::draw;
using tests::ids;

constexpr Instant now{1'700'000'000'000ms};

TEST(SingleSeatGap, OneSeatLeftAtTheWallIsRefusedWithAlternativesNearestFirst) {
    const auto house = draw({"........"});
    const auto violation = single_seat_gap(house, ids({102, 103}), now);
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->left_alone, ids({101}));
    ASSERT_EQ(violation->alternatives.size(), 3U);
    EXPECT_EQ(violation->alternatives[0], ids({101, 102}));
    EXPECT_EQ(violation->alternatives[1], ids({103, 104}));
    EXPECT_EQ(violation->alternatives[2], ids({104, 105}));
}

TEST(SingleSeatGap, NoGapNoRefusal) {
    const auto house = draw({"........"});
    EXPECT_FALSE(single_seat_gap(house, ids({101, 102}), now));
    EXPECT_FALSE(single_seat_gap(house, ids({103, 104}), now));
    EXPECT_FALSE(single_seat_gap(house, ids({107, 108}), now));
    EXPECT_FALSE(single_seat_gap(house, {}, now));
}

TEST(SingleSeatGap, AllowedWhenTheSamePartyCannotAvoidIt) {
    EXPECT_FALSE(single_seat_gap(draw({"x...x"}), ids({102, 103}), now))
        << "two of three always leave one";
    EXPECT_FALSE(single_seat_gap(draw({"...."}), ids({101, 102, 103}), now));
    EXPECT_TRUE(single_seat_gap(draw({"x...x", "x..x."}), ids({102, 103}), now))
        << "row 2 has a place for two";
}

TEST(SingleSeatGap, ElsewhereMeansTheSameGrade) {
    EXPECT_FALSE(single_seat_gap(draw({"x...x", "xSSxx"}), ids({102, 103}), now));
    EXPECT_FALSE(single_seat_gap(draw({"x...x", "x#.xx"}), ids({102, 103}), now));
}

TEST(SingleSeatGap, AislesEndTheRowPiece) {
    const auto house = draw({"... ..."});
    const auto violation = single_seat_gap(house, ids({101, 102}), now);
    EXPECT_FALSE(violation) << "every pair of three leaves one";
    EXPECT_FALSE(single_seat_gap(draw({".. ...."}), ids({101, 102}), now));
    const auto gap = single_seat_gap(draw({".. ...."}), ids({105, 106}), now);
    ASSERT_TRUE(gap) << "the aisle at 3 makes 4 a single seat";
    EXPECT_EQ(gap->left_alone, ids({104, 107}));
}

TEST(SingleSeatGap, ASingleThatStoodAloneBeforeIsNobodysFault) {
    EXPECT_FALSE(single_seat_gap(draw({".x......"}), ids({107, 108}), now));
    EXPECT_FALSE(single_seat_gap(draw({".xx....."}), ids({104, 105}), now));
}

TEST(SingleSeatGap, OnePersonMayNotSplitAPairWhileSinglesOrLongRowsRemain) {
    const auto violation = single_seat_gap(draw({"x..x.x"}), ids({102}), now);
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->alternatives.front(), ids({105}));
    EXPECT_FALSE(single_seat_gap(draw({"x..x"}), ids({102}), now));
}

TEST(SingleSeatGap, AGapInTheMiddleOfTheWishCounts) {
    const auto violation = single_seat_gap(draw({"........"}), ids({103, 105}), now);
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->left_alone, ids({104}));
    EXPECT_EQ(violation->alternatives.front().size(), 2U);
}

TEST(SingleSeatGap, APartyInTwoRowsMovesOnlyThePieceThatCausesTheGap) {
    // Four never fit in one piece; two of them leave one alone in the second row.
    const auto house = draw({"x..xxxxx", "x...xx..x"});
    const auto violation = single_seat_gap(house, ids({102, 103, 202, 203}), now);
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->left_alone, ids({204}));
    ASSERT_EQ(violation->alternatives.size(), 1U);
    EXPECT_EQ(violation->alternatives[0], ids({102, 103, 207, 208}));
}

TEST(SingleSeatGap, OverdueHoldsAreFreeAndLiveOnesAreNot) {
    auto house = draw({"...."});
    Seat third{.id = {103}, .status = SeatStatus::held, .until = now + 1min};
    house.update(third);
    EXPECT_TRUE(single_seat_gap(house, ids({102, 103}), now + 2min).has_value())
        << "free again: two in the middle leave both ends alone";
    EXPECT_TRUE(single_seat_gap(house, ids({101}), now))
        << "2 would stand alone, 4 is a legal single";
    EXPECT_FALSE(single_seat_gap(house, ids({104}), now));
}

TEST(SingleSeatGap, AccessiblePlacesAreExempt) {
    EXPECT_FALSE(single_seat_gap(draw({"wcwc...."}), ids({102}), now));
    EXPECT_FALSE(single_seat_gap(draw({"wc...."}), ids({103, 104}), now));
    EXPECT_TRUE(single_seat_gap(draw({"wc...."}), ids({104, 105}), now));
}

TEST(SingleSeatGap, UnknownAndTakenSeatsAreNotItsBusiness) {
    EXPECT_FALSE(single_seat_gap(draw({"x..."}), ids({101, 999}), now));
}

}  // namespace
}  // namespace boxoffice::musical
