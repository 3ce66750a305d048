// Goal: operators see how purchases go on, how soon, and what is sold.
// Method: the real module on a simulated world; the test plays musical and payment.
#include "contexts/reservation/tests/counter.hpp"

namespace boxoffice::reservation::testing {
namespace {

class Meter : public Counter {
  protected:
    std::int64_t entered(const std::string& state) {
        return bench.metrics().value("boxoffice_reservation_transitions_total{to=\"" + state +
                                     "\"}");
    }
    /// Whether exactly one was observed, and it took longer than `least` and at most `most`.
    bool took(const std::string& histogram, base::Duration least, base::Duration most) {
        const auto& seen = bench.metrics().histogram(histogram, "", "");
        return bench.metrics().value(histogram) == 1 && seen.sum() > least && seen.sum() <= most;
    }
};

TEST_F(Meter, EachStepIsCountedAndASaleWithItsSeatsAndMoney) {
    place(R"({"seatIds":[11,12]})");
    EXPECT_EQ(entered("Placed"), 1);
    bench.run_for(3s);
    hold(1, {11, 12});
    EXPECT_EQ(entered("Held"), 1);
    EXPECT_TRUE(took("boxoffice_reservation_answer_seconds", 2s, 5s));
    EXPECT_EQ(bench.metrics().value("boxoffice_seats_sold_total"), 0);

    post("/reservations/1/payment", minsu, R"({"method":"card"})");
    lock(1, {1});
    EXPECT_EQ(bench.metrics().value("boxoffice_reservation_charge_seconds"), 0);
    bench.run_for(7s);
    approve(1, {1}, 300'000);
    EXPECT_TRUE(took("boxoffice_reservation_charge_seconds", 6s, 9s));
    sell(1, {11, 12});
    EXPECT_EQ(entered("Completed"), 1);
    EXPECT_EQ(bench.metrics().value("boxoffice_seats_sold_total"), 2);
    EXPECT_EQ(bench.metrics().value("boxoffice_sales_amount_total{currency=\"KRW\"}"), 300'000);
    EXPECT_EQ(bench.metrics().value("boxoffice_reservation_paid_for_nothing_total"), 0);
}

TEST_F(Meter, WhoComesSecondIsAnsweredTooAndBuysNothing) {
    place(R"({"seatId":11})");
    refuse(1, 11);
    EXPECT_EQ(entered("Impossible"), 1);
    EXPECT_EQ(bench.metrics().value("boxoffice_reservation_answer_seconds"), 1);
    EXPECT_EQ(bench.metrics().value("boxoffice_seats_sold_total"), 0);
}

TEST_F(Meter, WhoPaidAndGetsNoSeatIsCounted) {
    place(R"({"seatId":11})");
    hold(1, {11});
    post("/reservations/1/payment", minsu, R"({"method":"card"})");
    lock(1, {1});
    approve(1, {1}, 150'000);
    bench.publish(house_key, SeatSaleRefused{{1}, performance, {1}, "taken"});
    EXPECT_EQ(entered("Refunding"), 1);
    EXPECT_EQ(bench.metrics().value("boxoffice_reservation_paid_for_nothing_total"), 1);
    EXPECT_EQ(bench.metrics().value("boxoffice_seats_sold_total"), 0);
}

TEST_F(Meter, ARefusedRequestIsNoStep) {
    EXPECT_EQ(place(R"({"seatId":99})").status, 404);
    EXPECT_EQ(entered("Placed"), 0);
}

}  // namespace
}  // namespace boxoffice::reservation::testing
