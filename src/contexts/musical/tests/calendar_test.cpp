// Goal: a buyer sees day by day what is played by whom, what is left and what it costs, and finds
// musicals that he can still see.
#include "contexts/musical/tests/theatre.hpp"

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::Theatre;
using Method = ports::HttpMethod;

/// One musical with evenings on 15 and 16 January 2027 (Seoul), of one VIP and two R seats each.
class Days : public testing::Test {
  protected:
    Days() {
        musical = Theatre::id_of(theatre.post("/items", R"({"name":"종이 왕국",
            "startDate":"2027-01-01","endDate":"2027-12-31","runningMinutes":150,"ageLimit":7,
            "cast":[{"role":"Dal","actor":"Kim Mina"},{"role":"Dal","actor":"Park Sol"}],"grades":[
            {"grade":"VIP","price":{"amount":150000,"currency":"KRW"}},
            {"grade":"R","price":{"amount":90000,"currency":"KRW"}}]})"));
        first = evening("2027-01-15T10:30:00Z", "Kim Mina");
        second = evening("2027-01-16T15:30:00Z", "Park Sol");  // after midnight in Seoul
    }
    std::int64_t evening(const std::string& start, const std::string& actor) {
        const auto id = Theatre::id_of(theatre.post(
            item() + "/performances",
            R"({"startsAt":")" + start + R"(","cast":[{"role":"Dal","actor":")" + actor + "\"}]}"));
        add_seat(id, "VIP", 1, {});
        add_seat(id, "R", 2, {});
        add_seat(id, "R", 3, R"(,"price":{"amount":70000,"currency":"KRW"})");
        return id;
    }
    std::int64_t add_seat(std::int64_t performance, const std::string& grade, int column,
                          const std::string& rest) {
        const auto seat = Theatre::id_of(theatre.post(
            "/seats", R"({"musicalId":)" + std::to_string(musical) + R"(,"performanceId":)" +
                          std::to_string(performance) + R"(,"grade":")" + grade +
                          R"(","seatRow":1,"seatCol":)" + std::to_string(column) + rest + "}"));
        seats.push_back(seat);
        return seat;
    }
    std::string item() const { return "/items/" + std::to_string(musical); }
    boost::json::value calendar(eventing::ContextBench::Query query = {}) {
        if (query.empty()) query = {{"from", "2027-01-01"}, {"to", "2027-12-31"}};
        const auto response = theatre.get(item() + "/calendar", std::move(query));
        EXPECT_EQ(response.status, 200) << response.body;
        return Theatre::json(response);
    }
    static const boost::json::value& entry(const boost::json::value& of, std::size_t day) {
        return of.at("days").at(day).at("performances").at(0);
    }
    std::size_t found(eventing::ContextBench::Query query) {
        return Theatre::json(theatre.get("/items", std::move(query)))
            .at("_embedded")
            .at("items")
            .as_array()
            .size();
    }
    void sell(std::int64_t reservation, std::int64_t performance,
              const std::vector<std::int64_t>& which) {
        theatre.place(reservation, {performance}, which);
        theatre.lock(reservation, {performance}, 1);
        theatre.sell(reservation, {performance}, 1, which);
    }

    Theatre theatre;
    std::int64_t musical = 0;
    std::int64_t first = 0;
    std::int64_t second = 0;
    std::vector<std::int64_t> seats;
};

TEST_F(Days, ShowWhatIsLeftAndWhatItCosts) {
    const auto all = calendar();
    EXPECT_EQ(all.at("timeZone").as_string(), "Asia/Seoul");
    ASSERT_EQ(all.at("days").as_array().size(), 2U);
    EXPECT_EQ(all.at("days").at(0).at("date").as_string(), "2027-01-15");
    EXPECT_EQ(all.at("days").at(1).at("date").as_string(), "2027-01-17");
    const auto& evening = entry(all, 0);
    EXPECT_EQ(evening.at("performanceId").as_int64(), first);
    EXPECT_EQ(evening.at("localTime").as_string(), "19:30");
    EXPECT_EQ(entry(all, 1).at("localTime").as_string(), "00:30");
    EXPECT_EQ(evening.at("sale").as_string(), "on_sale");
    EXPECT_EQ(evening.at("seatsLeft").as_int64(), 3);
    EXPECT_EQ(evening.at("lowestPrice").at("amount").as_int64(), 70'000);
    EXPECT_EQ(evening.at("cast").at(0).at("actor").as_string(), "Kim Mina");
    const auto& vip = evening.at("grades").at(0);
    EXPECT_EQ(vip.at("grade").as_string(), "VIP");
    EXPECT_EQ(vip.at("lowestPrice").at("amount").as_int64(), 150'000);
    EXPECT_EQ(vip.at("lowestPrice").at("currency").as_string(), "KRW");
    const auto& r = evening.at("grades").at(1);
    EXPECT_EQ(r.at("seats").as_int64(), 2);
    EXPECT_EQ(r.at("seatsLeft").as_int64(), 2);
    EXPECT_EQ(r.at("lowestPrice").at("amount").as_int64(), 70'000);
}

TEST_F(Days, FollowSalesAndPrices) {
    sell(1, first, {seats[0]});
    EXPECT_EQ(theatre.call(Method::del, "/seats/" + std::to_string(seats[2])).status, 204);
    EXPECT_EQ(theatre
                  .call(Method::patch, item(), R"({"grades":[
                        {"grade":"VIP","price":{"amount":150000,"currency":"KRW"}},
                        {"grade":"R","price":{"amount":95000,"currency":"KRW"}}]})")
                  .status,
              200);
    const auto all = calendar();
    EXPECT_EQ(entry(all, 0).at("seatsLeft").as_int64(), 1);
    EXPECT_EQ(entry(all, 0).at("grades").at(0).at("seatsLeft").as_int64(), 0);
    EXPECT_EQ(entry(all, 0).at("grades").at(1).at("lowestPrice").at("amount").as_int64(), 95'000);
    EXPECT_EQ(entry(all, 1).at("grades").at(1).at("lowestPrice").at("amount").as_int64(), 70'000);
}

TEST_F(Days, SayWhetherTheyAreOnSale) {
    const auto address = "/performances/" + std::to_string(first);
    const auto sale = [&] { return std::string{entry(calendar(), 0).at("sale").as_string()}; };
    const auto edit = [&](const std::string& rest) {
        EXPECT_EQ(
            theatre.call(Method::put, address, R"({"startsAt":"2027-01-15T10:30:00Z")" + rest + "}")
                .status,
            200);
    };
    edit(R"(,"salesOpenAt":"2027-01-15T00:00:00Z")");
    EXPECT_EQ(sale(), "not_open");
    edit(R"(,"salesCloseAt":"2020-01-15T00:00:00Z")");
    EXPECT_EQ(sale(), "closed");
    edit("");
    sell(1, first, {seats[0], seats[1], seats[2]});
    EXPECT_EQ(sale(), "sold_out");
    EXPECT_EQ(theatre.post(address + "/cancellation", "{}").status, 200);
    EXPECT_EQ(sale(), "canceled");
}

TEST_F(Days, AreFilteredByGradeActorAndDay) {
    const auto days = [&](eventing::ContextBench::Query query) {
        return calendar(std::move(query)).at("days").as_array().size();
    };
    EXPECT_EQ(days({{"from", "2027-01-16"}, {"to", "2027-01-16"}}), 0U);
    EXPECT_EQ(days({{"from", "2027-01-17"}}), 1U);
    EXPECT_EQ(days({{"from", "2027-01-01"}, {"actor", "mina"}}), 1U);
    EXPECT_EQ(days({{"from", "2027-01-01"}, {"actor", "nobody"}}), 0U);
    sell(1, first, {seats[0]});
    EXPECT_EQ(days({{"from", "2027-01-01"}, {"grade", "VIP"}}), 1U);
    EXPECT_EQ(days({{"from", "2027-01-01"}, {"grade", "R"}}), 2U);
    for (const auto& query :
         std::vector<eventing::ContextBench::Query>{{{"from", "soon"}},
                                                    {{"from", "2027-01-02"}, {"to", "2027-01-01"}},
                                                    {{"from", "2027-01-01"}, {"to", "2029-01-01"}},
                                                    {{"actor", std::string(101, 'a')}}}) {
        EXPECT_EQ(theatre.get(item() + "/calendar", query).status, 422);
    }
    EXPECT_EQ(theatre.get("/items/99/calendar").status, 404);
}

TEST_F(Days, FindMusicalsThatCanStillBeSeen) {
    EXPECT_EQ(found({{"q", "mina"}}), 1U) << "by an actor of the run";
    EXPECT_EQ(found({{"available", "true"}}), 1U);
    EXPECT_EQ(found({{"available", "true"}, {"from", "2027-01-15"}, {"to", "2027-01-15"}}), 1U);
    EXPECT_EQ(found({{"available", "true"}, {"from", "2027-01-16"}, {"to", "2027-01-16"}}), 0U)
        << "the second evening begins after midnight";
    EXPECT_EQ(found({{"available", "true"}, {"from", "2027-02-01"}}), 0U);
    EXPECT_EQ(found({{"from", "2027-02-01"}}), 1U) << "it is played, whether seats are left or not";
    sell(1, first, {seats[0]});
    sell(2, second, {seats[3]});
    EXPECT_EQ(found({{"available", "true"}, {"grade", "VIP"}}), 0U);
    EXPECT_EQ(found({{"available", "true"}, {"grade", "R"}}), 1U);
    EXPECT_EQ(found({{"available", "false"}, {"grade", "VIP"}}), 1U);
    EXPECT_EQ(theatre.get("/items", {{"available", "maybe"}}).status, 422);
    EXPECT_EQ(theatre.get("/items", {{"available", "true"}, {"from", "soon"}}).status, 422);
}

TEST_F(Days, NarrowTheListOfPerformances) {
    const auto count = [&](const std::string& path, eventing::ContextBench::Query query) {
        return Theatre::json(theatre.get(path, std::move(query)))
            .at("page")
            .at("totalElements")
            .as_int64();
    };
    EXPECT_EQ(count("/performances", {{"from", "2027-01-16"}}), 1);
    EXPECT_EQ(count("/performances", {{"to", "2027-01-16"}}), 1);
    EXPECT_EQ(count(item() + "/performances", {{"from", "2027-01-15"}, {"to", "2027-01-17"}}), 2);
    EXPECT_EQ(theatre.get("/performances", {{"to", "soon"}}).status, 422);
}

TEST_F(Days, OfAMusicalTellItsCast) {
    const auto shown = Theatre::json(theatre.get(item()));
    EXPECT_EQ(shown.at("cast").at(1).at("actor").as_string(), "Park Sol");
    EXPECT_EQ(shown.at("runningMinutes").as_int64(), 150);
    EXPECT_EQ(theatre.call(Method::patch, item(), R"({"cast":[]})").status, 200);
    EXPECT_EQ(found({{"q", "mina"}}), 0U);
    EXPECT_EQ(theatre.call(Method::patch, item(), R"({"cast":[{"role":"","actor":"x"}]})").status,
              422);
}

}  // namespace
}  // namespace boxoffice::musical
