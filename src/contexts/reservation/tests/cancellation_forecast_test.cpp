// Goal: what is foretold of calling a performance off is what then goes back and goes out.
#include "contexts/reservation/cancellation_forecast.hpp"

#include "contexts/reservation/tests/counter.hpp"

namespace boxoffice::reservation::testing {
namespace {

class Forecast : public Counter {
  protected:
    ports::CancellationForecast forecast(PerformanceId of = performance) {
        ports::CancellationForecaster::Answer answer;
        forecaster->forecast(of.value, [&](ports::CancellationForecaster::Answer given) {
            answer = std::move(given);
        });
        bench.run_for(1s);
        EXPECT_TRUE(answer.forecast) << answer.fault;
        return answer.forecast.value_or(ports::CancellationForecast{});
    }

    std::unique_ptr<ports::CancellationForecaster> forecaster =
        make_forecaster(bench.environment(), settings);
};

TEST_F(Forecast, AddsUpWhatTheRoundThenDoes) {
    have_tickets();
    EXPECT_EQ(place(R"({"seatId":13})", jiwoo).status, 201);
    hold(2, {13});
    EXPECT_EQ(place(R"({"seatId":14})", jiwoo).status, 201);  // still asked for

    const auto before = forecast();
    EXPECT_EQ(before.paid, 1);
    EXPECT_EQ(before.unpaid, 2);
    EXPECT_EQ(before.under_way, 0);
    EXPECT_EQ(before.seats_dropped, 2);
    ASSERT_EQ(before.refunds.size(), 1U);
    EXPECT_EQ(before.refunds[0].method, "card");
    EXPECT_EQ(before.refunds[0].provider, "sandbox");
    EXPECT_EQ(before.refunds[0].reservations, 1);
    EXPECT_EQ(before.refunds[0].amount, (Money{300'000, {}}));
    EXPECT_EQ(before.total, std::vector<Money>{(Money{300'000, {}})});
    EXPECT_TRUE(before.fees_kept.empty());
    EXPECT_EQ(before.people, 2);
    EXPECT_EQ(before.notices, 5) << "three about the tickets, one for each that is dropped";
    EXPECT_EQ(before.per_second_max, settings.cancellations_per_second_max);
    EXPECT_FALSE(before.round);
    EXPECT_TRUE(published<RefundRequested>().empty()) << "nothing was done";
    EXPECT_EQ(state_of(2), "Held");

    bench.publish(house_key, PerformanceCanceled{performance, {1}, "fire"});
    bench.run_for(10s);
    const auto refunds = published<RefundRequested>();
    ASSERT_EQ(refunds.size(), 1U);
    EXPECT_EQ(refunds[0].amount, before.total[0]);
    EXPECT_EQ(state_of(2), "Canceled");

    const auto after = forecast();
    EXPECT_EQ(after.paid + after.unpaid, 0);
    EXPECT_EQ(after.under_way, 1);
    ASSERT_TRUE(after.round);
    EXPECT_EQ(after.round->told, 3);
    EXPECT_EQ(after.round->to_tell, 0);
    EXPECT_EQ(after.round->open, 1);
}

TEST_F(Forecast, OfAnEmptyHouseIsNothing) {
    const auto nothing = forecast({99});
    EXPECT_EQ(nothing.paid + nothing.unpaid + nothing.under_way + nothing.people, 0);
    EXPECT_TRUE(nothing.total.empty());
}

}  // namespace
}  // namespace boxoffice::reservation::testing
