// Goal: the fence of a seat. Every status meets every command, with a fitting and with
// a foreign (reservation, epoch).
#include "contexts/musical/domain/seat.hpp"

#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{1'700'000'000'000ms};
constexpr ReservationId mine{7};
constexpr ReservationId other{8};

Seat seat_in(SeatStatus status, std::int64_t id = 1) {
    const bool owned =
        status == SeatStatus::held || status == SeatStatus::locked || status == SeatStatus::sold;
    if (!owned) return {.id = {id}, .status = status, .epoch = 4};
    return {.id = {id},
            .status = status,
            .owner = mine,
            .epoch = 4,
            .until = noon + 10min,
            .party_size = 1};
}

const Hold ask_by_other{.reservation = other, .epoch = 5, .until = noon + 20min, .party_size = 1};

/// "ok:<status>" or the reason.
std::string outcome(const SeatResult<Seat>& result) {
    if (!result) return std::string{reason_of(result.error())};
    constexpr std::array names{"available", "held", "locked", "sold", "blocked"};
    return std::string{"ok:"} + names[static_cast<std::size_t>(result->status)];
}

struct Row {
    SeatStatus status;
    const char* hold_by_other;
    const char* lock;
    const char* unlock;
    const char* sell;
    const char* release;
    const char* refund;
    const char* block;
    const char* unblock;
};

TEST(Seat, EveryStatusAnswersEveryCommandOfItsOwner) {
    const std::vector<Row> table{
        {SeatStatus::available, "ok:held", "not_held_by_you", "not_held_by_you", "not_held_by_you",
         "not_held_by_you", "not_held_by_you", "ok:blocked", "ok:available"},
        {SeatStatus::held, "taken", "ok:locked", "ok:held", "not_held_by_you", "ok:available",
         "not_held_by_you", "taken", "not_blocked"},
        {SeatStatus::locked, "taken", "ok:locked", "ok:held", "ok:sold", "ok:available",
         "not_held_by_you", "taken", "not_blocked"},
        {SeatStatus::sold, "taken", "not_held_by_you", "not_held_by_you", "ok:sold", "ok:available",
         "ok:available", "taken", "not_blocked"},
        {SeatStatus::blocked, "blocked", "not_held_by_you", "not_held_by_you", "not_held_by_you",
         "not_held_by_you", "not_held_by_you", "ok:blocked", "ok:available"},
    };
    for (const auto& row : table) {
        const auto seat = seat_in(row.status);
        SCOPED_TRACE(public_status(seat, noon));
        EXPECT_EQ(outcome(hold(seat, ask_by_other, noon)), row.hold_by_other);
        EXPECT_EQ(outcome(lock(seat, mine, 4)), row.lock);
        EXPECT_EQ(outcome(unlock(seat, mine, 4)), row.unlock);
        EXPECT_EQ(outcome(sell(seat, mine, 4)), row.sell);
        EXPECT_EQ(outcome(release(seat, mine, 4)), row.release);
        EXPECT_EQ(outcome(refund(seat, mine)), row.refund);
        EXPECT_EQ(outcome(block(seat, noon)), row.block);
        EXPECT_EQ(outcome(unblock(seat)), row.unblock);
    }
}

TEST(Seat, ForeignOrStaleFenceMovesNothing) {
    for (const auto status : {SeatStatus::available, SeatStatus::held, SeatStatus::locked,
                              SeatStatus::sold, SeatStatus::blocked}) {
        const auto seat = seat_in(status);
        SCOPED_TRACE(public_status(seat, noon));
        for (const auto& [who, epoch] :
             {std::pair{mine, 3}, std::pair{mine, 5}, std::pair{other, 4}}) {
            EXPECT_EQ(outcome(lock(seat, who, epoch)), "not_held_by_you");
            EXPECT_EQ(outcome(unlock(seat, who, epoch)), "not_held_by_you");
            EXPECT_EQ(outcome(sell(seat, who, epoch)), "not_held_by_you");
            EXPECT_EQ(outcome(release(seat, who, epoch)), "not_held_by_you");
        }
        EXPECT_EQ(outcome(refund(seat, other)), "not_held_by_you");
        EXPECT_EQ(outcome(release(seat, other, std::nullopt)), "not_held_by_you");
    }
}

TEST(Seat, ReleaseNeedsNoEpochOfItsOwner) {
    const auto freed = release(seat_in(SeatStatus::locked), mine, std::nullopt);
    ASSERT_TRUE(freed);
    EXPECT_EQ(freed->status, SeatStatus::available);
    EXPECT_FALSE(freed->owner);
    EXPECT_EQ(freed->epoch, 4) << "the epoch never falls";
}

TEST(Seat, ExpiredHoldIsClaimedInPlaceAtTheVeryInstant) {
    const auto seat = seat_in(SeatStatus::held);
    EXPECT_EQ(outcome(hold(seat, ask_by_other, seat.until - 1ms)), "taken");
    const auto claimed = hold(seat, ask_by_other, seat.until);
    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->owner, other);
    EXPECT_EQ(claimed->epoch, 5);
    EXPECT_EQ(outcome(lock(*claimed, mine, 4)), "not_held_by_you")
        << "the former owner is fenced off";
}

TEST(Seat, LockOfAnExpiredHoldStillSucceedsWhileTheFenceFits) {
    const auto seat = seat_in(SeatStatus::held);
    ASSERT_TRUE(is_free(seat, seat.until + 1h));
    EXPECT_EQ(outcome(lock(seat, mine, 4)), "ok:locked") << "the fence, not the clock decides";
}

TEST(Seat, TimerFreesHeldButNeverLocked) {
    const auto late = noon + 1h;
    EXPECT_EQ(expire(seat_in(SeatStatus::held), late).status, SeatStatus::available);
    EXPECT_EQ(expire(seat_in(SeatStatus::held), noon).status, SeatStatus::held);
    for (const auto status : {SeatStatus::locked, SeatStatus::sold, SeatStatus::blocked}) {
        EXPECT_EQ(expire(seat_in(status), late), seat_in(status));
    }
}

TEST(Seat, UnlockKeepsEpochAndUntil) {
    const auto unlocked = unlock(seat_in(SeatStatus::locked), mine, 4);
    ASSERT_TRUE(unlocked);
    EXPECT_EQ(*unlocked, seat_in(SeatStatus::held));
}

TEST(Seat, PublicStatusHidesLocksAndOverdueHolds) {
    EXPECT_EQ(public_status(seat_in(SeatStatus::locked), noon), "Held");
    EXPECT_EQ(public_status(seat_in(SeatStatus::locked), noon + 1h), "Held");
    EXPECT_EQ(public_status(seat_in(SeatStatus::held), noon + 1h), "Available");
    EXPECT_EQ(public_status(seat_in(SeatStatus::sold), noon), "Sold");
    EXPECT_EQ(public_status(seat_in(SeatStatus::blocked), noon), "Blocked");
}

// ---- all seats of a reservation

std::vector<Seat> free_seats() {
    return {{.id = {1}, .epoch = 2}, {.id = {2}, .epoch = 9}, {.id = {3}}};
}

TEST(AllSeats, OneEpochAboveTheHighestForAll) {
    const auto held = hold_all(free_seats(), {mine, noon + 10min}, noon);
    ASSERT_TRUE(held);
    ASSERT_EQ(held->size(), 3U);
    for (const auto& seat : *held) {
        EXPECT_EQ(seat.status, SeatStatus::held);
        EXPECT_EQ(seat.owner, mine);
        EXPECT_EQ(seat.epoch, 10);
        EXPECT_EQ(seat.until, noon + 10min);
        EXPECT_EQ(seat.party_size, 3);
    }
}

TEST(AllSeats, OneConflictHoldsNothingAndEveryConflictIsNamed) {
    auto seats = free_seats();
    seats[0].status = SeatStatus::blocked;
    seats[2] = {.id = {3}, .status = SeatStatus::sold, .owner = other, .epoch = 1};
    const auto held = hold_all(seats, {mine, noon + 10min}, noon);
    ASSERT_FALSE(held);
    const Conflicts expected{{{1}, "blocked"}, {{3}, "taken"}};
    EXPECT_EQ(held.error(), expected);
}

TEST(AllSeats, HoldingAgainAnswersTheSameHold) {
    const auto first = *hold_all(free_seats(), {mine, noon + 10min}, noon);
    const auto again = hold_all(first, {mine, noon + 30min}, noon + 1h);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, first);
}

TEST(AllSeats, LockIsRefusedWhenPartOfTheHoldWasClaimedAway) {
    auto party = *hold_all(free_seats(), {mine, noon + 10min}, noon);
    const std::vector<Seat> wanted{party[1]};
    const auto claimed = hold_all(wanted, {other, noon + 30min}, noon + 10min);
    ASSERT_TRUE(claimed);
    const std::vector<Seat> what_is_left{party[0], party[2]};
    EXPECT_FALSE(lock_all(what_is_left, mine, 10));
    EXPECT_TRUE(lock_all(party, mine, 10)) << "the whole party would have been locked";
    EXPECT_FALSE(lock_all({}, mine, 10));
}

TEST(AllSeats, SaleFollowsTheLockAndRepeatsItsAnswer) {
    const auto held = *hold_all(free_seats(), {mine, noon + 10min}, noon);
    EXPECT_FALSE(sell_all(held, {mine, 10}, noon)) << "held only, not locked";
    const auto locked = *lock_all(held, mine, 10);
    EXPECT_FALSE(sell_all(locked, {mine, 9}, noon));
    const auto sold = sell_all(locked, {mine, 10}, noon);
    ASSERT_TRUE(sold);
    const auto again = sell_all(*sold, {mine, 10}, noon);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, *sold);
}

TEST(AllSeats, LatePaymentTakesTheSeatsAgainOnlyIfAllAreFree) {
    const auto locked = *lock_all(*hold_all(free_seats(), {mine, noon + 10min}, noon), mine, 10);
    auto freed = release_all(locked, mine, std::nullopt);
    ASSERT_EQ(freed.size(), 3U);
    EXPECT_FALSE(sell_all(freed, {mine, 10, false}, noon)) << "not asked to reacquire";
    const auto sold = sell_all(freed, {mine, 10, true}, noon);
    ASSERT_TRUE(sold);
    for (const auto& seat : *sold) {
        EXPECT_EQ(seat.status, SeatStatus::sold);
        EXPECT_EQ(seat.epoch, 11);
    }
    freed[1] = {
        .id = {2}, .status = SeatStatus::held, .owner = other, .epoch = 11, .until = noon + 1h};
    EXPECT_FALSE(sell_all(freed, {mine, 10, true}, noon));
    EXPECT_TRUE(sell_all(freed, {mine, 10, true}, noon + 1h)) << "the other's hold ran out";
    freed[1].status = SeatStatus::blocked;
    EXPECT_FALSE(sell_all(freed, {mine, 10, true}, noon + 1h));
}

TEST(AllSeats, ReleaseAndRefundTouchOnlyTheirOwn) {
    std::vector<Seat> seats{seat_in(SeatStatus::held, 1), seat_in(SeatStatus::sold, 2),
                            seat_in(SeatStatus::sold, 3)};
    seats[2].owner = other;
    const auto refunded = refund_all(seats, mine);
    ASSERT_EQ(refunded.size(), 1U);
    EXPECT_EQ(refunded[0].id, SeatId{2});
    EXPECT_EQ(release_all(seats, mine, std::nullopt).size(), 2U);
    EXPECT_EQ(release_all(seats, mine, 3).size(), 0U) << "the epoch of an earlier hold";
}

TEST(SeededBug, DoesWhatTheFenceForbids) {
    const auto theirs = seat_in(SeatStatus::locked);
    EXPECT_EQ(outcome(sell(theirs, other, 1, SeededBug::sale_without_the_fence)), "ok:sold");
    EXPECT_EQ(outcome(release(theirs, other, 1, SeededBug::sale_without_the_fence)),
              "ok:available");
    EXPECT_EQ(outcome(sell(theirs, other, 1, SeededBug::webhook_payload_trusted)),
              "not_held_by_you");
    EXPECT_EQ(outcome(release(theirs, other, 1, SeededBug::webhook_payload_trusted)),
              "not_held_by_you");
}

}  // namespace
}  // namespace boxoffice::musical
