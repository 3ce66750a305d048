// Goal: from the held seat to the ticket, the door and the money back, as people go through it.
// Method: the real module on a simulated world; the test plays musical and payment.
#include "contexts/reservation/tests/counter.hpp"

namespace boxoffice::reservation::testing {
namespace {

class Purchase : public Counter {};

std::string code_in(const HttpResponse& ticket) {
    const auto from = ticket.body.find("\"code\":\"") + 8;
    return ticket.body.substr(from, ticket.body.find('"', from) - from);
}

TEST_F(Purchase, ByTheProvidersPageWaitsForTheBuyerTwice) {
    place(R"({"seatId":11,"payment":{"method":"checkout"}})");
    hold(1, {11});
    EXPECT_EQ(state_of(1), "Held");
    ASSERT_EQ(published<ReservationHeld>().size(), 1U);

    const auto paying = post("/reservations/1/payment", minsu, R"({"method":"checkout"})");
    EXPECT_EQ(paying.status, 200);
    EXPECT_TRUE(has(paying, R"("state":"Locking")"));
    EXPECT_TRUE(has(paying, R"("paymentId":1)")) << "where the page's address will be found";
    EXPECT_EQ(post("/reservations/1/payment", minsu, R"({"method":"checkout"})").status, 200);
    bench.run_for(1s);
    ASSERT_EQ(published<SeatLockRequested>().size(), 1U) << "the repeat changed nothing";
    lock(1, {1});
    EXPECT_EQ(state_of(1), "Paying");
    ASSERT_EQ(published<PaymentRequested>().size(), 1U);
    EXPECT_EQ(published<PaymentRequested>().front().method, "checkout");

    approve(1, {1}, 150'000);
    sell(1, {11});
    EXPECT_EQ(state_of(1), "Completed");
    EXPECT_EQ(published<ReservationCompleted>().size(), 1U);
}

TEST_F(Purchase, ByAServerSideMethodGoesOnByItself) {
    settings.default_method = "card";
    restart();
    place(R"({"seatId":11})");
    hold(1, {11});
    EXPECT_EQ(state_of(1), "Locking");
    EXPECT_TRUE(published<ReservationHeld>().empty());
}

TEST_F(Purchase, ADeclinedBuyerWhoWaitsHearsOfItAndTriesAgain) {
    place(R"({"seatId":11})");
    hold(1, {11});
    const auto answer = bench.ask(*module, {.method = HttpMethod::post,
                                            .path = "/reservations/1/payment",
                                            .principal = minsu,
                                            .body = R"({"method":"card"})",
                                            .headers = {{"Prefer", "wait=10"}}});
    bench.run_for(1s);
    lock(1, {1});
    bench.publish(house_key, PaymentDeclined{{1}, {1}, performance, "card_declined"});
    ASSERT_TRUE(answer->answer);
    EXPECT_TRUE(has(*answer->answer, R"("state":"Held","reason":"payment_declined")"))
        << answer->answer->body;
    buy(1, {11});
}

TEST_F(Purchase, RefusesOddPayments) {
    place(R"({"seatId":11})");
    EXPECT_TRUE(has(post("/reservations/1/payment", minsu, R"({"method":"card"})"), "not_payable"));
    hold(1, {11});
    const auto pay = [this](const std::string& body) {
        return post("/reservations/1/payment", minsu, body).status;
    };
    EXPECT_EQ(pay(R"({"method":"gold"})"), 422);
    EXPECT_EQ(pay(R"({})"), 422);
    EXPECT_EQ(pay(R"({"paymentKey":""})"), 422);
    EXPECT_EQ(pay(R"({"paymentKey":"k","amount":{"amount":1,"currency":"KRW"}})"), 422);
    EXPECT_EQ(state_of(1), "Held");
}

TEST_F(Purchase, ResumesAfterARestartAtEveryStep) {
    place(R"({"seatId":11})");
    restart();
    hold(1, {11});
    restart();
    post("/reservations/1/payment", minsu, R"({"method":"card"})");
    restart();
    bench.run_for(16s);
    EXPECT_GE(published<SeatLockRequested>().size(), 2U) << "an unanswered request is repeated";
    lock(1, {1});
    restart();
    approve(1, {1}, 150'000);
    restart();
    sell(1, {11});
    EXPECT_EQ(state_of(1), "Completed");
    const auto timeline = get("/reservations/1/timeline", minsu);
    EXPECT_TRUE(has(timeline, R"("from":"New","to":"Placed","what":"PlaceReservation")"));
    EXPECT_TRUE(has(timeline, R"("to":"Completed","what":"SeatSold")")) << timeline.body;
}

TEST_F(Purchase, AHoldRunsOut) {
    place(R"({"seatId":11})");
    hold(1, {11});
    bench.run_for(11min);
    EXPECT_EQ(state_of(1), "Expired");
    EXPECT_TRUE(
        has(post("/reservations/1/payment", minsu, R"({"method":"card"})"), "hold_expired"));
}

TEST_F(Purchase, CancelingBeforePayingIsDoneAtOnce) {
    place(R"({"seatId":11})");
    place(R"({"seatId":12})");
    hold(1, {11});
    const auto gone = send(HttpMethod::del, "/reservations/1", minsu);
    EXPECT_EQ(gone.status, 204);
    EXPECT_TRUE(gone.body.empty());
    EXPECT_EQ(send(HttpMethod::del, "/reservations/1", minsu).status, 204);
    EXPECT_EQ(post("/reservations/2/cancellation", minsu).status, 200);
    bench.run_for(1s);
    EXPECT_EQ(published<ReservationCancelCompleted>().size(), 2U);
}

TEST_F(Purchase, QuotesAndCancelsSomeOfTheSeats) {
    have_tickets();
    const auto quote = [this](const std::string& seats) {
        return send(HttpMethod::get, "/reservations/1/cancellation-quote", minsu, {}, {},
                    {{"seatIds", seats}});
    };
    EXPECT_TRUE(has(get("/reservations/1/cancellation-quote", minsu),
                    R"("seatIds":[11,12],"price":{"amount":300000)"));
    EXPECT_TRUE(has(quote("12"), R"("seatIds":[12],"price":{"amount":150000)"));
    EXPECT_EQ(quote("12,11").status, 200);
    EXPECT_EQ(quote("13").status, 422);
    EXPECT_EQ(quote("12,").status, 422);
    EXPECT_EQ(quote("x").status, 422);

    const auto cancel = [this](const std::string& body) {
        return send(HttpMethod::del, "/reservations/1", minsu, body).status;
    };
    EXPECT_EQ(cancel(R"({"seatIds":[]})"), 422) << "a slip must not give back everything";
    EXPECT_EQ(cancel(R"({"seatIds":[13]})"), 422);
    EXPECT_EQ(cancel(R"({"seatIds":[12]})"), 202);
    EXPECT_EQ(cancel(R"({"seatIds":[12]})"), 202) << "the repeat";
    bench.run_for(1s);
    ASSERT_EQ(published<RefundRequested>().size(), 1U);
    const auto refund = published<RefundRequested>().front();
    EXPECT_EQ(refund.amount.amount, 150'000);
    EXPECT_TRUE(has(get("/tickets/2", minsu), R"("isValid":false)"));
    bench.publish(house_key, SeatRefunded{{1}, performance, {12}, {{{12}}}});
    bench.publish(
        house_key,
        PaymentRefunded{refund.payment_id, {1}, performance, refund.refund_id, refund.amount});
    EXPECT_EQ(state_of(1), "Completed");
    EXPECT_TRUE(has(get("/tickets/2", minsu), R"("isValid":false)"));
    EXPECT_TRUE(has(get("/tickets/1", minsu), R"("isValid":true)"));
}

TEST_F(Purchase, AFailedRefundWaitsForStaff) {
    have_tickets();
    EXPECT_EQ(post("/reservations/1/cancellation", minsu).status, 202);
    bench.publish(house_key, SeatRefunded{{1}, performance, {11}, {{{11}}, {{12}}}});
    const auto refund = published<RefundRequested>().front();
    const auto fail = [&] {
        bench.publish(
            house_key,
            RefundFailed{refund.payment_id, {1}, performance, refund.refund_id, "not_cancelable"});
    };
    EXPECT_EQ(post("/reservations/1/refund/record", staff).status, 409);
    fail();
    EXPECT_EQ(state_of(1), "NeedsAttention");
    EXPECT_EQ(post("/reservations/1/refund/retry", minsu).status, 403);
    EXPECT_EQ(post("/reservations/9/refund/retry", staff).status, 404);
    EXPECT_EQ(post("/reservations/1/refund/retry", staff).status, 202);
    bench.run_for(1s);
    ASSERT_EQ(published<RefundRequested>().size(), 2U);
    EXPECT_EQ(published<RefundRequested>().back().refund_id, refund.refund_id);
    fail();
    EXPECT_EQ(post("/reservations/1/refund/record", minsu).status, 403);
    EXPECT_EQ(post("/reservations/9/refund/record", staff).status, 404);
    EXPECT_EQ(post("/reservations/1/refund/record", staff).status, 202);
    EXPECT_EQ(state_of(1), "NeedsAttention") << "until payment has booked it";
    ASSERT_EQ(published<RefundRecorded>().size(), 1U);
    const auto recorded = published<RefundRecorded>().front();
    EXPECT_EQ(recorded.refund_id, refund.refund_id);
    EXPECT_EQ(recorded.amount, refund.amount);
    bench.publish(house_key,
                  PaymentRefunded{
                      recorded.payment_id, {1}, performance, recorded.refund_id, recorded.amount});
    EXPECT_EQ(state_of(1), "Canceled");
}

TEST_F(Purchase, TheFirstToTheDoorIsLetIn) {
    have_tickets();
    const auto ticket = get("/tickets/1", minsu);
    const auto code = code_in(ticket);
    EXPECT_TRUE(code.starts_with("1-")) << code;
    EXPECT_EQ(code.size(), 34U);

    const auto body = R"({"code":")" + code + "\"}";
    EXPECT_EQ(post("/tickets/verify", minsu, body).status, 403);
    EXPECT_TRUE(has(post("/tickets/verify", staff, body), R"("id":1)"));
    auto forged = code;
    forged.back() = forged.back() == '0' ? '1' : '0';
    for (const auto& wrong : {forged, std::string{"1"}, std::string{"-"}, "2" + code.substr(1)}) {
        EXPECT_EQ(post("/tickets/verify", staff, R"({"code":")" + wrong + "\"}").status, 404);
    }
    EXPECT_EQ(post("/tickets/verify", staff, "{}").status, 422);
    EXPECT_EQ(post("/tickets/1/use", staff, R"({"code":")" + forged + "\"}").status, 404);

    const auto used = post("/tickets/1/use", staff, body);
    EXPECT_EQ(used.status, 200);
    EXPECT_TRUE(has(used, "usedAt"));
    restart();
    const auto again = post("/tickets/1/use", staff);
    EXPECT_EQ(again.status, 409);
    EXPECT_TRUE(has(again, R"("code":"ticket_used")"));
    EXPECT_TRUE(has(again, R"("details":{"usedAt":)")) << again.body;
    ASSERT_EQ(published<TicketUsed>().size(), 1U);
    EXPECT_EQ(published<TicketUsed>().front().seat_id, SeatId{11});

    EXPECT_TRUE(has(post("/reservations/1/cancellation", minsu), "ticket_used"));
    EXPECT_EQ(post("/reservations/1/cancellation", minsu, R"({"seatIds":[12]})").status, 202);
    EXPECT_TRUE(has(post("/tickets/2/use", staff), "ticket_not_valid"));
}

TEST_F(Purchase, ATicketIsAnEntryForTheCalendar) {
    have_tickets();
    const auto korean = get("/tickets/1.ics", minsu, {{"Accept-Language", "ko"}});
    EXPECT_EQ(korean.status, 200);
    EXPECT_TRUE(has(korean, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    EXPECT_TRUE(has(korean, "SUMMARY:달빛 정거장\r\n"));
    EXPECT_TRUE(has(korean, "LOCATION:새벽나루 극장\\, 대극장\r\n"));
    EXPECT_TRUE(has(korean, "DESCRIPTION:좌석: 1층 A열 1번 (VIP)\\n티켓 1\r\n")) << korean.body;
    EXPECT_TRUE(has(get("/tickets/1.ics", minsu), "Seat: 1층\\, row A\\, seat 1 (VIP)"));
    EXPECT_EQ(get("/tickets/1.ics", jiwoo).status, 404);
}

TEST_F(Purchase, AnEntryForTheCalendarHasTheNamesOfItsReadersLanguage) {
    auto event = scheduled();
    event.english_names = EnglishNames{"Moonlight Station", "Dawn Ferry Theatre", {{"1층", "1F"}}};
    bench.publish(house_key, event);
    have_tickets();
    restart();
    const auto english = get("/tickets/1.ics", minsu, {{"Accept-Language", "en"}});
    EXPECT_TRUE(has(english, "SUMMARY:Moonlight Station\r\n")) << english.body;
    EXPECT_TRUE(has(english, "LOCATION:Dawn Ferry Theatre\r\n"));
    EXPECT_TRUE(has(english, "Seat: 1F\\, row A\\, seat 1 (VIP)"));
    const auto korean = get("/tickets/1.ics", minsu, {{"Accept-Language", "ko"}});
    EXPECT_TRUE(has(korean, "SUMMARY:달빛 정거장\r\n"));
    EXPECT_TRUE(has(korean, "좌석: 1층 A열 1번"));

    event.english_names = EnglishNames{{}, "Dawn Ferry Theatre", {}};
    bench.publish(house_key, event);
    const auto mixed = get("/tickets/1.ics", minsu, {{"Accept-Language", "en"}});
    EXPECT_TRUE(has(mixed, "SUMMARY:달빛 정거장\r\n")) << "the only name there is";
    EXPECT_TRUE(has(mixed, "LOCATION:Dawn Ferry Theatre\r\n"));
}

TEST_F(Purchase, NobodyIsToldATimeThatTheHouseHasNotStated) {
    auto event = scheduled();
    event.is_default = true;
    bench.publish(house_key, event);
    restart();
    have_tickets();
    EXPECT_FALSE(published<ReservationCompleted>().front().starts_at);
    EXPECT_FALSE(has(get("/reservations/1", minsu), "startsAt"));
    EXPECT_FALSE(has(get("/tickets/1", minsu), "startsAt"));
    EXPECT_EQ(get("/tickets/1.ics", minsu).status, 404);
}

TEST_F(Purchase, NobodySeesOrTouchesWhatIsAnothers) {
    have_tickets();
    const auto missing_of = [this](HttpMethod method, const std::string& path) {
        return send(method, path, jiwoo);
    };
    struct Way {
        HttpMethod method;
        std::string foreign;
        std::string missing;
    };
    const std::vector<Way> ways{
        {HttpMethod::get, "/reservations/1", "/reservations/99"},
        {HttpMethod::del, "/reservations/1", "/reservations/99"},
        {HttpMethod::post, "/reservations/1/payment", "/reservations/99/payment"},
        {HttpMethod::post, "/reservations/1/cancellation", "/reservations/99/cancellation"},
        {HttpMethod::get, "/reservations/1/cancellation-quote",
         "/reservations/99/cancellation-quote"},
        {HttpMethod::get, "/reservations/1/timeline", "/reservations/99/timeline"},
        {HttpMethod::get, "/tickets/1", "/tickets/99"},
        {HttpMethod::get, "/tickets/1.ics", "/tickets/99.ics"},
    };
    for (const auto& way : ways) {
        const auto foreign = missing_of(way.method, way.foreign);
        const auto missing = missing_of(way.method, way.missing);
        EXPECT_EQ(foreign.status, 404) << way.foreign;
        EXPECT_EQ(foreign.body, missing.body) << way.foreign;
        EXPECT_EQ(send(way.method, way.foreign, {}).status, 403) << way.foreign;
    }
    EXPECT_EQ(state_of(1), "Completed");
    EXPECT_TRUE(has(get("/reservations", jiwoo), R"("totalElements":0)"));
    EXPECT_TRUE(has(send(HttpMethod::get, "/reservations", jiwoo, {}, {}, {{"userId", "42"}}),
                    R"("totalElements":0)"));
    EXPECT_TRUE(has(get("/reservations", minsu), R"("totalElements":1)"));
    EXPECT_TRUE(has(send(HttpMethod::get, "/reservations", staff, {}, {}, {{"performanceId", "5"}}),
                    R"("totalElements":1)"));
}

TEST_F(Purchase, ListsNewestFirstUnlessAskedOtherwise) {
    for (int id = 11; id <= 13; ++id) place("{\"seatId\":" + std::to_string(id) + '}');
    const auto list = [this](const std::string& sort) {
        const auto body =
            send(HttpMethod::get, "/reservations", minsu, {}, {}, {{"sort", sort}, {"size", "2"}})
                .body;
        return body.substr(body.find("\"id\":"), 7);
    };
    EXPECT_EQ(list(""), "\"id\":3,");
    EXPECT_EQ(list("id,desc"), "\"id\":3,");
    EXPECT_EQ(list("id,asc"), "\"id\":1,");
}

TEST_F(Purchase, AnUnchangedReservationNeedNotBeSentAgain) {
    place(R"({"seatId":11})");
    EXPECT_EQ(get("/reservations/1", minsu, {{"If-None-Match", "\"1\""}}).status, 304);
    hold(1, {11});
    EXPECT_EQ(get("/reservations/1", minsu, {{"If-None-Match", "\"1\""}}).status, 200);
}

}  // namespace
}  // namespace boxoffice::reservation::testing
