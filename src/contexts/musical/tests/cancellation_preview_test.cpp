// Goal: staff see what calling a performance off would do before they do it, and nothing moves.
#include "contexts/musical/tests/theatre.hpp"
#include "ports/cancellation_forecast.hpp"

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <utility>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::nobody;
using tests::staff;
using tests::Theatre;

/// Answers at once what it was given.
class Oracle final : public ports::CancellationForecaster {
  public:
    void forecast(std::int64_t performance_id, std::function<void(Answer)> done) override {
        asked.push_back(performance_id);
        done(answer);
    }
    Answer answer;
    std::vector<std::int64_t> asked;
};

class Preview : public testing::Test {
  protected:
    Preview() {
        const auto musical = theatre.add_musical();
        for (int column = 1; column <= 4; ++column) {
            seats.push_back(theatre.add_seat(musical, 1, column));
        }
        performance = theatre.performance_of(seats[0]);
        path = "/performances/" + std::to_string(performance.value) + "/cancellation";
        theatre.place(1, performance, {seats[0]});
        theatre.lock(1, performance, 1);
        theatre.sell(1, performance, 1, {seats[0]});
        theatre.place(2, performance, {seats[1]});
        EXPECT_EQ(theatre
                      .post("/performances/" + std::to_string(performance.value) + "/seats/block",
                            R"({"seatIds":[)" + std::to_string(seats[2]) + "]}")
                      .status,
                  200);
        oracle.answer.forecast = ports::CancellationForecast{
            .paid = 41,
            .unpaid = 1,
            .under_way = 3,
            .seats_dropped = 2,
            .refunds = {{"card", "sandbox", 40, {3'600'000, {}}}, {"card", "", 1, {90'000, {}}}},
            .total = {{3'690'000, {}}},
            .fees_kept = {{9'000, {}}},
            .people = 44,
            .notices = 127,
            .per_second_max = 20};
    }

    ports::HttpResponse ask(ports::CancellationForecaster* forecaster,
                            const ports::Principal& who = staff) {
        if (!std::exchange(is_closed, true)) theatre.module().stop();
        const auto module = make_module(theatre.bench().environment(), {}, forecaster);
        module->start();
        auto answer = theatre.bench().call(*module, {.path = path, .principal = who});
        module->stop();
        return answer;
    }

    Theatre theatre;
    std::vector<std::int64_t> seats;
    contracts::PerformanceId performance;
    std::string path;
    Oracle oracle;
    bool is_closed = false;
};

TEST_F(Preview, TellsSeatsBookingsMoneyAndNotices) {
    const auto response = ask(&oracle);
    ASSERT_EQ(response.status, 200) << response.body;
    const auto preview = Theatre::json(response);
    EXPECT_EQ(oracle.asked, std::vector<std::int64_t>{performance.value});
    EXPECT_EQ(preview.at("status").as_string(), "scheduled");
    EXPECT_EQ(preview.at("musicalName").as_string(), "종이 왕국");
    for (const char* kind : {"available", "held", "sold", "blocked"}) {
        EXPECT_EQ(preview.at("seats").at(kind).as_int64(), 1) << kind;
    }
    const auto& reservations = preview.at("reservations");
    EXPECT_EQ(reservations.at("total").as_int64(), 45);
    EXPECT_EQ(reservations.at("paid").as_int64(), 41);
    EXPECT_EQ(reservations.at("underWay").as_int64(), 3);
    const auto& refunds = preview.at("refunds");
    EXPECT_EQ(refunds.at("totals").at(0).at("amount").as_int64(), 3'690'000);
    EXPECT_EQ(refunds.at("count").as_int64(), 41);
    EXPECT_EQ(refunds.at("byMethod").at(0).at("provider").as_string(), "sandbox");
    EXPECT_FALSE(refunds.at("byMethod").at(1).as_object().contains("provider"));
    EXPECT_EQ(preview.at("feesKept").at(0).at("amount").as_int64(), 9'000);
    EXPECT_EQ(preview.at("holdsDropped").at("seats").as_int64(), 2);
    EXPECT_EQ(preview.at("notices").at("people").as_int64(), 44);
    EXPECT_EQ(preview.at("notices").at("messages").as_int64(), 127);
    EXPECT_EQ(preview.at("perSecondMax").as_int64(), 20);
    EXPECT_EQ(preview.at("secondsAtLeast").as_int64(), 3) << "45 at 20 a second";
    EXPECT_FALSE(preview.as_object().contains("round"));
    EXPECT_TRUE(theatre.heard<contracts::PerformanceCanceled>().empty());
}

TEST_F(Preview, ShowsHowFarACancellationHasCome) {
    EXPECT_EQ(theatre.post(path, "{}").status, 200);
    oracle.answer.forecast->round = {.told = 10, .to_tell = 35, .open = 9, .needs_attention = 1};
    const auto preview = Theatre::json(ask(&oracle));
    EXPECT_EQ(preview.at("status").as_string(), "canceled");
    EXPECT_EQ(preview.at("round").at("toTell").as_int64(), 35);
    EXPECT_EQ(preview.at("round").at("needsAttention").as_int64(), 1);
}

TEST_F(Preview, IsForStaffAndHonestWhenItCannotTell) {
    EXPECT_EQ(ask(&oracle, nobody).status, 403);
    EXPECT_EQ(ask(nullptr).status, 503);
    oracle.answer = {.forecast = std::nullopt, .fault = "away"};
    EXPECT_EQ(ask(&oracle).status, 503);
    path = "/performances/99/cancellation";
    EXPECT_EQ(ask(&oracle).status, 404);
}

}  // namespace
}  // namespace boxoffice::musical
