// Goal: what reservations ask by events is answered by exactly one event, and the stored seats
// agree.
#include "contexts/musical/tests/theatre.hpp"

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::Theatre;

struct Stage : ::testing::Test {
    Theatre theatre;
    std::int64_t musical = theatre.add_musical();
    std::int64_t first = theatre.add_seat(musical, 1, 1);
    std::int64_t second = theatre.add_seat(musical, 1, 2);
    contracts::PerformanceId performance = theatre.performance_of(first);

    void hold_and_sell(std::int64_t reservation, const std::vector<std::int64_t>& seats) {
        theatre.place(reservation, performance, seats);
        const auto epoch = theatre.heard<contracts::SeatHeld>().back().epoch;
        theatre.lock(reservation, performance, epoch);
        theatre.sell(reservation, performance, epoch, seats);
    }
};

TEST_F(Stage, HoldsLocksAndSells) {
    theatre.place(1, performance, {first, second});
    const auto held = theatre.heard<contracts::SeatHeld>();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].seats.size(), 2U);
    EXPECT_EQ(held[0].seat_id.value, first);
    EXPECT_EQ(held[0].epoch, 1);
    EXPECT_EQ(theatre.status_of(first), "Held");

    theatre.lock(1, performance, 1);
    ASSERT_EQ(theatre.heard<contracts::SeatLocked>().size(), 1U);
    EXPECT_EQ(theatre.heard<contracts::SeatLocked>()[0].payment_id.value, 77);
    theatre.sell(1, performance, 1, {first, second});
    ASSERT_EQ(theatre.heard<contracts::SeatSold>().size(), 1U);
    const auto shown = Theatre::json(theatre.get("/seats/" + std::to_string(first)));
    EXPECT_TRUE(shown.at("isSold").as_bool());
    EXPECT_EQ(shown.at("status").as_string(), "Sold");
}

TEST_F(Stage, RefusesWhatSomebodyElseHasAndHoldsNothing) {
    hold_and_sell(1, {first});
    theatre.place(2, performance, {second, first});
    const auto refused = theatre.heard<contracts::SeatAlreadySold>();
    ASSERT_EQ(refused.size(), 1U);
    ASSERT_EQ(refused[0].conflicts.size(), 1U);
    EXPECT_EQ(refused[0].conflicts[0].seat_id.value, first);
    EXPECT_EQ(refused[0].conflicts[0].reason, "taken");
    EXPECT_EQ(theatre.status_of(second), "Available");
}

TEST_F(Stage, GivesBackWhatWasSoldAndSellsItAgain) {
    hold_and_sell(1, {first});
    theatre.give_back(1, performance, {first});
    ASSERT_EQ(theatre.heard<contracts::SeatRefunded>().size(), 1U);
    EXPECT_EQ(theatre.status_of(first), "Available");
    hold_and_sell(2, {first});
    ASSERT_EQ(theatre.heard<contracts::SeatSold>().size(), 2U);
    EXPECT_EQ(theatre.heard<contracts::SeatSold>()[1].epoch, 2);
}

TEST_F(Stage, AHoldRunsOutByItselfAndIsTold) {
    theatre.place(1, performance, {first, second});
    theatre.bench().run_for(11min);
    const auto released = theatre.heard<contracts::SeatReleased>();
    ASSERT_EQ(released.size(), 1U) << "one event for the reservation, not one per seat";
    EXPECT_EQ(released[0].reason, "hold_expired");
    EXPECT_EQ(released[0].seats.size(), 2U);
    EXPECT_EQ(theatre.status_of(first), "Available");
}

TEST_F(Stage, TheSweepOutlivesARestart) {
    theatre.place(1, performance, {first});
    theatre.restart();
    theatre.bench().run_for(11min);
    EXPECT_EQ(theatre.heard<contracts::SeatReleased>().size(), 1U);
}

TEST_F(Stage, ALockedSeatIsFreedByNoTimer) {
    theatre.place(1, performance, {first});
    theatre.lock(1, performance, 1);
    theatre.bench().run_for(1h);
    EXPECT_TRUE(theatre.heard<contracts::SeatReleased>().empty());
    EXPECT_EQ(theatre.status_of(first), "Held");
    theatre.unlock(1, performance, 1);
    ASSERT_EQ(theatre.heard<contracts::SeatUnlocked>().size(), 1U);
    theatre.bench().run_for(5s);
    EXPECT_EQ(theatre.heard<contracts::SeatReleased>().size(), 1U)
        << "its time had run out meanwhile";
}

TEST_F(Stage, TheFenceRefusesALateLockAndALateSale) {
    theatre.place(1, performance, {first});
    theatre.bench().run_for(11min);
    theatre.place(2, performance, {first});
    theatre.lock(1, performance, 1);
    ASSERT_EQ(theatre.heard<contracts::SeatLockRefused>().size(), 1U);
    theatre.sell(1, performance, 1, {first}, true);
    ASSERT_EQ(theatre.heard<contracts::SeatSaleRefused>().size(), 1U);
    theatre.release(1, performance);
    EXPECT_EQ(theatre.status_of(first), "Held") << "by reservation 2";
}

TEST_F(Stage, ALatePaymentTakesFreeSeatsAgain) {
    theatre.place(1, performance, {first, second});
    theatre.lock(1, performance, 1);
    theatre.release(1, performance);
    ASSERT_EQ(theatre.heard<contracts::SeatReleased>().size(), 1U);
    theatre.sell(1, performance, 1, {first, second}, true);
    const auto sold = theatre.heard<contracts::SeatSold>();
    ASSERT_EQ(sold.size(), 1U);
    EXPECT_EQ(sold[0].epoch, 2);
}

TEST_F(Stage, UnknownSeatsAndPerformancesAreDeletedOnes) {
    theatre.place(1, performance, {99'999});
    theatre.place(2, {88'888}, {first});
    const auto refused = theatre.heard<contracts::SeatAlreadySold>();
    ASSERT_EQ(refused.size(), 2U);
    EXPECT_EQ(refused[0].conflicts[0].reason, "deleted");
    EXPECT_EQ(refused[1].conflicts[0].reason, "deleted");
}

TEST_F(Stage, ACanceledPerformanceSellsNothing) {
    const auto path = "/performances/" + std::to_string(performance.value) + "/cancellation";
    EXPECT_EQ(theatre.post(path, R"({"reason":"illness"})").status, 200);
    EXPECT_EQ(theatre.post(path, "").status, 200) << "asking again changes nothing";
    ASSERT_EQ(theatre.heard<contracts::PerformanceCanceled>().size(), 1U);
    theatre.place(1, performance, {first});
    const auto refused = theatre.heard<contracts::SeatAlreadySold>();
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused[0].conflicts[0].reason, "performance_canceled");
}

TEST_F(Stage, EveryMoveIsInTheHistory) {
    hold_and_sell(1, {first});
    theatre.give_back(1, performance, {first});
    std::vector<std::string> moves;
    const auto sql = theatre.bench().database().open_reader();
    sql->query(
        "SELECT version, epoch, reason FROM seat_history WHERE seat_id = $1 ORDER BY version",
        {first}, [&](const ports::SqlRow& row) {
            moves.push_back(std::to_string(row.integer(0)) + ' ' + std::to_string(row.integer(1)) +
                            ' ' + std::string{row.text(2)});
        });
    const std::vector<std::string> expected{"1 1 held", "2 1 locked", "3 1 sold", "4 1 refunded"};
    EXPECT_EQ(moves, expected);
}

// ---- the single-seat-gap rule, decided together with the hold

struct Hall : ::testing::Test {
    Theatre theatre;
    std::int64_t musical = theatre.add_musical();
    contracts::PerformanceId performance;
    std::int64_t first = 0;

    void SetUp() override {
        std::string seats;
        for (int column = 1; column <= 6; ++column) {
            const auto number = std::to_string(column);
            if (!seats.empty()) seats += ',';
            seats += R"({"seatGuid":")" + number + R"(","seatLabel":")" + number +
                     R"(","seatCol":)" + number + R"(,"position":{"x":)" + number + R"(0,"y":0}})";
        }
        const auto venue = Theatre::id_of(theatre.post(
            "/venues", R"({"name":"작은 극장","plan":{"name":"p","focalPoint":{"x":35,"y":0},
            "sections":[{"name":"A","rows":[{"seatRow":1,"rowLabel":"1","seats":[)" +
                           seats + "]}]}]}}"));
        const auto created = theatre.post(
            "/items/" + std::to_string(musical) + "/performances",
            R"({"startsAt":"2030-01-01T10:30:00Z","singleSeatGapRule":true,"venueId":)" +
                std::to_string(venue) + "}");
        ASSERT_EQ(created.status, 201) << created.body;
        performance = {Theatre::id_of(created)};
        const auto opened = theatre.heard<contracts::SeatsOpened>();
        ASSERT_EQ(opened.size(), 1U);
        first = opened[0].seats[0].seat_id.value;
        EXPECT_EQ(opened[0].seats[5].seat_id.value, first + 5) << "ids are adjacent";
    }
};

TEST_F(Hall, AGapIsRefusedWithAlternatives) {
    theatre.place(1, performance, {first + 1, first + 2});
    const auto refused = theatre.heard<contracts::SeatAlreadySold>();
    ASSERT_EQ(refused.size(), 1U);
    ASSERT_EQ(refused[0].conflicts.size(), 2U);
    EXPECT_EQ(refused[0].conflicts[0].reason, "single_seat_gap");
    ASSERT_FALSE(refused[0].alternatives.empty());
    EXPECT_EQ(refused[0].alternatives[0].size(), 2U);
    std::vector<std::int64_t> instead;
    for (const auto id : refused[0].alternatives[0]) instead.push_back(id.value);
    theatre.place(2, performance, instead);
    EXPECT_EQ(theatre.heard<contracts::SeatHeld>().size(), 1U);
}

TEST_F(Hall, TheRuleSeesWhatWasHeldMeanwhile) {
    theatre.place(1, performance, {first, first + 1});
    theatre.place(2, performance, {first + 3});
    EXPECT_EQ(theatre.heard<contracts::SeatAlreadySold>().size(), 1U)
        << "the third would stand alone";
    theatre.place(3, performance, {first + 2});
    EXPECT_EQ(theatre.heard<contracts::SeatHeld>().size(), 2U);
}

}  // namespace
}  // namespace boxoffice::musical
