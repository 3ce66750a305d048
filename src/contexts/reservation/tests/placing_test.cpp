// Goal: a POST is answered rightly by this context alone, and what it says is stored once.
// Method: the real module on a simulated world, asked over its routes.
#include "contexts/reservation/tests/counter.hpp"

namespace boxoffice::reservation::testing {
namespace {

class Placing : public Counter {};

TEST_F(Placing, IsAcceptedWithNamesAndPricesFromTheDirectory) {
    const auto placed = place(R"({"musicalId":1,"seatId":11,"price":1,"status":"Completed"})");
    EXPECT_EQ(placed.status, 201);
    EXPECT_TRUE(has(placed, R"("id":1,"userId":42,"musicalId":1,"musicalName":"달빛 정거장")"))
        << placed.body;
    EXPECT_TRUE(has(placed, R"("status":"ReservationPlaced","state":"Placed")"));
    EXPECT_TRUE(has(placed, R"("total":{"amount":150000,"currency":"KRW"},"holdExpiresAt":null)"));
    const auto location =
        std::find_if(placed.headers.begin(), placed.headers.end(),
                     [](const auto& header) { return header.name == "Location"; });
    ASSERT_NE(location, placed.headers.end());
    EXPECT_EQ(location->value, "/reservations/1");
    bench.run_for(1s);
    ASSERT_EQ(published<ReservationPlaced>().size(), 1U);
    EXPECT_EQ(published<ReservationPlaced>().front().seats, (std::vector<SeatDetails>{seat(11)}));
}

TEST_F(Placing, RefusesWhatMakesNoSense) {
    const auto code_of = [this](const std::string& body) {
        const auto answer = place(body);
        const auto from = answer.body.find("\"code\":\"") + 8;
        return std::to_string(answer.status) + ' ' +
               answer.body.substr(from, answer.body.find('"', from) - from);
    };
    EXPECT_EQ(code_of("{"), "400 malformed_json");
    EXPECT_EQ(code_of("{}"), "422 seats_required");
    EXPECT_EQ(code_of(R"({"seatIds":[]})"), "422 seats_required");
    EXPECT_EQ(code_of(R"({"seatId":0})"), "422 validation_failed");
    EXPECT_EQ(code_of(R"({"seatId":-1})"), "422 validation_failed");
    EXPECT_EQ(code_of(R"({"seatId":9007199254740992})"), "422 validation_failed");
    EXPECT_EQ(code_of(R"({"seatIds":[11,"12"]})"), "422 validation_failed");
    EXPECT_EQ(code_of(R"({"seatId":99})"), "404 seat_not_found");
    EXPECT_EQ(code_of(R"({"seatId":11,"musicalId":2})"), "422 seats_of_one_performance");
    EXPECT_EQ(code_of(R"({"seatId":11,"performanceId":6})"), "422 seats_of_one_performance");
    EXPECT_EQ(code_of(R"({"seatId":11,"payment":{"method":"gold"}})"),
              "422 payment_method_unknown");
    std::string many = "{\"seatIds\":[1";
    for (int i = 2; i <= 51; ++i) many += ',' + std::to_string(i);
    EXPECT_EQ(code_of(many + "]}"), "422 too_many_seats");
    bench.publish("6", PerformanceScheduled{.performance_id = {6}, .musical_id = {1}});
    open_seats({21}, PerformanceId{6});
    EXPECT_EQ(code_of(R"({"seatIds":[11,21]})"), "422 seats_of_one_performance");
    EXPECT_TRUE(published<ReservationPlaced>().empty());
}

TEST_F(Placing, SaysWhichSeatIsNotOfWhat) {
    const auto musical = place(R"({"seatId":11,"musicalId":2})");
    EXPECT_TRUE(has(musical, R"("errors":[{"field":"musicalId","reason":"not_of_the_seat"}])"))
        << musical.body;
    EXPECT_TRUE(has(musical, "Seat 11 is of musical 1, not of musical 2."));
    const auto performance_6 = place(R"({"seatId":11,"performanceId":6})");
    EXPECT_TRUE(
        has(performance_6, R"("errors":[{"field":"performanceId","reason":"not_of_the_seat"}])"));
    EXPECT_TRUE(has(performance_6, "Seat 11 is of performance 5, not of performance 6."));
    const auto korean =
        place(R"({"seatId":11,"performanceId":6})", minsu, {{"Accept-Language", "ko"}});
    EXPECT_TRUE(has(korean, "11번 좌석은 회차 6이(가) 아니라 회차 5에 속합니다.")) << korean.body;

    bench.publish("6", PerformanceScheduled{.performance_id = {6}, .musical_id = {1}});
    open_seats({21, 22}, PerformanceId{6});
    const auto mixed = place(R"({"seatIds":[11,21,12,22]})");
    EXPECT_EQ(mixed.status, 422);
    EXPECT_TRUE(has(mixed, R"("errors":[{"field":"seatIds","reason":"of_another_performance"}])"));
    EXPECT_TRUE(has(mixed, "Not of performance 5, to which seat 11 belongs: 21, 22."))
        << mixed.body;
    EXPECT_TRUE(has(place("{}"), R"("errors":[{"field":"seatIds","reason":"missing"}])"));
}

/// Musical has acknowledged the seat, but its events need a while to the bus, and from there.
TEST_F(Placing, WaitsForASeatThatTheDirectoryIsAboutToLearnOf) {
    bench.bus().set_faults({.delivery_delay_max = 4s});
    const auto asked = bench.ask(*module, {.method = HttpMethod::post,
                                           .path = "/reservations",
                                           .principal = minsu,
                                           .body = R"({"seatId":77})"});
    bench.run_for(100ms);
    open_seats({77});
    EXPECT_FALSE(asked->answer) << "the directory learns of it later than a second from now";
    bench.run_for(4s);
    ASSERT_TRUE(asked->answer);
    EXPECT_EQ(asked->answer->status, 201) << asked->answer->body;
}

TEST_F(Placing, SpeaksTheLanguageOfItsCaller) {
    const auto answer = place("{}", minsu, {{"Accept-Language", "ko-KR,en;q=0.5"}});
    EXPECT_TRUE(has(answer, "좌석을 하나 이상 선택해 주세요.")) << answer.body;
}

TEST_F(Placing, TakesASeatNamedTwiceOnce) {
    EXPECT_EQ(place(R"({"seatId":11,"seatIds":[12,11,12]})").status, 201);
    bench.run_for(1s);
    const auto seats = published<ReservationPlaced>().front().seats;
    EXPECT_EQ(seats, (std::vector<SeatDetails>{seat(11), seat(12)}));
}

TEST_F(Placing, KeepsToTheSalesWindow) {
    const auto now = bench.clock().now();
    auto event = scheduled();
    event.sales_open_at = now + 1h;
    event.sales_close_at = now + 2h;
    bench.publish(house_key, event);
    EXPECT_TRUE(has(place(R"({"seatId":11})"), "sales_not_open"));
    bench.run_for(1h);
    EXPECT_EQ(place(R"({"seatId":11})").status, 201);
    bench.run_for(1h);
    EXPECT_TRUE(has(place(R"({"seatId":12})"), "sales_closed"));
}

TEST_F(Placing, CountsTheSeatsOfAPersonWithinABatchAndAcrossBatches) {
    auto event = scheduled();
    event.seat_limit_per_person = 2;
    bench.publish(house_key, event);
    std::vector<std::shared_ptr<eventing::ContextBench::Sink>> answers;
    for (const auto* body : {R"({"seatId":11})", R"({"seatIds":[12,13]})", R"({"seatId":14})"}) {
        answers.push_back(bench.ask(*module, {.method = HttpMethod::post,
                                              .path = "/reservations",
                                              .principal = minsu,
                                              .body = body}));
    }
    bench.run_for(1s);
    EXPECT_EQ(answers[0]->answer->status, 201);
    EXPECT_EQ(answers[1]->answer->status, 409);
    EXPECT_TRUE(has(*answers[1]->answer, "limit_per_person"));
    EXPECT_TRUE(has(*answers[1]->answer,
                    "One person may have 2 seats of this performance; you "
                    "have 1 and ask for 2."))
        << answers[1]->answer->body;
    EXPECT_TRUE(has(*answers[1]->answer,
                    R"("details":{"seatLimitPerPerson":2,"seatsHeld":1,"seatsWanted":2})"));
    EXPECT_EQ(answers[2]->answer->status, 201);
    EXPECT_TRUE(has(place(R"({"seatId":12})"), "limit_per_person"));
    EXPECT_EQ(place(R"({"seatId":12})", jiwoo).status, 201);
    // A seat that was not to be had counts no more.
    refuse(1, 11);
    EXPECT_EQ(place(R"({"seatId":13})").status, 201);
}

TEST_F(Placing, BelievesTheBodysUserInOpenModeOnly) {
    EXPECT_TRUE(has(place(R"({"seatId":11,"userId":7})"), R"("userId":42)"));
    EXPECT_TRUE(has(place(R"({"seatId":12,"userId":7})", everybody), R"("userId":7)"));
    EXPECT_TRUE(has(place(R"({"seatId":13})", everybody), R"("userId":1)"));
    EXPECT_EQ(place(R"({"seatId":14,"userId":0})", everybody).status, 422);
}

TEST_F(Placing, RefusesAKnownTakenSeatOnlyWhenAskedToBeStrict) {
    place(R"({"seatId":11})");
    hold(1, {11});
    const ports::HttpHeader strict{"Prefer", "handling=strict"};
    const auto refused = place(R"({"seatId":11})", jiwoo, {strict});
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(has(refused, "seat_taken"));
    EXPECT_EQ(published<ReservationPlaced>().size(), 1U);
    EXPECT_EQ(place(R"({"seatId":11})", jiwoo).status, 201);
    // Holds end by themselves, and a start finds them in the tables.
    restart();
    EXPECT_EQ(place(R"({"seatId":11})", jiwoo, {strict}).status, 409);
    bench.run_for(11min);
    EXPECT_EQ(place(R"({"seatId":11})", jiwoo, {strict}).status, 201);
}

TEST_F(Placing, AnswersARepeatAsTheFirstTimeEvenWhenStrict) {
    const std::vector<ports::HttpHeader> headers{{"Idempotency-Key", "k1"},
                                                 {"Prefer", "handling=strict"}};
    const auto first = place(R"({"seatId":11})", minsu, headers);
    hold(1, {11});
    const auto again = place(R"({"seatId":11})", minsu, headers);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(place(R"({"seatId":12})", minsu, headers).status, 422);
    const auto other = place(R"({"seatId":11})", jiwoo, headers);
    EXPECT_EQ(other.status, 409) << "another's key is another key";
    restart();
    EXPECT_EQ(place(R"({"seatId":11})", minsu, headers).body, first.body);
    EXPECT_EQ(published<ReservationPlaced>().size(), 1U);
}

TEST_F(Placing, WaitsForASeatThatIsStillOnItsWay) {
    const auto ask_for = [this](const std::string& body) {
        return bench.ask(*module, {.method = HttpMethod::post,
                                   .path = "/reservations",
                                   .principal = minsu,
                                   .body = body});
    };
    const auto early = ask_for(R"({"seatId":15})");
    const auto wrong = ask_for(R"({"seatId":99})");
    bench.run_for(100ms);
    EXPECT_FALSE(early->answer || wrong->answer);
    open_seats({15});
    ASSERT_TRUE(early->answer && wrong->answer);
    EXPECT_EQ(early->answer->status, 201);
    EXPECT_EQ(wrong->answer->status, 404) << "the wait has an end";
}

TEST_F(Placing, RefusesBeforeABacklogCouldExpire) {
    settings.placed_max = 2;
    restart();
    EXPECT_EQ(place(R"({"seatId":11})").status, 201);
    EXPECT_EQ(place(R"({"seatId":12})").status, 201);
    const auto refused = place(R"({"seatId":13})");
    EXPECT_EQ(refused.status, 503);
    EXPECT_TRUE(has(refused, "backlog_full"));
    restart();
    EXPECT_EQ(place(R"({"seatId":13})").status, 503) << "counted from the tables";
    refuse(1, 11);
    EXPECT_EQ(place(R"({"seatId":13})").status, 201);
}

TEST_F(Placing, IsExpiredOnlyOnceMusicalHasGotToIt) {
    place(R"({"seatId":11})");
    place(R"({"seatId":12})");
    bench.run_for(3min);
    EXPECT_EQ(state_of(1), "Placed") << "musical has answered nobody: there is a queue";
    hold(2, {12});
    bench.run_for(3s);
    EXPECT_EQ(state_of(1), "Expired") << "whoever came later was answered";
    EXPECT_EQ(state_of(2), "Held");
    EXPECT_EQ(published<SeatReleaseRequested>().size(), 1U);
}

TEST_F(Placing, IsExpiredInTheEndWhenMusicalIsAway) {
    place(R"({"seatId":11})");
    bench.run_for(9min);
    EXPECT_EQ(state_of(1), "Placed");
    bench.run_for(3min);
    EXPECT_EQ(state_of(1), "Expired");
}

TEST_F(Placing, OfACanceledPerformanceIsRefusedForEver) {
    place(R"({"seatId":11})");
    hold(1, {11});
    bench.publish(house_key, PerformanceCanceled{performance, {1}, "ill"});
    bench.run_for(1s);
    EXPECT_EQ(state_of(1), "Canceled");
    bench.publish(house_key, scheduled());  // renamed afterwards
    EXPECT_TRUE(has(place(R"({"seatId":12})"), "performance_canceled"));
    restart();
    EXPECT_TRUE(has(place(R"({"seatId":12})"), "performance_canceled"));
}

TEST_F(Placing, WithPreferWaitIsAnsweredWhenTheOutcomeIsKnown) {
    const auto wait = [this](const std::string& body) {
        return bench.ask(*module, {.method = HttpMethod::post,
                                   .path = "/reservations",
                                   .principal = minsu,
                                   .body = body,
                                   .headers = {{"Prefer", "wait=10"}}});
    };
    const auto held = wait(R"({"seatId":11})");
    const auto refused = wait(R"({"seatId":12})");
    const auto late = wait(R"({"seatId":13})");
    bench.run_for(1s);
    EXPECT_FALSE(held->answer || refused->answer || late->answer);
    hold(1, {11});
    refuse(2, 12);
    ASSERT_TRUE(held->answer && refused->answer);
    EXPECT_EQ(held->answer->status, 201);
    EXPECT_TRUE(has(*held->answer, R"("state":"Held")"));
    EXPECT_TRUE(has(*refused->answer, R"("reason":"taken")"));
    EXPECT_TRUE(has(*refused->answer, R"("conflicts":[{"seatId":12,"reason":"taken"}])"));
    EXPECT_FALSE(late->answer);
    bench.run_for(10s);
    ASSERT_TRUE(late->answer);
    EXPECT_TRUE(has(*late->answer, R"("state":"Placed")"));
}

}  // namespace
}  // namespace boxoffice::reservation::testing
