// Goal: every movement stands in its interval, every interval is there, and a question that cannot
// be answered is refused by its parameter.
#include "contexts/sales/tests/sales_bench.hpp"

namespace boxoffice::sales {
namespace {

class Timeline : public SalesBench {
  protected:
    /// The next instant whose hour in Seoul is that one.
    void go_to_hour(int hour) {
        const auto now = bench_.clock().now();
        const auto local = now + 9h;
        const auto midnight = std::chrono::floor<std::chrono::days>(local);
        auto then = midnight + std::chrono::hours{hour} - 9h;
        if (then <= now) then += 24h;
        bench_.run_for(std::chrono::duration_cast<base::Duration>(then - now));
    }
    std::string now() { return base::to_rfc3339(bench_.clock().now()); }
    std::string ago(base::Duration duration) {
        return base::to_rfc3339(bench_.clock().now() - duration);
    }
    static std::size_t count(const std::string& text, const std::string& part) {
        std::size_t found = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
            ++found;
        }
        return found;
    }
};

TEST_F(Timeline, TellsWhatMovedInEachInterval) {
    open_house();
    go_to_hour(10);
    const auto start = now();
    buy(3, {{{11}}, {{13}}}, 270'000);
    hold(4, {{{12}}});
    tell(SeatReleased{{4}, {5}, {{{12}}}, 1, "hold_expired"});
    bench_.run_for(2h);
    give_back(3, {{{11}}}, 119'000, 51'000, 100'000);
    const auto answer = get("/sales/timeline", {{"performanceId", "5"}, {"from", start}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(count(answer.body, R"("start":)"), 3U) << answer.body;
    EXPECT_TRUE(has(answer, R"("held":3,"released":1,"sold":2,"cancelled":0,"money":[{"revenue":)"
                            R"({"amount":270000,"currency":"KRW"},"refunded":{"amount":0,)"))
        << answer.body;
    EXPECT_TRUE(has(answer, R"("held":0,"released":0,"sold":0,"cancelled":0,"money":[],)"))
        << "the quiet hour between them";
    EXPECT_TRUE(has(answer, R"("cancelled":1,"money":[{"revenue":{"amount":0,"currency":"KRW"},)"
                            R"("refunded":{"amount":119000,"currency":"KRW"},"feesKept":)"
                            R"({"amount":51000,"currency":"KRW"},"net":{"amount":-119000,)"))
        << answer.body;
    EXPECT_TRUE(has(answer, R"("totals":{"held":3,"released":1,"sold":2,"cancelled":1,"money":)"
                            R"([{"revenue":{"amount":270000,"currency":"KRW"})"));
    EXPECT_TRUE(has(answer, R"("grade":"VIP")"));
    EXPECT_TRUE(has(answer, R"("grade":"R")"));
}

TEST_F(Timeline, BeginsADayAtMidnightInSeoul) {
    open_house();
    go_to_hour(23);
    bench_.run_for(50min);
    buy(3, {{{11}}}, 170'000);
    bench_.run_for(20min);
    buy(4, {{{12}}}, 170'000);
    const auto answer =
        get("/sales/timeline", {{"interval", "day"}, {"from", ago(1h)}, {"to", now()}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(count(answer.body, R"("start":)"), 2U) << answer.body;
    EXPECT_EQ(count(answer.body, "T15:00:00.000Z\""), 4U) << "both starts, from and to";
    EXPECT_EQ(count(answer.body, R"("sold":1,"cancelled":0,"money")"), 4U)
        << "each day and its one grade: " << answer.body;
    const auto hours = get("/sales/timeline", {{"from", ago(1h)}, {"to", now()}});
    EXPECT_TRUE(has(hours, R"("interval":"hour")"));
    EXPECT_EQ(count(hours.body, R"("sold":1,"cancelled":0,"money")"), 4U) << hours.body;
}

TEST_F(Timeline, ShowsOneMusicalOrTheWholeHouse) {
    open_house();
    buy(3, {{{11}}}, 170'000);
    EXPECT_TRUE(has(get("/sales/timeline"), R"("totals":{"held":1,"released":0,"sold":1)"));
    EXPECT_TRUE(has(get("/sales/timeline", {{"musicalId", "1"}, {"interval", "minute"}}),
                    R"("totals":{"held":1,"released":0,"sold":1)"));
    bench_.publish("item-2", ItemCreated{{2}, "낡은 등대", "2026-01-01", "2027-12-31"});
    EXPECT_TRUE(has(get("/sales/timeline", {{"musicalId", "2"}}),
                    R"("totals":{"held":0,"released":0,"sold":0)"));
}

TEST_F(Timeline, IsWithoutMoneyForTheBoxOffice) {
    open_house();
    buy(3, {{{11}}}, 170'000);
    const auto answer = get("/sales/timeline", {}, clerk());
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(has(answer, R"("sold":1)"));
    EXPECT_FALSE(has(answer, "money"));
    const Principal customer{.user_id = 9, .role = Principal::Role::customer};
    EXPECT_EQ(get("/sales/timeline", {}, customer).status, 403);
}

TEST_F(Timeline, RefusesWhatItCannotAnswer) {
    open_house();
    const auto refused = [&](eventing::ContextBench::Query query, const char* field,
                             const char* reason) {
        const auto answer = get("/sales/timeline", std::move(query));
        EXPECT_EQ(answer.status, 422) << answer.body;
        EXPECT_TRUE(has(answer, std::string{R"({"field":")"} + field + R"(","reason":")" + reason))
            << answer.body;
    };
    refused({{"interval", "week"}}, "interval", "not_a_known_value");
    refused({{"from", "yesterday"}}, "from", "not_a_time");
    refused({{"from", now()}, {"to", now()}}, "from", "after_to");
    refused({{"interval", "minute"}, {"from", ago(30h)}}, "from", "out_of_range");
    refused({{"performanceId", "5"}, {"musicalId", "1"}}, "musicalId",
            "either_this_or_performanceId");
    EXPECT_EQ(get("/sales/timeline", {{"performanceId", "404"}}).status, 404);
}

}  // namespace
}  // namespace boxoffice::sales
