// Goal: sold seats are exchanged in one step that every reader of the house sees the same way:
// seats, blocks, history, seat map.
#include "contexts/musical/tests/theatre.hpp"

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::Theatre;

/// Reservation 1 has seats a and b; c and d are free.
struct Reseats : ::testing::Test {
    Theatre theatre;
    std::int64_t musical = theatre.add_musical();
    std::int64_t a = theatre.add_seat(musical, 1, 1);
    std::int64_t b = theatre.add_seat(musical, 1, 2);
    std::int64_t c = theatre.add_seat(musical, 2, 1);
    std::int64_t d = theatre.add_seat(musical, 2, 2);
    contracts::PerformanceId performance = theatre.performance_of(a);
    std::int64_t epoch = buy(1, {a, b});

    std::int64_t buy(std::int64_t reservation, const std::vector<std::int64_t>& seats) {
        theatre.place(reservation, performance, seats);
        const auto held = theatre.heard<contracts::SeatHeld>().back().epoch;
        theatre.lock(reservation, performance, held);
        theatre.sell(reservation, performance, held, seats);
        return held;
    }
    contracts::SeatMoveRequested ask(std::vector<contracts::SeatMove> moves,
                                     std::int64_t number = 9) const {
        return {.reservation_id = {1},
                .performance_id = performance,
                .move_number = number,
                .epoch = epoch,
                .moves = std::move(moves),
                .keep_off_sale = false,
                .reason = "the seat is broken",
                .moved_by = {2}};
    }
    std::string block(std::int64_t seat, const std::string& kind) {
        const auto path = "/performances/" + std::to_string(performance.value) + "/seats/block";
        return std::to_string(theatre
                                  .post(path, R"({"seatIds":[)" + std::to_string(seat) +
                                                  R"(],"kind":")" + kind + R"("})")
                                  .status);
    }
    std::string conflicts() const {
        const auto refused = theatre.heard<contracts::SeatMoveRefused>().back();
        std::string text;
        for (const auto& conflict : refused.conflicts) {
            text += std::to_string(conflict.seat_id.value) + ' ' + conflict.reason + ' ';
        }
        return text;
    }
    std::string map() {
        return std::string{
            Theatre::json(
                theatre.get("/performances/" + std::to_string(performance.value) + "/seatmap"))
                .at("statuses")
                .as_string()};
    }
};

TEST_F(Reseats, MovesAndFreesInOneStep) {
    theatre.move(ask({{{b}, {c}}}));
    const auto moved = theatre.heard<contracts::SeatMoved>();
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(moved[0].move_number, 9);
    EXPECT_EQ(moved[0].seat_id.value, c);
    EXPECT_GT(moved[0].epoch, epoch);
    EXPECT_EQ(theatre.status_of(a), "Sold");
    EXPECT_EQ(theatre.status_of(b), "Available");
    EXPECT_EQ(theatre.status_of(c), "Sold");
    theatre.bench().run_for(1s);
    EXPECT_EQ(map(), "SASA");
    EXPECT_GT(buy(2, {b}), epoch) << "what was left is on sale";
    EXPECT_EQ(theatre.heard<contracts::SeatSold>().back().reservation_id.value, 2);
    theatre.give_back(1, performance, {a, c});
    EXPECT_EQ(theatre.status_of(c), "Available");
}

TEST_F(Reseats, IsAnsweredTheSameAgain) {
    theatre.move(ask({{{b}, {c}}}));
    theatre.move(ask({{{b}, {c}}}));
    const auto moved = theatre.heard<contracts::SeatMoved>();
    ASSERT_EQ(moved.size(), 2U);
    EXPECT_EQ(moved[0].epoch, moved[1].epoch);
    EXPECT_EQ(theatre.status_of(b), "Available");
}

TEST_F(Reseats, IsRefusedForEverOnceItWas) {
    buy(2, {c});
    theatre.move(ask({{{a}, {d}}, {{b}, {c}}}));
    EXPECT_EQ(conflicts(), std::to_string(c) + " taken ");
    EXPECT_EQ(theatre.status_of(d), "Available");
    theatre.give_back(2, performance, {c});
    theatre.move(ask({{{a}, {d}}, {{b}, {c}}}));
    ASSERT_EQ(theatre.heard<contracts::SeatMoveRefused>().size(), 2U);
    EXPECT_TRUE(theatre.heard<contracts::SeatMoved>().empty()) << "though the seat has come free";
    EXPECT_EQ(theatre.status_of(a), "Sold");
    epoch = theatre.heard<contracts::SeatMoveRefused>().back().epoch;
    theatre.move(ask({{{a}, {d}}, {{b}, {c}}}, 12));
    EXPECT_EQ(theatre.heard<contracts::SeatMoved>().size(), 1U) << "asked anew it is done";
}

TEST_F(Reseats, KeepsABrokenSeatOffSale) {
    auto request = ask({{{b}, {c}}});
    request.keep_off_sale = true;
    theatre.move(request);
    EXPECT_TRUE(theatre.heard<contracts::SeatMoved>().back().kept_off_sale);
    EXPECT_EQ(theatre.status_of(b), "Blocked");
    const auto blocks =
        theatre.call(ports::HttpMethod::get,
                     "/performances/" + std::to_string(performance.value) + "/seats/blocks");
    EXPECT_TRUE(eventing::has(blocks, R"("kind":"technical","reason":"the seat is broken")"))
        << blocks.body;
    EXPECT_TRUE(eventing::has(blocks, R"("blockedBy":2)")) << blocks.body;
    theatre.bench().run_for(1s);
    EXPECT_EQ(map(), "SBSA");
}

TEST_F(Reseats, AHouseSeatIsGivenAndATechnicalOneIsNot) {
    EXPECT_EQ(block(c, "technical"), "200");
    EXPECT_EQ(block(d, "house"), "200");
    theatre.move(ask({{{b}, {c}}}));
    EXPECT_EQ(conflicts(), std::to_string(c) + " blocked ");
    epoch = theatre.heard<contracts::SeatMoveRefused>().back().epoch;
    theatre.move(ask({{{b}, {d}}}, 12));
    ASSERT_EQ(theatre.heard<contracts::SeatMoved>().size(), 1U);
    EXPECT_EQ(theatre.status_of(d), "Sold");
    theatre.give_back(1, performance, {d});
    EXPECT_EQ(theatre.status_of(d), "Available") << "its block is over";
}

TEST_F(Reseats, ACanceledPerformanceAndAnUnknownSeatRefuse) {
    theatre.move(ask({{{b}, {99'999}}}));
    EXPECT_EQ(conflicts(), "99999 deleted ");
    epoch = theatre.heard<contracts::SeatMoveRefused>().back().epoch;
    const auto path = "/performances/" + std::to_string(performance.value) + "/cancellation";
    EXPECT_EQ(theatre.post(path, "").status, 200);
    theatre.move(ask({{{b}, {c}}}, 12));
    EXPECT_EQ(conflicts(), std::to_string(c) + " performance_canceled ");
}

TEST_F(Reseats, EveryMoveIsInTheHistory) {
    theatre.move(ask({{{b}, {c}}}));
    std::vector<std::string> moves;
    const auto sql = theatre.bench().database().open_reader();
    sql->query(
        "SELECT seat_id, reason, epoch FROM seat_history WHERE reason LIKE 'moved%' "
        "ORDER BY seat_id",
        {}, [&](const ports::SqlRow& row) {
            moves.push_back(std::to_string(row.integer(0)) + ' ' + std::string{row.text(1)} + ' ' +
                            std::to_string(row.integer(2)));
        });
    const std::vector<std::string> expected{std::to_string(a) + " moved 2",
                                            std::to_string(b) + " moved_away 1",
                                            std::to_string(c) + " moved 2"};
    EXPECT_EQ(moves, expected);
}

}  // namespace
}  // namespace boxoffice::musical
