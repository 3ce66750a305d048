// Goal: what staff may ask when they move tickets, what they are told, and which tickets open the
// door meanwhile and afterwards. Method: the real module, with a test in musical's place.
#include "contexts/reservation/tests/counter.hpp"

namespace boxoffice::reservation::testing {
namespace {

constexpr const char* one_move =
    R"({"moves":[{"seatId":12,"toSeatId":13}],"reason":"The seat is broken"})";

class Reseats : public Counter {
  protected:
    Reseats() {
        auto with_rules = scheduled();
        with_rules.refund_tables = {{{.code = "free", .name = "free", .tiers = {{0, 0}}}}};
        bench.publish(house_key, with_rules);
        have_tickets();
    }

    HttpResponse reseat(const std::string& body = one_move, const Principal& who = staff,
                        std::vector<ports::HttpHeader> headers = {}) {
        return post("/reservations/1/reseat", who, body, std::move(headers));
    }
    std::int64_t number() const { return published<SeatMoveRequested>().back().move_number; }
    void answer_moved(std::int64_t epoch = 2) {
        const auto asked = published<SeatMoveRequested>().back();
        bench.publish(house_key, SeatMoved{.reservation_id = asked.reservation_id,
                                           .performance_id = performance,
                                           .move_number = asked.move_number,
                                           .seat_id = asked.moves.front().to_seat_id,
                                           .moves = asked.moves,
                                           .kept_off_sale = asked.keep_off_sale,
                                           .epoch = epoch});
    }
    void answer_refused() {
        bench.publish(house_key, SeatMoveRefused{{1}, performance, number(), {{{13}, "taken"}}, 2});
    }
    int use(std::int64_t ticket) {
        return post("/tickets/" + std::to_string(ticket) + "/use", staff).status;
    }
};

TEST_F(Reseats, GivesNewTicketsForOtherSeats) {
    const auto accepted = reseat();
    EXPECT_EQ(accepted.status, 202) << accepted.body;
    EXPECT_TRUE(has(accepted, R"("state":"Reseating")")) << accepted.body;
    EXPECT_TRUE(has(accepted, R"("status":"ReservationCompleted")"));
    EXPECT_TRUE(has(accepted, R"("outcome":"under_way")"));
    const auto asked = published<SeatMoveRequested>();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].epoch, 1);
    EXPECT_EQ(asked[0].moved_by, UserId{2});

    const auto waiting = post("/tickets/2/use", staff);
    EXPECT_EQ(waiting.status, 409);
    EXPECT_TRUE(has(waiting, R"("code":"ticket_moving")")) << waiting.body;
    EXPECT_TRUE(has(get("/tickets/2", minsu), R"("isValid":false,"isMoving":true)"));
    answer_moved();
    const auto done = get(path_of(1), minsu);
    EXPECT_TRUE(has(done, R"("state":"Completed")")) << done.body;
    EXPECT_TRUE(has(done, R"("tickets":[{"ticketId":1,"seatId":11},{"ticketId":3,"seatId":13}])"))
        << done.body;
    EXPECT_TRUE(has(done, R"("outcome":"done")"));
    EXPECT_TRUE(has(done, R"("total":{"amount":300000)"));
    ASSERT_EQ(published<ReservationReseated>().size(), 1U);

    const auto old = post("/tickets/2/use", staff);
    EXPECT_EQ(old.status, 409);
    EXPECT_TRUE(has(old, R"("code":"ticket_replaced")")) << old.body;
    EXPECT_TRUE(has(old, R"("details":{"ticketId":3,"seat":{"seatId":13)")) << old.body;
    const auto shown = get("/tickets/2", minsu);
    EXPECT_TRUE(has(shown, R"("seat":{"seatId":12)")) << shown.body;
    EXPECT_TRUE(has(shown, R"("isValid":false,"replacedBy":3)")) << shown.body;
    EXPECT_EQ(use(3), 200);
    EXPECT_EQ(use(1), 200);
}

TEST_F(Reseats, LeavesEverythingAsItWasWhenRefused) {
    EXPECT_EQ(reseat().status, 202);
    restart();  // the ticket that does not open the door is stored, too
    EXPECT_EQ(use(2), 409);
    answer_refused();
    const auto refused = get(path_of(1), staff);
    EXPECT_TRUE(has(refused, R"("state":"Completed")"));
    EXPECT_TRUE(has(refused, R"("outcome":"refused")")) << refused.body;
    EXPECT_TRUE(has(refused, R"("conflicts":[{"seatId":13,"reason":"taken"}])")) << refused.body;
    EXPECT_TRUE(published<ReservationReseated>().empty());
    EXPECT_EQ(published<ReservationReseatRefused>().size(), 1U);
    EXPECT_EQ(use(2), 200) << "the same ticket as ever";
}

TEST_F(Reseats, WhoeverWaitsHearsBothOutcomes) {
    const auto ask = [this] {
        return bench.ask(*module, {.method = HttpMethod::post,
                                   .path = "/reservations/1/reseat",
                                   .principal = staff,
                                   .body = one_move,
                                   .headers = {{"Prefer", "wait=10"}}});
    };
    const auto first = ask();
    bench.run_for(1s);
    EXPECT_FALSE(first->answer);
    answer_refused();
    bench.run_for(1s);
    ASSERT_TRUE(first->answer);
    EXPECT_TRUE(has(*first->answer, R"("outcome":"refused")")) << first->answer->body;
    const auto second = ask();
    bench.run_for(1s);
    answer_moved(3);
    bench.run_for(1s);
    ASSERT_TRUE(second->answer);
    EXPECT_TRUE(has(*second->answer, R"("outcome":"done")")) << second->answer->body;
}

TEST_F(Reseats, IsForStaffAndForWhatIsThere) {
    EXPECT_EQ(post("/reservations/9/reseat", staff, one_move).status, 404);
    const auto unknown = reseat(R"({"moves":[{"seatId":12,"toSeatId":99}],"reason":"x"})");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_TRUE(has(unknown, "seat_not_found"));
    open_seats({21}, {6});
    EXPECT_TRUE(has(reseat(R"({"moves":[{"seatId":12,"toSeatId":21}],"reason":"x"})"),
                    "seats_of_one_performance"));
    EXPECT_TRUE(has(reseat(R"({"moves":[{"seatId":13,"toSeatId":14}],"reason":"x"})"),
                    "seats_not_in_reservation"));
    EXPECT_TRUE(published<SeatMoveRequested>().empty());
}

TEST_F(Reseats, NamesWhatIsWrongWithTheBody) {
    const auto refused = [this](const char* body, const char* error) {
        const auto response = reseat(body);
        EXPECT_EQ(response.status, 422) << body;
        EXPECT_TRUE(has(response, error)) << response.body;
    };
    refused(R"({"moves":[],"reason":"x"})", R"("field":"moves","reason":"missing")");
    refused(R"({"moves":[{"seatId":12,"toSeatId":13}]})", R"("field":"reason","reason":"missing")");
    refused(R"({"moves":[{"seatId":12,"toSeatId":13}],"reason":"  "})",
            R"("field":"reason","reason":"empty")");
    refused(R"({"moves":[{"seatId":12,"toSeatId":12}],"reason":"x"})",
            R"("field":"moves[0].toSeatId","reason":"repeated")");
    refused(R"({"moves":[{"seatId":11,"toSeatId":13},{"seatId":12,"toSeatId":13}],"reason":"x"})",
            R"("field":"moves[1].toSeatId","reason":"repeated")");
    refused(R"({"moves":[{"seatId":12,"toSeatId":11}],"reason":"x"})",
            R"("field":"moves[0].toSeatId","reason":"own_seat")");
    EXPECT_EQ(
        post(path_of(1) + "/cancellation", staff, R"({"seatIds":[11],"waiveFee":true})").status,
        202);
    bench.publish(house_key, SeatRefunded{{1}, performance, {11}, {{{11}}}});
    const auto refund = published<RefundRequested>().back();
    bench.publish(
        house_key,
        PaymentRefunded{refund.payment_id, {1}, performance, refund.refund_id, refund.amount});
    refused(R"({"moves":[{"seatId":12,"toSeatId":11}],"reason":"x"})",
            R"("field":"moves[0].toSeatId","reason":"given_back")");
}

TEST_F(Reseats, AsksBeforeASeatOfAnotherPrice) {
    auto dear = seat(15);
    dear.grade = "OP";
    dear.price = {200'000, {}};
    bench.publish(house_key, SeatsOpened{.performance_id = performance,
                                         .musical_id = {1},
                                         .musical_name = "달빛 정거장",
                                         .seats = {dear}});
    const auto refused = reseat(R"({"moves":[{"seatId":12,"toSeatId":15}],"reason":"x"})");
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(has(refused, "price_differs"));
    EXPECT_TRUE(has(refused, R"("seats":[{"seatId":12,"toSeatId":15,"price":{"amount":150000)"))
        << refused.body;
    EXPECT_EQ(reseat(R"({"moves":[{"seatId":12,"toSeatId":15}],"reason":"x",)"
                     R"("acceptPriceDifference":true})")
                  .status,
              202);
    answer_moved();
    const auto done = get(path_of(1), minsu);
    EXPECT_TRUE(has(done, R"("seatId":15,"section":"1층","seatRow":1,"seatCol":5,"rowLabel":"A",)"
                          R"("seatLabel":"5","grade":"OP","price":{"amount":150000)"))
        << "the price that was paid: " << done.body;
    EXPECT_TRUE(published<RefundRequested>().empty());
}

TEST_F(Reseats, WhatWasUsedOrHasBegunStays) {
    EXPECT_EQ(use(2), 200);
    EXPECT_TRUE(has(reseat(), "ticket_used"));
    EXPECT_EQ(reseat(R"({"moves":[{"seatId":11,"toSeatId":13}],"reason":"x"})").status, 202)
        << "his companion's may go";
    answer_moved();
    bench.run_for(241h);
    const auto started = reseat(R"({"moves":[{"seatId":13,"toSeatId":14}],"reason":"x"})");
    EXPECT_TRUE(has(started, "performance_started")) << started.body;
}

TEST_F(Reseats, ACanceledPerformanceMovesNobody) {
    bench.publish(house_key, PerformanceCanceled{performance, {1}, "fire"});
    bench.run_for(5s);
    EXPECT_EQ(reseat().status, 409);
    EXPECT_TRUE(published<SeatMoveRequested>().empty());
}

TEST_F(Reseats, TheSameRequestIsAnsweredTheSame) {
    const std::vector<ports::HttpHeader> key{{"Idempotency-Key", "move-1"}};
    EXPECT_EQ(reseat(one_move, staff, key).status, 202);
    EXPECT_EQ(reseat(one_move, staff, key).status, 202);
    EXPECT_EQ(reseat().status, 202) << "under way";
    EXPECT_EQ(published<SeatMoveRequested>().size(), 1U);
    answer_moved();
    EXPECT_EQ(reseat().status, 200) << "done before";
    EXPECT_EQ(published<SeatMoveRequested>().size(), 1U);
}

TEST_F(Reseats, TheTimelineTellsIt) {
    EXPECT_EQ(reseat().status, 202);
    answer_moved();
    const auto timeline = get(path_of(1) + "/timeline", minsu, {{"Accept-Language", "en"}});
    EXPECT_TRUE(has(timeline, R"("what":"MoveSeats","text":"The box office is moving you)"))
        << timeline.body;
    EXPECT_TRUE(has(timeline, R"("what":"SeatMoved","text":"You have other seats)"));
}

}  // namespace
}  // namespace boxoffice::reservation::testing
