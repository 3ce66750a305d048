// Goal: what a buyer is quoted is what comes back, by the rules of his own purchase; and a
// performance that is called off gives everybody everything, at a pace, whatever happens on the
// way.
#include "contexts/reservation/tests/counter.hpp"
#include "contracts/refund_tables.hpp"

#include <set>

namespace boxoffice::reservation::testing {
namespace {

constexpr auto day = 24h;

RefundTable shipped(const char* code) {
    return *find_shipped_refund_table(code);
}

class Refunds : public Counter {
  protected:
    /// Twenty days ahead, under these tables.
    void schedule(std::vector<RefundTable> tables) {
        event_ = scheduled();
        event_.starts_at = bench.clock().now() + 20 * day;
        event_.refund_tables = std::move(tables);
        bench.publish(house_key, event_);
    }
    void move_to(base::Instant starts_at) {
        event_.starts_at = starts_at;
        bench.publish(house_key, event_);
    }
    HttpResponse quote(const std::string& seats = "11,12", const std::string& language = "en") {
        return send(HttpMethod::get, "/reservations/1/cancellation-quote", minsu, {},
                    {{"Accept-Language", language}}, {{"seatIds", seats}});
    }
    HttpResponse cancel(const std::string& body, const Principal& who = minsu) {
        return post("/reservations/1/cancellation", who, body);
    }
    /// Musical and payment do what the last cancellation asks of them.
    RefundRequested settle() {
        const auto refund = published<RefundRequested>().back();
        const auto back = published<ReservationCancelPlaced>().back();
        bench.publish(house_key,
                      SeatRefunded{back.reservation_id, performance, back.seat_id, back.seats});
        bench.publish(house_key, PaymentRefunded{refund.payment_id, back.reservation_id,
                                                 performance, refund.refund_id, refund.amount});
        return refund;
    }
    std::int64_t count(ports::SqlText statement) {
        std::int64_t found = 0;
        bench.database().open_reader()->query(
            statement, {}, [&](const ports::SqlRow& row) { found = row.integer(0); });
        return found;
    }

    PerformanceScheduled event_;
};

TEST_F(Refunds, AreWhatWasQuotedSeatBySeat) {
    schedule({shipped("korean-standard"), shipped("house-table")});
    have_tickets();
    bench.run_for(14 * day);  // six days before: the standard keeps 20 %, the house 10 %
    const auto quoted = quote();
    EXPECT_EQ(quoted.status, 200);
    for (const char* part :
         {R"("price":{"amount":300000)", R"("fee":{"amount":30000)", R"("refund":{"amount":270000)",
          R"("feePercent":10)", R"("holdsUntil":)",
          R"({"seatId":11,"price":{"amount":150000,"currency":"KRW"},"fee":{"amount":15000,)",
          R"("explanation":"Canceled until 3 days before: 10 % fee")",
          R"("code":"korean-standard","name":"Korean consumer standard for performances")",
          R"("isApplied":false)", R"("code":"house-table")", R"("isApplied":true)",
          R"("href":"/reservations/1/cancellation-quote?seatIds=11,12")"}) {
        EXPECT_TRUE(has(quoted, part)) << part << " in " << quoted.body;
    }
    EXPECT_TRUE(has(quote("11", "ko"), "공연 3일 전까지 취소: 취소 수수료 10%"));

    EXPECT_EQ(cancel(R"({"seatIds":[11],"expectedFee":{"amount":15000,"currency":"KRW"}})").status,
              202);
    bench.run_for(1s);
    const auto first = settle();
    EXPECT_EQ(first.amount.amount, 135'000);
    EXPECT_EQ(first.fee, (base::Money{15'000, {}}));
    EXPECT_EQ(state_of(1), "Completed");

    bench.run_for(4 * day);  // two days before: both keep 30 %
    EXPECT_TRUE(has(quote("12"), R"("fee":{"amount":45000)"));
    const auto refused =
        cancel(R"({"seatIds":[12],"expectedFee":{"amount":15000,"currency":"KRW"}})");
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(has(refused, R"("code":"fee_changed")"));
    EXPECT_TRUE(has(refused, R"("details":{"reservationId":1,"seatIds":[12])")) << refused.body;
    EXPECT_TRUE(has(refused, R"("refund":{"amount":105000)"));
    EXPECT_EQ(cancel(R"({"seatIds":[12]})").status, 202) << "who expects nothing accepts it";
    bench.run_for(1s);
    EXPECT_EQ(settle().amount.amount, 105'000);
    EXPECT_EQ(state_of(1), "Canceled");
    EXPECT_EQ(published<ReservationCancelCompleted>().back().fee, (base::Money{45'000, {}}));
    EXPECT_EQ(cancel("{}").status, 200) << "the repeat";
    EXPECT_EQ(published<RefundRequested>().size(), 2U);
}

TEST_F(Refunds, FollowTheRulesOfTheirPurchaseWhateverComesLater) {
    schedule({shipped("korean-standard")});
    have_tickets();
    bench.publish(house_key, event_);  // repeated: the same rules
    event_.refund_tables = {{{.code = "harsh", .name = "harsh", .tiers = {{0, 100}}}}};
    bench.publish(house_key, event_);
    restart();
    EXPECT_EQ(count("SELECT COUNT(*) FROM refund_rules"), 2);
    bench.run_for(12 * day);  // eight days before
    EXPECT_TRUE(has(quote(), R"("feePercent":10)"));

    EXPECT_EQ(place(R"({"seatId":13})").status, 201);
    const auto id = published<ReservationPlaced>().back().reservation_id.value;
    hold(id, {13});
    buy(id, {13});
    EXPECT_TRUE(has(get(path_of(id) + "/cancellation-quote", minsu), R"("feePercent":100)"));
}

TEST_F(Refunds, AreFreeForADayAndWithoutRules) {
    schedule({shipped("korean-standard")});
    move_to(bench.clock().now() + 5 * day);
    have_tickets();
    EXPECT_TRUE(has(quote(), R"("rule":"free_withdrawal")"));
    EXPECT_TRUE(has(quote(), R"("explanation":"Canceled within 24 hours of booking: no fee")"));
    bench.run_for(day);
    EXPECT_TRUE(has(quote(), R"("feePercent":20)"));

    event_.refund_tables.reset();
    bench.publish(house_key, event_);
    EXPECT_EQ(place(R"({"seatId":13})").status, 201);
    const auto id = published<ReservationPlaced>().back().reservation_id.value;
    hold(id, {13});
    EXPECT_TRUE(has(get(path_of(id) + "/cancellation-quote", minsu), R"("explanation":"No fee")"));
    buy(id, {13});
    bench.run_for(10 * day);
    const auto quoted = get(path_of(id) + "/cancellation-quote", minsu);
    EXPECT_TRUE(has(quoted, R"("feePercent":0)")) << "even after it has started";
}

TEST_F(Refunds, EndWithTheStartUnlessItIsPutOffOrStaffAreKind) {
    schedule({shipped("korean-standard")});
    const auto starts_at = event_.starts_at;
    have_tickets();
    bench.run_for(20 * day);
    EXPECT_EQ(quote().status, 409);
    EXPECT_TRUE(has(quote(), "performance_started"));
    EXPECT_TRUE(has(cancel("{}"), "performance_started"));
    EXPECT_TRUE(has(cancel("{}", staff), "performance_started"));
    EXPECT_EQ(cancel(R"({"waiveFee":true})").status, 403);

    move_to(starts_at + 15 * day);
    EXPECT_TRUE(has(quote(), R"("feePercent":0)"));
    move_to(starts_at - 15 * day);
    EXPECT_TRUE(has(quote(), "performance_started"));
    EXPECT_EQ(cancel(R"({"seatIds":[11],"waiveFee":true})", staff).status, 202);
    bench.run_for(1s);
    EXPECT_EQ(settle().amount.amount, 150'000);
    EXPECT_EQ(published<ReservationCancelCompleted>().back().fee, std::nullopt);
}

class Rounds : public Refunds {
  protected:
    static constexpr std::int64_t buyers = 10;

    Rounds() {
        settings.cancellations_per_second_max = 2;
        restart();
        std::vector<std::int64_t> seats;
        for (std::int64_t i = 0; i < buyers; ++i) seats.push_back(100 + i);
        open_seats(seats);
        for (std::int64_t i = 1; i <= buyers; ++i) {
            place(R"({"seatId":)" + std::to_string(99 + i) + "}");
            hold(i, {99 + i});
        }
    }
    /// Those told, each once: what was on its way at a restart is published again.
    std::int64_t canceled() {
        std::set<std::int64_t> ids;
        for (const auto& event : published<ReservationCancelCompleted>()) {
            ids.insert(event.reservation_id.value);
        }
        return std::ssize(ids);
    }
    HttpResponse round() {
        return get("/reservations/cancellation-rounds/" + std::to_string(performance.value), staff);
    }
};

TEST_F(Rounds, KeepToTheirRateShowHowFarTheyAreAndResume) {
    EXPECT_EQ(round().status, 404);
    bench.publish(house_key, PerformanceCanceled{performance, {1}, "ill"});
    EXPECT_GE(canceled(), 1);
    EXPECT_LE(canceled(), 3) << "two a second, and one at once";
    const auto early = round();
    EXPECT_TRUE(has(early, R"("reason":"ill")"));
    EXPECT_TRUE(has(early, R"("perSecondMax":2)"));
    EXPECT_FALSE(has(early, R"("finishedAt")"));
    restart();
    EXPECT_LT(canceled(), buyers);
    bench.run_for(10s);
    EXPECT_EQ(canceled(), buyers);
    EXPECT_TRUE(has(round(), R"("told":10,"toTell":0,"open":0)")) << round().body;
    EXPECT_TRUE(has(round(), R"("finishedAt")"));
    EXPECT_EQ(get("/reservations/cancellation-rounds", minsu).status, 403);
    EXPECT_TRUE(has(get("/reservations/cancellation-rounds", staff), R"("totalElements":1)"));
}

TEST_F(Rounds, OfSeveralPerformancesShareTheRate) {
    for (std::int64_t other = 6; other <= 8; ++other) {
        auto event = scheduled();
        event.performance_id = {other};
        bench.publish(std::to_string(other), event);
    }
    const auto before = bench.clock().now();
    for (std::int64_t other = 6; other <= 8; ++other) {
        bench.publish(std::to_string(other), PerformanceCanceled{{other}, {1}, "ill"});
    }
    bench.publish(house_key, PerformanceCanceled{performance, {1}, "ill"});
    while (canceled() < buyers) bench.run_for(100ms);
    EXPECT_GE(bench.clock().now() - before, 4s) << "ten at two a second";
    bench.run_for(10s);
    EXPECT_TRUE(has(get("/reservations/cancellation-rounds", staff), R"("totalElements":4)"));
}

TEST_F(Rounds, GiveBackEverythingWhateverTheRules) {
    schedule({{.code = "harsh", .name = "harsh", .tiers = {{0, 100}}}});
    EXPECT_EQ(place(R"({"seatIds":[11,12]})").status, 201);
    const auto id = published<ReservationPlaced>().back().reservation_id.value;
    hold(id, {11, 12});
    buy(id, {11, 12});
    bench.publish(house_key, PerformanceCanceled{performance, {1}, "ill"});
    bench.run_for(20s);
    EXPECT_EQ(published<RefundRequested>().back().amount.amount, 300'000);
    EXPECT_TRUE(has(round(), R"("told":11,"toTell":0,"open":1,"needsAttention":0)"))
        << round().body;
    const auto refund = published<RefundRequested>().back();
    bench.publish(house_key, RefundFailed{refund.payment_id, refund.reservation_id, performance,
                                          refund.refund_id, "not_cancelable"});
    EXPECT_TRUE(has(round(), R"("open":1,"needsAttention":1)"));
}

}  // namespace
}  // namespace boxoffice::reservation::testing
