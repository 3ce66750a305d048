// Goal: each step of best-available is taken only when the one before it fails, and its answer is
// the one that trying everything would give.
#include "contexts/musical/domain/best_available.hpp"

#include "contexts/musical/domain/sample_season.hpp"
#include "contexts/musical/domain/single_seat_gap.hpp"
#include "contexts/musical/domain/tests/house_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>
#include <set>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::draw;
using tests::ids;

constexpr Instant now{1'700'000'000'000ms};

BestAvailableRequest ask(int count) {
    return {.count = count, .now = now};
}

TEST(BestAvailable, TakesTheMiddleOfTheFirstRow) {
    const auto house = draw({"...........", "..........."}, {300, 0});
    const auto found = best_available(house, ask(3));
    EXPECT_EQ(found.seats, ids({105, 106, 107}));
    EXPECT_TRUE(found.together);
    EXPECT_FALSE(found.leaves_single_seat);
    EXPECT_TRUE(found.reason.empty());
}

TEST(BestAvailable, StepsAsideRatherThanLeaveASingleSeat) {
    const auto house =
        draw({"x.....x"}, {200, 0});  // 2..6 free; the nearest pair 3,4 would leave 2 alone
    const auto found = best_available(house, ask(2));
    EXPECT_EQ(found.seats, ids({102, 103}));
    EXPECT_FALSE(found.leaves_single_seat);
}

TEST(BestAvailable, LeavesASingleSeatOnlyWhenNothingElseIsTogether) {
    const auto found = best_available(draw({"x...x", "xx.xx"}), ask(2));
    EXPECT_EQ(found.seats.size(), 2U);
    EXPECT_TRUE(found.together);
    EXPECT_TRUE(found.leaves_single_seat);
}

TEST(BestAvailable, SplitsIntoNeighbouringRowsAndSaysSo) {
    const auto house = draw({"..xxxxxxxxxxxx..", "xxxxxxxxxxxxxx..", "xxxxxxxxxxxxxxxx"}, {0, 0});
    const auto found = best_available(house, ask(4));
    EXPECT_FALSE(found.together);
    const std::set<SeatId> seats{found.seats.begin(), found.seats.end()};
    EXPECT_EQ(seats, (std::set<SeatId>{{115}, {116}, {215}, {216}}))
        << "pairs behind each other, not one at each end of the first row";
}

TEST(BestAvailable, SplitsIntoSinglesWhenThatIsAllThereIs) {
    const auto found = best_available(draw({".x.x.", "x.x.x"}), ask(5));
    EXPECT_EQ(found.seats.size(), 5U);
    EXPECT_FALSE(found.together);
}

TEST(BestAvailable, NeverMixesUpAisleAndNeighbour) {
    const auto found = best_available(draw({".. ..", "....x"}), ask(3));
    EXPECT_EQ(found.seats.front().value / 100, 2) << "row 1 has no three seats that touch";
    EXPECT_TRUE(found.together);
}

TEST(BestAvailable, ObeysGradePriceAndSection) {
    const auto house = draw({".....", "SSSSS"});
    auto request = ask(2);
    request.grade = "S";
    EXPECT_EQ(best_available(house, request).seats.front().value / 100, 2);
    request.grade.reset();
    request.price_max = 60'000;
    EXPECT_EQ(best_available(house, request).seats.front().value / 100, 2);
    request.price_max = 10'000;
    EXPECT_EQ(best_available(house, request).reason, "no_matching_seats");
    request.price_max.reset();
    request.section = "B";
    EXPECT_EQ(best_available(house, request).reason, "unknown_section");
    request.section = "A";
    request.grade = "VIP";
    EXPECT_EQ(best_available(house, request).reason, "unknown_grade");
}

TEST(BestAvailable, RestrictedViewComesLast) {
    const auto house = draw({"rrrr", "xxxx", "...."});
    EXPECT_EQ(best_available(house, ask(2)).seats.front().value / 100, 3);
    EXPECT_EQ(best_available(draw({"rrrr"}), ask(2)).seats.size(), 2U);
}

TEST(BestAvailable, StaysNearTheSeatsThatWereLost) {
    const std::string row(11, '.');
    const auto house = draw({row, row, row, row, "....xxx....", "xxxxxxxxxxx"}, {300, 0});
    auto request = ask(3);
    request.near = ids({505, 506, 507});
    EXPECT_EQ(best_available(house, request).seats, ids({405, 406, 407})) << "and not row 1";
    request.count = 2;
    request.near = ids({511});
    EXPECT_EQ(best_available(house, request).seats, ids({510, 511}));
    request.near = ids({101, 611});
    const auto between = best_available(house, request).seats;
    EXPECT_EQ(between.front().value / 100, 3) << "the middle of all that were named";
}

TEST(BestAvailable, APartyThatMustSplitStaysNearTheLostSeatsToo) {
    const auto house =
        draw({"..xxxxxxxx..", "xxxxxxxxxxxx", "..xxxxxxxxxx", "..xxxxxxxxxx"}, {550, 0});
    auto request = ask(4);
    request.near = ids({303});
    const auto found = best_available(house, request);
    EXPECT_FALSE(found.together);
    const std::set<SeatId> seats{found.seats.begin(), found.seats.end()};
    EXPECT_EQ(seats, (std::set<SeatId>{{301}, {302}, {401}, {402}}));
}

TEST(BestAvailable, NearASeatThatTheHouseDoesNotHaveIsNowhere) {
    auto request = ask(1);
    request.near = ids({101, 999});
    EXPECT_EQ(best_available(draw({"...."}), request).reason, "unknown_seat");
}

TEST(BestAvailable, AccessiblePlacesAreKeptForThoseWhoAskForThem) {
    const auto house = draw({"wcwc", "xx.x"});
    EXPECT_EQ(best_available(house, ask(1)).seats, ids({203}));
    EXPECT_EQ(best_available(house, ask(2)).reason, "not_enough_seats");
    auto request = ask(2);
    request.accessible = true;
    const auto found = best_available(house, request);
    ASSERT_EQ(found.seats.size(), 2U);
    EXPECT_TRUE(found.together);
    EXPECT_EQ(best_available(draw({"wcx", "..."}), ask(3)).seats, ids({201, 202, 203}));
}

TEST(BestAvailable, AccessiblePartiesDoNotWasteWheelchairPlaces) {
    auto request = ask(3);
    request.accessible = true;
    const auto beside = best_available(draw({"wcwc..", "......"}), request);
    ASSERT_EQ(beside.seats.size(), 3U);
    EXPECT_EQ(beside.seats, ids({103, 104, 105}))
        << "one wheelchair place, its companion, one chair";
    const auto apart = best_available(draw({"wcx...", "......"}), request);
    ASSERT_EQ(apart.seats.size(), 3U);
    EXPECT_FALSE(apart.together);
    EXPECT_EQ(best_available(draw({"......"}), request).reason, "no_accessible_seats");
    EXPECT_EQ(best_available(draw({"wc"}), request).reason, "not_enough_seats");
}

TEST(BestAvailable, SaysWhyThereIsNone) {
    EXPECT_EQ(best_available(draw({"xxx#"}), ask(1)).reason, "no_seats_left");
    EXPECT_EQ(best_available(draw({"wc"}), ask(1)).reason, "no_seats_left");
    EXPECT_EQ(best_available(draw({"x..x"}), ask(3)).reason, "not_enough_seats");
    EXPECT_EQ(best_available(draw({"...."}), ask(0)).reason, "count_out_of_range");
    EXPECT_EQ(best_available(draw({"...."}), ask(51)).reason, "count_out_of_range");
}

TEST(BestAvailable, OverdueHoldsAreOnOffer) {
    auto house = draw({"x.."});
    house.update({.id = {102}, .status = SeatStatus::held, .until = now});
    house.update({.id = {103}, .status = SeatStatus::locked, .until = now});
    EXPECT_EQ(best_available(house, ask(1)).seats, ids({102}));
    EXPECT_EQ(best_available(house, ask(2)).reason, "not_enough_seats");
}

// ---- against trying everything, on small random houses

struct Ideal {
    bool exists = false;
    double cost = std::numeric_limits<double>::infinity();
};

double cost_of(const House& house, const std::vector<std::size_t>& seats) {
    double cost = 0;
    for (const auto index : seats) {
        cost += distance(house.seats()[index].position, house.focal_point());
    }
    return cost;
}

bool touch(const House& house, const std::vector<std::size_t>& seats) {
    for (std::size_t i = 1; i < seats.size(); ++i) {
        if (seats[i - 1] + 1 != seats[i] || !house.are_neighbours(seats[i - 1], seats[i]))
            return false;
    }
    return true;
}

/// The open seats without an open neighbour, found slowly and obviously.
std::set<std::size_t> singles(const House& house, const std::set<std::size_t>& taken) {
    const auto open = [&](std::size_t i) {
        return is_open(house.seats()[i], now) && taken.count(i) == 0;
    };
    std::set<std::size_t> found;
    for (std::size_t i = 0; i < house.seats().size(); ++i) {
        bool has_neighbour = false;
        for (std::size_t j = 0; j < house.seats().size(); ++j) {
            if (j != i && open(j) && house.are_neighbours(i, j)) has_neighbour = true;
        }
        if (open(i) && !has_neighbour) found.insert(i);
    }
    return found;
}

/// Whether `taken` makes an open seat single that was none before.
bool makes_single(const House& house, const std::set<std::size_t>& taken) {
    const auto before = singles(house, {});
    const auto after = singles(house, taken);
    return !std::includes(before.begin(), before.end(), after.begin(), after.end());
}

/// Every set of `count` open seats, by brute force.
template <class Visit>
void for_each_set(const House& house, std::size_t count, Visit visit) {
    const auto size = house.seats().size();
    for (std::uint32_t bits = 0; bits < (1U << size); ++bits) {
        if (static_cast<std::size_t>(__builtin_popcount(bits)) != count) continue;
        std::vector<std::size_t> seats;
        for (std::size_t i = 0; i < size; ++i) {
            if ((bits >> i & 1U) != 0) seats.push_back(i);
        }
        const bool all_open = std::all_of(seats.begin(), seats.end(), [&](std::size_t i) {
            return is_open(house.seats()[i], now);
        });
        if (all_open) visit(seats);
    }
}

House random_house(std::mt19937& random) {
    const auto pick = [&](std::size_t bound) { return random() % bound; };
    std::vector<std::string> rows;
    for (std::size_t row = 0; row < 2; ++row) {
        std::string drawn;
        for (std::size_t column = 0; column < 6; ++column) drawn += "....x x"[pick(7)];
        rows.push_back(drawn);
    }
    return draw(rows, {static_cast<int>(pick(350)), static_cast<int>(pick(3)) * 50});
}

TEST(BestAvailable, AgreesWithTryingEverythingOnRandomHouses) {
    for (std::uint32_t seed = 1; seed <= 150; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random{seed};
        const auto house = random_house(random);
        const auto count = 1 + random() % 4;
        Ideal legal;
        Ideal together;
        bool any = false;
        for_each_set(house, count, [&](const std::vector<std::size_t>& seats) {
            any = true;
            if (!touch(house, seats)) return;
            const auto cost = cost_of(house, seats);
            together = {true, std::min(together.cost, cost)};
            if (!makes_single(house, {seats.begin(), seats.end()})) {
                legal = {true, std::min(legal.cost, cost)};
            }
        });
        const auto found = best_available(house, ask(static_cast<int>(count)));
        ASSERT_EQ(!found.seats.empty(), any);
        if (!any) continue;
        std::vector<std::size_t> indexes;
        for (const auto id : found.seats) indexes.push_back(*house.find(id));
        ASSERT_EQ(indexes.size(), count);
        ASSERT_EQ(std::set<std::size_t>(indexes.begin(), indexes.end()).size(), count);
        ASSERT_EQ(found.together, together.exists);
        if (!together.exists) continue;
        ASSERT_EQ(found.leaves_single_seat, !legal.exists);
        ASSERT_TRUE(touch(house, indexes));
        ASSERT_NEAR(cost_of(house, indexes), legal.exists ? legal.cost : together.cost, 1e-6);
    }
}

TEST(SingleSeatGapRule, AgreesWithTryingEverythingOnRandomHouses) {
    int violations = 0;
    for (std::uint32_t seed = 1; seed <= 150; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random{seed};
        const auto house = random_house(random);
        const auto count = 1 + random() % 3;
        bool can_be_avoided = false;
        for_each_set(house, count, [&](const std::vector<std::size_t>& seats) {
            if (touch(house, seats) && !makes_single(house, {seats.begin(), seats.end()})) {
                can_be_avoided = true;
            }
        });
        for_each_set(house, count, [&](const std::vector<std::size_t>& seats) {
            if (!touch(house, seats)) return;
            std::vector<SeatId> wish;
            for (const auto index : seats) wish.push_back(house.seats()[index].id);
            const bool expected =
                can_be_avoided && makes_single(house, {seats.begin(), seats.end()});
            const auto violation = single_seat_gap(house, wish, now);
            ASSERT_EQ(violation.has_value(), expected);
            if (!violation) return;
            ++violations;
            for (const auto& alternative : violation->alternatives) {
                ASSERT_EQ(alternative.size(), count);
                ASSERT_FALSE(single_seat_gap(house, alternative, now)) << "alternatives are legal";
            }
        });
    }
    EXPECT_GT(violations, 50) << "the houses exercise the rule";
}

TEST(BestAvailable, ServesEverySeatOfAWholeHallUntilItIsSoldOut) {
    const auto plan = sample_theatre_plan();
    std::vector<HouseEntry> entries;
    for (const auto& section : plan.sections) {
        for (const auto& row : section.rows) {
            for (const auto& seat : row.seats) {
                entries.push_back(
                    {.details = {.seat_id = {static_cast<std::int64_t>(entries.size()) + 1},
                                 .section = section.name,
                                 .seat_row = row.seat_row,
                                 .seat_col = seat.seat_col,
                                 .grade = "R"},
                     .position = seat.position,
                     .attributes = attributes_from(seat.attributes)});
            }
        }
    }
    House house{entries, plan.focal_point};
    std::mt19937 random{7};
    std::size_t sold = 0;
    std::size_t refused_in_a_row = 0;
    while (refused_in_a_row < 20) {
        const auto found = best_available(house, ask(static_cast<int>(1 + random() % 6)));
        refused_in_a_row = found.seats.empty() ? refused_in_a_row + 1 : 0;
        for (const auto id : found.seats) {
            ASSERT_TRUE(house.seats()[*house.find(id)].is_free(now)) << "sold twice";
            house.update({.id = id, .status = SeatStatus::sold});
            ++sold;
        }
    }
    EXPECT_EQ(sold, 784U) << "all but the 16 accessible places";
}

}  // namespace
}  // namespace boxoffice::musical
