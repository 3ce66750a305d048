// Goal: the overview follows the events exactly, shows each caller what is his, and is the same
// after a rebuild. Method: the real module on a simulated world, asked over its routes.
#include "contexts/sales/sql/schema.hpp"
#include "contexts/sales/tests/sales_bench.hpp"

namespace boxoffice::sales {
namespace {

using Overview = SalesBench;

constexpr const char* money_of_vip =
    R"("money":[{"revenue":{"amount":340000,"currency":"KRW"},"refunded":{"amount":119000,)"
    R"("currency":"KRW"},"feesKept":{"amount":51000,"currency":"KRW"},)"
    R"("net":{"amount":221000,"currency":"KRW"}}],"grade":"VIP")";

TEST_F(Overview, CountsSeatsByWhatBecameOfThem) {
    open_house();
    auto shown = get("/sales/overview");
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_TRUE(has(shown, R"("totals":{"capacity":4,"available":4,"held":0,"sold":0)"))
        << shown.body;
    hold(3, {{{11}}, {{13}}});
    hold(4, {{{14}}});
    pay(3, 270'000);
    sell(3, {{{11}}, {{13}}});
    tell(SeatsChanged{.performance_id = {5},
                      .musical_id = {1},
                      .change = "blocked",
                      .reason = "house seat",
                      .seats = {seat(12, "VIP", 170'000)}});
    shown = get("/sales/overview");
    EXPECT_TRUE(has(shown, R"("totals":{"capacity":4,"available":0,"held":1,"sold":2,"blocked":1)"))
        << shown.body;
    tell(SeatReleased{{4}, {5}, {{{14}}}, 1, "hold_expired"});
    tell(SeatsChanged{.performance_id = {5},
                      .musical_id = {1},
                      .change = "unblocked",
                      .seats = {seat(12, "VIP", 170'000)}});
    tell(SeatsChanged{.performance_id = {5},
                      .musical_id = {1},
                      .change = "deleted",
                      .seats = {seat(12, "VIP", 170'000)}});
    shown = get("/sales/overview");
    EXPECT_TRUE(has(shown, R"("totals":{"capacity":3,"available":1,"held":0,"sold":2,"blocked":0)"))
        << shown.body;
}

TEST_F(Overview, TellsMoneyByGradeAndWhatWentBackOfIt) {
    open_house();
    buy(3, {{{11}}, {{13}}}, 270'000);
    buy(4, {{{12}}}, 170'000);
    give_back(3, {{{11}}}, 119'000, 51'000, 100'000);
    const auto shown = get("/sales/overview", {{"performanceId", "5"}});
    EXPECT_TRUE(has(shown, money_of_vip)) << shown.body;
    EXPECT_TRUE(has(shown, R"("revenue":{"amount":440000,"currency":"KRW"})")) << shown.body;
    EXPECT_TRUE(has(shown, R"("net":{"amount":321000,"currency":"KRW"})")) << shown.body;
    EXPECT_LT(shown.body.find(R"("grade":"VIP")"), shown.body.find(R"("grade":"R")"))
        << "the dearest first";
}

TEST_F(Overview, CountsCompsAmongTheSoldAndEarnsNothing) {
    open_house();
    buy(3, {{{11}}, {{12}}}, 0, "comp");
    const auto shown = get("/sales/overview");
    EXPECT_TRUE(has(shown, R"("sold":2,"blocked":0,"comps":2)")) << shown.body;
    EXPECT_TRUE(has(shown, R"("revenue":{"amount":0,"currency":"KRW"})")) << shown.body;
}

TEST_F(Overview, KnowsThePaceOfTheLastMinutes) {
    open_house();
    buy(3, {{{11}}}, 170'000);
    bench_.run_for(10min);
    buy(4, {{{12}}, {{13}}}, 270'000);
    EXPECT_TRUE(has(get("/sales/overview"), R"("soldLast5Minutes":2,"soldLast60Minutes":3)"));
    bench_.run_for(55min);
    EXPECT_TRUE(has(get("/sales/overview"), R"("soldLast5Minutes":0,"soldLast60Minutes":2)"));
}

TEST_F(Overview, IsWithoutMoneyForTheBoxOfficeAndClosedToEverybodyElse) {
    open_house();
    buy(3, {{{11}}}, 170'000);
    const auto shown = get("/sales/overview", {}, clerk());
    EXPECT_EQ(shown.status, 200);
    EXPECT_TRUE(has(shown, R"("sold":1)"));
    EXPECT_FALSE(has(shown, "money"));
    EXPECT_FALSE(has(shown, "170000"));
    for (const auto role :
         {Principal::Role::nobody, Principal::Role::guest, Principal::Role::customer}) {
        EXPECT_EQ(get("/sales/overview", {}, {.user_id = 9, .role = role}).status, 403);
    }
}

TEST_F(Overview, ShowsWhatWasAskedForAndFromTodayOtherwise) {
    open_house();
    bench_.publish("6", PerformanceScheduled{.performance_id = {6},
                                             .musical_id = {2},
                                             .musical_name = "낡은 등대",
                                             .venue_name = "새벽나루 극장",
                                             .starts_at = bench_.clock().now() - 48h,
                                             .time_zone = "Asia/Seoul"});
    const auto today = get("/sales/overview");
    EXPECT_TRUE(has(today, R"("performanceId":5)"));
    EXPECT_FALSE(has(today, R"("performanceId":6)")) << "it is over";
    EXPECT_TRUE(has(get("/sales/overview", {{"performanceId", "6"}}), R"("performanceId":6)"));
    EXPECT_TRUE(has(get("/sales/overview", {{"musicalId", "2"}}), R"("performanceId":6)"));
    EXPECT_FALSE(has(get("/sales/overview", {{"musicalId", "2"}}), R"("performanceId":5)"));
    const auto past = get("/sales/overview", {{"to", "2000-01-01"}});
    EXPECT_TRUE(has(past, R"("performances":[])")) << past.body;
    EXPECT_TRUE(has(get("/sales/overview", {{"from", "1999-01-01"}}), R"("performanceId":6)"));
}

TEST_F(Overview, RefusesWhatItCannotRead) {
    open_house();
    EXPECT_EQ(get("/sales/overview", {{"performanceId", "404"}}).status, 404);
    EXPECT_EQ(get("/sales/overview", {{"musicalId", "404"}}).status, 404);
    EXPECT_EQ(get("/sales/overview", {{"performanceId", "0"}}).status, 422);
    EXPECT_EQ(get("/sales/overview", {{"musicalId", "x"}}).status, 422);
    const auto wrong = get("/sales/overview", {{"from", "2026-02-30"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, R"({"field":"from","reason":"not_a_date"})")) << wrong.body;
}

TEST_F(Overview, FollowsTheProgramme) {
    open_house();
    bench_.publish("item-1", ItemEdited{{1}, "별빛 정거장", "2026-01-01", "2027-12-31"});
    EXPECT_TRUE(has(get("/sales/overview"), R"("musicalName":"별빛 정거장")"));
    tell(PerformanceCanceled{{5}, {1}, "the lead is ill"});
    EXPECT_TRUE(has(get("/sales/overview"), R"("status":"Canceled")"));
    tell(PerformanceCanceled{{5}, {1}, "deleted"});
    EXPECT_TRUE(has(get("/sales/overview"), R"("performances":[])"));
}

TEST_F(Overview, CountsWhatIsDeliveredTwiceOnce) {
    open_house();
    buy(3, {{{11}}}, 170'000);
    const auto before = get("/sales/overview").body;
    const auto told = bench_.bus().log();  // a copy: it grows by what is appended
    for (const auto& event : told) bench_.bus().append(*event);
    bench_.run_for(5s);
    const auto after = get("/sales/overview").body;
    const auto from_totals = [](const std::string& body) {
        return body.substr(body.find("totals"));
    };
    EXPECT_EQ(from_totals(after), from_totals(before));
    EXPECT_EQ(
        bench_.metrics().value("boxoffice_events_total{context=\"sales\",outcome=\"parked\"}"), 0);
}

/// All that the tables of the read model hold, as text.
std::string dump(ports::SqlDatabase& database) {
    std::string text;
    const auto sql = database.open_reader();
    const auto add = [&](ports::SqlText statement, int columns) {
        sql->query(statement, {}, [&](const ports::SqlRow& row) {
            for (int i = 0; i < columns; ++i) text += std::string{row.text(i)} + '|';
            text += '\n';
        });
    };
    add("SELECT id, name FROM musical ORDER BY id", 2);
    add("SELECT id, musical_id, musical_name, venue_name, starts_at, status FROM performance "
        "ORDER BY id",
        6);
    add("SELECT id, performance_id, grade, price, state, owner, changed_at FROM seat ORDER BY id",
        7);
    add("SELECT performance_id, grade, capacity, held, sold, blocked FROM grade "
        "ORDER BY performance_id, grade",
        6);
    add("SELECT reservation_id, body FROM purchase ORDER BY reservation_id", 2);
    add("SELECT performance_id, grade, method, tickets, captured, refunded, fees FROM sales_total "
        "ORDER BY performance_id, grade, method",
        7);
    add("SELECT performance_id, minute, grade, method, held, released, sold, cancelled, captured, "
        "refunded, fees FROM sales_minute ORDER BY performance_id, minute, grade, method",
        11);
    return text;
}

TEST_F(Overview, IsRebuiltFromTheLog) {
    open_house();
    buy(3, {{{11}}, {{13}}}, 270'000);
    hold(4, {{{12}}});
    give_back(3, {{{11}}}, 119'000, 51'000, 100'000);
    const auto before = dump(bench_.database());
    EXPECT_GT(before.size(), 500U);
    module_.reset();
    forget_everything(*bench_.database().open_writer());
    EXPECT_EQ(dump(bench_.database()), "");
    restart();
    EXPECT_EQ(dump(bench_.database()), before);
}

}  // namespace
}  // namespace boxoffice::sales
