// Goal: the pages follow the events exactly, in any order across contexts, and a replay rebuilds
// them. Method: the real module on a simulated world, asked over its routes.
#include "contexts/mypage/module.hpp"
#include "contexts/mypage/page.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

namespace boxoffice::mypage {
namespace {

using namespace contracts;
using namespace std::chrono_literals;
using eventing::has;
using ports::Principal;

class MyPage : public testing::Test {
  protected:
    MyPage() { restart(); }

    void restart() {
        module_.reset();
        module_ = std::make_unique<Module>(bench_.environment());
        module_->start();
        bench_.run_for(1s);
    }
    template <class Event>
    void publish(const std::string& key, const Event& event) {
        bench_.publish(key, event);
    }
    ports::HttpResponse get(const std::string& path, Principal principal,
                            eventing::ContextBench::Query query = {}) {
        return bench_.call(*module_,
                           {.path = path, .principal = principal, .query = std::move(query)});
    }

    static Principal customer(std::int64_t id) {
        return {.user_id = id, .role = Principal::Role::customer};
    }
    static ReservationCompleted completed(std::int64_t reservation, std::int64_t user) {
        return {.reservation_id = {reservation},
                .user_id = {user},
                .musical_id = {1},
                .musical_name = "달빛 정거장",
                .performance_id = {5},
                .venue_name = "새벽나루 극장",
                .starts_at = base::Instant{1'800'000'000'000ms},
                .seat_id = {11},
                .seats = {seat(11), seat(12)},
                .tickets = {{{91}, {11}}, {{92}, {12}}},
                .total = {300'000, {}},
                .payment_id = {7},
                .reserved_dt = base::Instant{1'790'000'000'000ms + reservation * 1s}};
    }
    static SeatDetails seat(std::int64_t id) {
        return {.seat_id = {id},
                .section = "1층",
                .seat_row = 1,
                .seat_col = static_cast<int>(id),
                .row_label = "A",
                .seat_label = std::to_string(id),
                .grade = "VIP",
                .price = {150'000, {}}};
    }
    static ReservationCancelPlaced cancel_placed(std::int64_t refund) {
        return {.reservation_id = {3}, .user_id = {42}, .refund = {refund, {}}, .reason = "buyer"};
    }

    eventing::ContextBench bench_{"mypage"};
    std::unique_ptr<Module> module_;
};

TEST_F(MyPage, ListsACompletedReservationToItsOwnerOnly) {
    publish("5", completed(3, 42));
    const auto list = get("/myPages", customer(42));
    EXPECT_EQ(list.status, 200);
    EXPECT_TRUE(has(list, R"("id":3,"userId":42,"reservationId":3,"musicalId":1)")) << list.body;
    EXPECT_TRUE(has(list, R"("musicalName":"달빛 정거장","status":"ReservationCompleted")"));
    EXPECT_TRUE(has(list, R"("_links":{"self":{"href":"/tickets/91"}})")) << list.body;
    EXPECT_TRUE(has(list, R"("totalElements":1)"));
    EXPECT_EQ(get("/myPages/3", customer(42)).status, 200);

    EXPECT_TRUE(has(get("/myPages", customer(43)), R"("totalElements":0)"));
    EXPECT_TRUE(has(get("/myPages", customer(43), {{"userId", "42"}}), R"("totalElements":0)"));
    const auto foreign = get("/myPages/3", customer(43));
    const auto missing = get("/myPages/4", customer(43));
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(foreign.body, missing.body);

    const Principal staff{.user_id = 2, .role = Principal::Role::boxoffice};
    EXPECT_TRUE(has(get("/myPages", staff, {{"userId", "42"}}), R"("totalElements":1)"));
    EXPECT_EQ(get("/myPages/3", staff).status, 200);
}

TEST_F(MyPage, InOpenModeShowsWhoeverIsNamed) {
    publish("5", completed(3, 1));
    publish("5", completed(4, 42));
    const Principal open{.user_id = 1, .role = Principal::Role::admin, .is_open = true};
    EXPECT_TRUE(has(get("/myPages", open), R"("reservationId":3)"));
    const auto other = get("/myPages", open, {{"userId", "42"}});
    EXPECT_TRUE(has(other, R"("reservationId":4)"));
    EXPECT_FALSE(has(other, R"("reservationId":3)"));
    EXPECT_EQ(get("/myPages", open, {{"userId", "0"}}).status, 422);
}

TEST_F(MyPage, ShowsTheSeatsThatTicketsWereMovedTo) {
    publish("5", completed(3, 42));
    publish("5", TicketUsed{.ticket_id = {91},
                            .reservation_id = {3},
                            .user_id = {42},
                            .performance_id = {5},
                            .seat_id = {11},
                            .used_at = base::Instant{1'800'000'000'000ms}});
    publish("5", ReservationReseated{.reservation_id = {3},
                                     .user_id = {42},
                                     .musical_id = {1},
                                     .musical_name = "달빛 정거장",
                                     .performance_id = {5},
                                     .move_number = 9,
                                     .moved = {{seat(12), seat(31), {93}}},
                                     .seat_id = {11},
                                     .seats = {seat(11), seat(31)},
                                     .tickets = {{{91}, {11}}, {{93}, {31}}},
                                     .reason = "the seat is broken"});
    const auto page = get("/myPages/3", customer(42));
    EXPECT_TRUE(has(page, R"("status":"ReservationCompleted")"));
    EXPECT_TRUE(has(page, R"("ticketId":93,"seatId":31)")) << page.body;
    EXPECT_TRUE(has(page, R"("ticketId":91,"seatId":11,"usedAt":"2027-)")) << page.body;
    EXPECT_FALSE(has(page, R"("seatId":12)")) << page.body;
    EXPECT_TRUE(has(page, R"("total":{"amount":300000)"));
}

TEST_F(MyPage, FollowsACancellationAndItsRefund) {
    publish("5", completed(3, 42));
    publish("5", cancel_placed(270'000));
    auto page = get("/myPages/3", customer(42));
    EXPECT_TRUE(has(page, R"("status":"ReservationCompleted")"));
    EXPECT_TRUE(has(page, R"("refund":{"state":"requested","requested":{"amount":270000)"));
    publish("5", ReservationCancelCompleted{
                     .reservation_id = {3}, .user_id = {42}, .refund = {270'000, {}}});
    page = get("/myPages/3", customer(42));
    EXPECT_TRUE(has(page, R"("status":"ReservationCanceled")"));
    EXPECT_TRUE(has(page, R"("tickets":[])"));
    publish("5", PaymentRefunded{.payment_id = {7},
                                 .reservation_id = {3},
                                 .refund_id = RefundId{8},
                                 .amount = {270'000, {}}});
    EXPECT_TRUE(has(get("/myPages/3", customer(42)), R"("refund":{"state":"refunded")"));
}

TEST_F(MyPage, ShowsWhatWasKeptOfThePrice) {
    publish("5", completed(3, 42));
    auto first = cancel_placed(135'000);
    first.fee = base::Money{15'000, {}};
    publish("5", first);
    EXPECT_TRUE(has(get("/myPages/3", customer(42)), R"("fee":{"amount":15000,"currency":"KRW"})"));
    auto second = cancel_placed(105'000);
    second.fee = base::Money{45'000, {}};
    publish("5", second);
    EXPECT_TRUE(has(get("/myPages", customer(42)), R"("fee":{"amount":60000)"));
    const auto refunded = [&](std::int64_t amount) {
        publish("5",
                PaymentRefunded{.payment_id = {7}, .reservation_id = {3}, .amount = {amount, {}}});
    };
    refunded(240'000);
    EXPECT_TRUE(has(get("/myPages/3", customer(42)), R"("fee":{"amount":60000)"));
    refunded(20'000);  // at the provider's console: a part of the fees after all
    EXPECT_TRUE(has(get("/myPages/3", customer(42)), R"("fee":{"amount":40000)"));
    restart();
    EXPECT_TRUE(has(get("/myPages/3", customer(42)), R"("fee":{"amount":40000)"));
}

TEST_F(MyPage, SaysThatNothingWasKept) {
    publish("5", completed(3, 42));
    publish("5", cancel_placed(300'000));
    EXPECT_TRUE(has(get("/myPages/3", customer(42)), R"("fee":{"amount":0,)"));
    EXPECT_EQ(fee_kept({.requested = {1, {}}, .refunded = {1, {}}}), std::nullopt)
        << "a page from before";
}

TEST_F(MyPage, TakesTheEventsOfDifferentContextsInAnyOrder) {
    const PaymentRefunded refunded{
        .payment_id = {7}, .reservation_id = {3}, .amount = {270'000, {}}};
    const auto start = begin(completed(3, 42));
    EXPECT_EQ(evolve(evolve(start, refunded), cancel_placed(270'000)),
              evolve(evolve(start, cancel_placed(270'000)), refunded));
}

TEST_F(MyPage, KeepsTheSeatsThatRemain) {
    publish("5", completed(3, 42));
    publish("5", ReservationCancelCompleted{.reservation_id = {3},
                                            .user_id = {42},
                                            .seats = {{{11}}},
                                            .remaining_seats = {{{12}}}});
    publish("5", TicketUsed{.ticket_id = {92},
                            .reservation_id = {3},
                            .user_id = {42},
                            .used_at = base::Instant{1'800'000'000'000ms}});
    const auto page = get("/myPages/3", customer(42));
    EXPECT_TRUE(has(page, R"("status":"ReservationCompleted")"));
    EXPECT_FALSE(has(page, R"("seatId":11)"));
    EXPECT_TRUE(has(page, R"("ticketId":92,"seatId":12,"usedAt":"2027-01-15T08:00:00.000Z")"))
        << page.body;
}

TEST_F(MyPage, HasNoPageForWhatWasNeverCompleted) {
    publish("5", ReservationCancelCompleted{.reservation_id = {3}, .user_id = {42}});
    publish("5", PaymentRefunded{.reservation_id = {3}});
    EXPECT_EQ(get("/myPages/3", customer(42)).status, 404);
    EXPECT_EQ(
        bench_.metrics().value("boxoffice_events_total{context=\"mypage\",outcome=\"parked\"}"), 0);
}

TEST_F(MyPage, ForgetsAPersonForGood) {
    publish("5", completed(3, 42));
    publish("6", completed(4, 43));
    publish("account-42", AccountErased{.user_id = {42}});
    publish("5", completed(5, 42));
    EXPECT_TRUE(has(get("/myPages", customer(42)), R"("totalElements":0)"));
    EXPECT_TRUE(has(get("/myPages", customer(43)), R"("totalElements":1)"));
}

TEST_F(MyPage, SortsAndPages) {
    for (std::int64_t i = 1; i <= 5; ++i) publish("5", completed(i, 42));
    const auto newest = get("/myPages", customer(42), {{"size", "2"}});
    EXPECT_LT(newest.body.find("\"reservationId\":5"), newest.body.find("\"reservationId\":4"));
    EXPECT_TRUE(has(newest, R"("totalPages":3)"));
    for (const auto* field : {"id", "reservationId", "reservedDt"}) {
        const auto second =
            get("/myPages", customer(42),
                {{"size", "2"}, {"page", "1"}, {"sort", std::string{field} + ",asc"}});
        EXPECT_LT(second.body.find("\"reservationId\":3"), second.body.find("\"reservationId\":4"))
            << field;
        EXPECT_FALSE(has(second, "\"reservationId\":2"));
        const auto last =
            get("/myPages", customer(42), {{"size", "1"}, {"sort", std::string{field} + ",desc"}});
        EXPECT_TRUE(has(last, "\"reservationId\":5")) << field;
    }
    EXPECT_EQ(get("/myPages", customer(42), {{"size", "201"}}).status, 422);
    EXPECT_EQ(get("/myPages", customer(42), {{"sort", "body,asc"}}).status, 422);
}

TEST_F(MyPage, IsRebuiltFromTheLog) {
    publish("5", completed(3, 42));
    publish("5", completed(4, 43));
    publish("5", cancel_placed(100));
    publish("account-43", AccountErased{.user_id = {43}});
    const auto before = get("/myPages", customer(42)).body;
    module_.reset();
    forget_everything(*bench_.database().open_writer());
    restart();
    EXPECT_EQ(get("/myPages", customer(42)).body, before);
    EXPECT_TRUE(has(get("/myPages", customer(43)), R"("totalElements":0)"));
}

}  // namespace
}  // namespace boxoffice::mypage
