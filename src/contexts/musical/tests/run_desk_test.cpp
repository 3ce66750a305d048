// Goal: many performances change in one act or not at all, and a new price reaches every seat that
// follows its grade, and whoever sells it.
#include "contexts/musical/performance_desk.hpp"
#include "contexts/musical/sql/schema.hpp"
#include "contexts/musical/tests/theatre.hpp"

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <map>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::nobody;
using tests::staff;
using tests::Theatre;
using Method = ports::HttpMethod;

/// A hall of one row with VIP at 1 and R at 2 and 3, and four evenings of one musical in it.
class Run : public testing::Test {
  protected:
    Run() {
        const auto venue = Theatre::id_of(theatre.post("/venues", R"({"name":"소극장","plan":{
            "name":"소극장","focalPoint":{"x":0,"y":0},
            "categories":[{"name":"front","grade":"VIP"},{"name":"back","grade":"R"}],
            "sections":[{"name":"1F","rows":[{"seatRow":1,"rowLabel":"A","seats":[
              {"seatGuid":"1","seatLabel":"1","seatCol":1,"position":{"x":1,"y":1},"category":"front"},
              {"seatGuid":"2","seatLabel":"2","seatCol":2,"position":{"x":2,"y":1},"category":"back"},
              {"seatGuid":"3","seatLabel":"3","seatCol":3,"position":{"x":3,"y":1},"category":"back"}
            ]}]}]}})"));
        musical = Theatre::id_of(theatre.post("/items", R"({"name":"종이 왕국",
            "startDate":"2027-01-01","endDate":"2027-12-31","venueId":)" +
                                                            std::to_string(venue) +
                                                            R"(,"grades":[
            {"grade":"VIP","price":{"amount":150000,"currency":"KRW"}},
            {"grade":"R","price":{"amount":90000,"currency":"KRW"}}]})"));
        EXPECT_EQ(theatre
                      .post("/items/" + std::to_string(musical) + "/performances",
                            R"({"run":{"from":"2027-01-15","to":"2027-01-18","times":["19:30"]}})")
                      .status,
                  201);
    }

    ports::HttpResponse patch(const std::string& body) {
        return theatre.call(Method::patch, "/performances", body);
    }
    std::string of_run(const std::string& rest) const {
        return "{\"musicalId\":" + std::to_string(musical) + "," + rest + "}";
    }
    /// The prices of a performance's seats in order, in thousands.
    std::string prices(std::int64_t performance) {
        std::string all;
        const auto list =
            Theatre::json(theatre.get("/seats", {{"performanceId", std::to_string(performance)}}));
        for (const auto& seat : list.at("_embedded").at("seats").as_array()) {
            if (!all.empty()) all += ' ';
            all += std::to_string(seat.at("price").at("amount").as_int64() / 1000);
        }
        return all;
    }
    std::vector<std::int64_t> seats_of(std::int64_t performance) {
        std::vector<std::int64_t> ids;
        const auto list =
            Theatre::json(theatre.get("/seats", {{"performanceId", std::to_string(performance)}}));
        for (const auto& seat : list.at("_embedded").at("seats").as_array()) {
            ids.push_back(seat.at("id").as_int64());
        }
        return ids;
    }
    boost::json::value shown(std::int64_t performance) {
        return Theatre::json(theatre.get("/performances/" + std::to_string(performance)));
    }
    /// The seats that were told with another price since.
    std::map<std::int64_t, std::int64_t> repriced_since(std::size_t events) {
        std::map<std::int64_t, std::int64_t> told;
        const auto heard = theatre.heard<contracts::SeatsChanged>();
        for (auto i = events; i < heard.size(); ++i) {
            EXPECT_EQ(heard[i].change, "edited");
            for (const auto& seat : heard[i].seats) {
                told[seat.seat_id.value] = seat.price.amount;
            }
        }
        return told;
    }

    Theatre theatre;
    std::int64_t musical = 0;
};

TEST_F(Run, ChangesTermsAndPricesTogether) {
    const auto before = theatre.heard<contracts::PerformanceScheduled>().size();
    const auto done = patch(of_run(
        R"("from":"2027-01-16","to":"2027-01-17","changes":{"salesCloseMinutesBefore":120,
           "seatLimitPerPerson":4,"grades":[{"grade":"R","price":{"amount":95000,"currency":"KRW"}}]})"));
    ASSERT_EQ(done.status, 200) << done.body;
    const auto answer = Theatre::json(done);
    EXPECT_EQ(answer.at("_embedded").at("performances").as_array().size(), 2U);
    EXPECT_EQ(answer.at("seats").at("repriced").as_int64(), 4);
    EXPECT_EQ(answer.at("seats").at("waiting").as_int64(), 0);
    EXPECT_EQ(prices(1), "150 90 90");
    EXPECT_EQ(prices(2), "150 95 95");
    EXPECT_EQ(prices(3), "150 95 95");
    EXPECT_EQ(prices(4), "150 90 90");
    EXPECT_EQ(shown(2).at("salesCloseAt").as_string(), "2027-01-16T08:30:00.000Z");
    EXPECT_EQ(shown(2).at("seatLimitPerPerson").as_int64(), 4);
    EXPECT_FALSE(shown(1).as_object().contains("salesCloseAt"));
    const auto told = theatre.heard<contracts::PerformanceScheduled>();
    ASSERT_EQ(told.size(), before + 2);
    EXPECT_EQ(told.back().seat_limit_per_person, 4);
    EXPECT_EQ(repriced_since(0).size(), 4U);
    EXPECT_EQ(repriced_since(0).begin()->second, 95'000);
    const auto map = Theatre::json(theatre.get("/performances/2/seatmap"));
    EXPECT_EQ(map.at("seats").at(1).at(7).as_int64(), 95'000);
}

TEST_F(Run, ChangesAllOrNone) {
    EXPECT_EQ(theatre.post("/performances/3/cancellation", "{}").status, 200);
    const auto refused =
        patch(R"({"performanceIds":[1,3,99],"changes":{"salesCloseAt":"2027-01-15T10:00:00Z"}})");
    EXPECT_EQ(refused.status, 409);
    const auto problem = Theatre::json(refused);
    EXPECT_EQ(problem.at("code").as_string(), "run_edit_refused");
    const auto& refusals = problem.at("details").at("performances").as_array();
    std::map<std::int64_t, std::string> reasons;
    for (const auto& each : refusals) {
        reasons[each.at("performanceId").as_int64()] =
            each.at("errors").at(0).at("reason").as_string();
    }
    EXPECT_EQ(reasons, (std::map<std::int64_t, std::string>{{3, "performance_canceled"},
                                                            {99, "not_found"}}));
    EXPECT_FALSE(shown(1).as_object().contains("salesCloseAt"));
    const auto late = patch(of_run(R"("changes":{"salesOpenAt":"2027-01-16T00:00:00Z"})"));
    EXPECT_EQ(late.status, 409) << "after the start of the first";
    EXPECT_EQ(Theatre::json(late).at("details").at("performances").as_array().size(), 1U);
    EXPECT_EQ(theatre.heard<contracts::PerformanceScheduled>().size(), 4U);
}

TEST_F(Run, CanBeTriedFirst) {
    const auto tried = patch(of_run(
        R"("dryRun":true,"changes":{"grades":[
           {"grade":"R","price":{"amount":1000,"currency":"KRW"}}]})"));
    ASSERT_EQ(tried.status, 200) << tried.body;
    EXPECT_EQ(Theatre::json(tried).at("seats").at("waiting").as_int64(), 8);
    EXPECT_EQ(Theatre::json(tried).at("_embedded").at("performances").as_array().size(), 4U);
    EXPECT_EQ(prices(1), "150 90 90");
    EXPECT_TRUE(theatre.heard<contracts::SeatsChanged>().empty());
}

TEST_F(Run, LeavesPricesThatASeatHasForItself) {
    const auto seats = seats_of(1);
    EXPECT_EQ(theatre
                  .call(Method::put, "/seats/" + std::to_string(seats[1]),
                        R"({"price":{"amount":70000,"currency":"KRW"}})")
                  .status,
              200);
    const auto events = theatre.heard<contracts::SeatsChanged>().size();
    EXPECT_EQ(patch(R"({"performanceIds":[1],"changes":{"grades":[
                       {"grade":"R","price":{"amount":95000,"currency":"KRW"}}]}})")
                  .status,
              200);
    EXPECT_EQ(prices(1), "150 70 95");
    EXPECT_EQ(repriced_since(events), (std::map<std::int64_t, std::int64_t>{{seats[2], 95'000}}));
    // At the price of its grade it follows again.
    EXPECT_EQ(theatre
                  .call(Method::put, "/seats/" + std::to_string(seats[1]),
                        R"({"price":{"amount":95000,"currency":"KRW"}})")
                  .status,
              200);
    EXPECT_EQ(patch(R"({"performanceIds":[1],"changes":{"clear":["grades"]}})").status, 200);
    EXPECT_EQ(prices(1), "150 90 90");
}

TEST_F(Run, PricesSeatsThatSomebodyHasForTheirNextBuyer) {
    const auto seats = seats_of(1);
    theatre.place(1, {1}, {seats[1]});
    theatre.lock(1, {1}, 1);
    theatre.sell(1, {1}, 1, {seats[1]});
    EXPECT_EQ(patch(R"({"performanceIds":[1],"changes":{"grades":[
                       {"grade":"R","price":{"amount":95000,"currency":"KRW"}}]}})")
                  .status,
              200);
    EXPECT_EQ(theatre.status_of(seats[1]), "Sold");
    theatre.give_back(1, {1}, {seats[1]});
    EXPECT_EQ(prices(1), "150 95 95");
    EXPECT_EQ(theatre.status_of(seats[1]), "Available");
}

TEST_F(Run, FollowsOnePerformanceAndTheMusicalToo) {
    EXPECT_EQ(theatre
                  .call(Method::put, "/performances/1",
                        R"({"startsAt":"2027-01-15T10:30:00Z","grades":[
                           {"grade":"VIP","price":{"amount":200000,"currency":"KRW"}},
                           {"grade":"R","price":{"amount":100000,"currency":"KRW"}}]})")
                  .status,
              200);
    EXPECT_EQ(prices(1), "200 100 100");
    const auto events = theatre.heard<contracts::SeatsChanged>().size();
    EXPECT_EQ(theatre
                  .call(Method::patch, "/items/" + std::to_string(musical),
                        R"({"grades":[{"grade":"VIP","price":{"amount":160000,"currency":"KRW"}},
                           {"grade":"R","price":{"amount":90000,"currency":"KRW"}}]})")
                  .status,
              200);
    EXPECT_EQ(prices(1), "200 100 100") << "it has prices of its own";
    EXPECT_EQ(prices(2), "160 90 90");
    EXPECT_EQ(repriced_since(events).size(), 3U);
    EXPECT_EQ(theatre.call(Method::patch, "/items/" + std::to_string(musical), R"({"ageLimit":8})")
                  .status,
              200);
    EXPECT_EQ(repriced_since(events).size(), 3U) << "nothing about prices, nothing told";
}

TEST_F(Run, IsForStaffAndSaysWhatIsWrong) {
    EXPECT_EQ(theatre.call(Method::patch, "/performances", "{}", nobody).status, 403);
    const auto reason = [&](const std::string& body) {
        const auto refused = patch(body);
        EXPECT_EQ(refused.status, 422) << refused.body;
        const auto problem = Theatre::json(refused);
        const auto& error = problem.at("errors").at(0);
        return std::string{error.at("field").as_string()} + ' ' +
               std::string{error.at("reason").as_string()};
    };
    const std::string limit = R"("changes":{"seatLimitPerPerson":4})";
    EXPECT_EQ(reason("{" + limit + "}"), "performanceIds either_this_or_musicalId");
    EXPECT_EQ(reason(R"({"performanceIds":[1],"musicalId":1,)" + limit + "}"),
              "performanceIds either_this_or_musicalId");
    EXPECT_EQ(reason(R"({"performanceIds":[1],"from":"2027-01-01",)" + limit + "}"),
              "from not_expected");
    EXPECT_EQ(reason(of_run(R"("from":"soon",)" + limit)), "from not_a_date");
    EXPECT_EQ(reason(of_run(R"("from":"2028-01-01",)" + limit)), "musicalId no_performances");
    EXPECT_EQ(reason(R"({"musicalId":99,)" + limit + "}"), "musicalId not_found");
    EXPECT_EQ(reason(of_run(R"("changes":{})")), "changes missing");
    EXPECT_EQ(reason(of_run(R"("changes":{"clear":["startsAt"]})")),
              "changes.clear[0] not_a_known_value");
}

/// More seats than one transaction takes: the terms at once, the prices one house after the other.
TEST(LargeRun, IsPricedOneHouseAfterTheOther) {
    Theatre theatre;
    std::string seats;
    constexpr int columns = 700;
    for (int column = 1; column <= columns; ++column) {
        const auto number = std::to_string(column);
        seats += (seats.empty() ? "" : ",") + std::string{R"({"seatGuid":")"} + number +
                 R"(","seatLabel":")" + number + R"(","seatCol":)" + number +
                 R"(,"position":{"x":1,"y":1}})";
    }
    const auto venue = Theatre::id_of(theatre.post(
        "/venues", R"({"name":"large","plan":{"name":"large","focalPoint":{"x":0,"y":0},
            "sections":[{"name":"1F","rows":[{"seatRow":1,"rowLabel":"A","seats":[)" +
                       seats + "]}]}]}}"));
    const auto musical = Theatre::id_of(
        theatre.post("/items", R"({"name":"large","startDate":"2027-01-01","endDate":"2027-12-31",
            "grades":[{"grade":"R","price":{"amount":90000,"currency":"KRW"}}],"venueId":)" +
                                   std::to_string(venue) + "}"));
    EXPECT_EQ(theatre
                  .post("/items/" + std::to_string(musical) + "/performances",
                        R"({"run":{"from":"2027-01-01","to":"2027-01-30","times":["19:30"]}})")
                  .status,
              201);
    theatre.bench().run_for(1min);
    const auto done = theatre.call(
        Method::patch, "/performances",
        R"({"musicalId":)" + std::to_string(musical) +
            R"(,"changes":{"grades":[{"grade":"R","price":{"amount":80000,"currency":"KRW"}}]}})");
    ASSERT_EQ(done.status, 200);
    constexpr std::int64_t all = std::int64_t{columns} * 30;
    static_assert(all > static_cast<std::int64_t>(seats_at_once_max));
    EXPECT_EQ(Theatre::json(done).at("seats").at("waiting").as_int64(), all);
    EXPECT_EQ(Theatre::json(done).at("seats").at("repriced").as_int64(), 0);
    theatre.restart();
    theatre.bench().run_for(1min);
    std::size_t told = 0;
    for (const auto& event : theatre.heard<contracts::SeatsChanged>()) {
        EXPECT_LE(event.seats.size(), contracts::seats_per_event_max);
        for (const auto& seat : event.seats) told += seat.price.amount == 80'000 ? 1U : 0U;
    }
    EXPECT_EQ(told, static_cast<std::size_t>(all));
}

/// Which seats had a price of their own was not noted before.
TEST(OldPrices, OfMostSeatsAreThoseOfTheirGrade) {
    auto before = migrations();
    std::erase_if(before, [](const ports::Migration& step) { return step.version > 103; });
    eventing::ContextBench old{"musical"};
    old.database().migrate(before);
    const auto to = old.database().open_writer();
    const auto insert = [&](int id, const char* grade, int price) {
        to->execute(
            "INSERT INTO seat (id, performance_id, musical_id, status, owner, epoch, "
            "until, party_size, version, is_deleted, section, seat_row, seat_col, "
            "row_label, seat_label, grade, price, currency, x, y, attributes, "
            "block_reason) VALUES ($1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 'A', 1, $1, '1', '1', "
            "$2, $3, 'KRW', 0, 0, 0, '')",
            {id, grade, price});
    };
    insert(1, "R", 90);
    insert(2, "R", 90);
    insert(3, "R", 50);
    insert(4, "VIP", 150);
    to->execute(
        "INSERT INTO seats_left (performance_id, grade, seats, available) VALUES "
        "(1, 'R', 3, 3), (1, 'VIP', 1, 1)",
        {});
    old.database().migrate(migrations());
    std::string own;
    const auto reader = old.database().open_reader();
    reader->query("SELECT id FROM seat WHERE has_own_price = 1", {},
                  [&](const ports::SqlRow& row) { own += std::to_string(row.integer(0)); });
    EXPECT_EQ(own, "3");
    std::string lowest;
    reader->query("SELECT grade, lowest_price, lowest_currency FROM seats_left ORDER BY grade", {},
                  [&](const ports::SqlRow& row) {
                      lowest += std::string{row.text(0)} + std::to_string(row.integer(1)) +
                                std::string{row.text(2)} + ' ';
                  });
    EXPECT_EQ(lowest, "R50KRW VIP150KRW ");
}

}  // namespace
}  // namespace boxoffice::musical
