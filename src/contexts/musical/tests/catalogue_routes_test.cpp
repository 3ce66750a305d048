// Goal: staff fill the catalogue over HTTP, everybody reads it, and wrong requests hear what is
// wrong.
#include "contexts/musical/domain/sample_season.hpp"
#include "contexts/musical/tests/theatre.hpp"

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::nobody;
using tests::Theatre;
using Method = ports::HttpMethod;

std::size_t count(const ports::HttpResponse& response, const char* name) {
    return Theatre::json(response).at("_embedded").at(name).as_array().size();
}

TEST(Items, AreMadeEditedFoundAndDeleted) {
    Theatre theatre;
    const auto created = theatre.post(
        "/items", R"({"name":"종이 왕국","startDate":"2026-12-01","endDate":"2026-12-31"})");
    ASSERT_EQ(created.status, 201) << created.body;
    const auto id = std::to_string(Theatre::id_of(created));
    EXPECT_EQ(Theatre::json(created).at("_links").at("self").at("href").as_string(),
              "/items/" + id);
    EXPECT_EQ(theatre.heard<contracts::ItemCreated>().at(0).name, "종이 왕국");

    const auto patched = theatre.call(Method::patch, "/items/" + id, R"({"nameEn":"Paper"})");
    EXPECT_EQ(patched.status, 200) << patched.body;
    EXPECT_EQ(theatre.heard<contracts::ItemEdited>().size(), 1U);
    EXPECT_EQ(count(theatre.get("/items", {{"q", "PAPER"}}), "items"), 1U);
    EXPECT_EQ(count(theatre.get("/items", {{"q", "%"}}), "items"), 0U) << "no wildcard";
    EXPECT_EQ(count(theatre.get("/items", {{"from", "2027-01-01"}}), "items"), 0U);
    EXPECT_EQ(count(theatre.get("/items", {{"from", "2026-12-31"}}), "items"), 1U);
    EXPECT_EQ(theatre.get("/items", {{"from", "soon"}}).status, 422);

    EXPECT_EQ(theatre.call(Method::del, "/items/" + id).status, 204);
    EXPECT_EQ(theatre.heard<contracts::ItemDeleted>().size(), 1U);
    EXPECT_EQ(theatre.get("/items/" + id).status, 404);
    EXPECT_EQ(theatre.call(Method::del, "/items/" + id).status, 404);
}

TEST(Items, SayWhatIsWrongWithThem) {
    Theatre theatre;
    EXPECT_EQ(theatre.post("/items", "{").status, 400);
    const auto refused =
        theatre.post("/items", R"({"name":"","startDate":"x","endDate":"2026-01-01"})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(Theatre::json(refused).at("errors").as_array().size(), 2U);
    EXPECT_EQ(theatre.call(Method::post, "/items", "{}", nobody).status, 403);
    EXPECT_EQ(theatre.get("/items/0").status, 404);
    EXPECT_EQ(theatre.get("/items/x").status, 404);
}

TEST(Items, SayByWhatTheirTicketsAreGivenBack) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    const auto path = "/items/" + std::to_string(musical);
    const auto codes = [&] {
        std::vector<std::string> found;
        const auto event = theatre.heard<contracts::PerformanceScheduled>().back();
        if (!event.refund_tables) return std::vector<std::string>{"none"};
        for (const auto& table : *event.refund_tables) found.push_back(table.code);
        return found;
    };
    theatre.add_seat(musical, 1, 1);
    EXPECT_EQ(codes(), (std::vector<std::string>{"none"})) << "a default performance has no time";
    EXPECT_EQ(theatre.post(path + "/performances", R"({"startsAt":"2026-12-24T10:30:00Z"})").status,
              201);
    EXPECT_EQ(codes(), (std::vector<std::string>{"korean-standard"})) << "without a policy";

    const auto edited = theatre.call(
        Method::patch, path,
        R"({"refundPolicy":{"tables":["korean-standard","house-table"],"own":{"code":"ours",
            "name":"자체","tiers":[{"daysBefore":3,"feePercent":0},{"daysBefore":0,"feePercent":50}],
            "freeWithdrawal":{"withinHours":48,"daysBefore":1}}}})");
    EXPECT_EQ(edited.status, 200) << edited.body;
    EXPECT_TRUE(eventing::has(edited, R"("freeWithdrawal":{"withinHours":48,"daysBefore":1})"));
    EXPECT_EQ(codes(), (std::vector<std::string>{"korean-standard", "house-table", "ours"}));
    const auto told = theatre.heard<contracts::PerformanceScheduled>().size();
    EXPECT_EQ(theatre.call(Method::patch, path, R"({"ageLimit":8})").status, 200);
    EXPECT_EQ(theatre.heard<contracts::PerformanceScheduled>().size(), told) << "no news";
    EXPECT_EQ(theatre.call(Method::patch, path, R"({"refundPolicy":{}})").status, 200);
    EXPECT_EQ(codes(), std::vector<std::string>{});

    const auto tables = theatre.get("/refund-tables");
    EXPECT_EQ(count(tables, "refundTables"), 2U);
    EXPECT_TRUE(eventing::has(tables, R"("code":"house-table")"));
}

TEST(Items, StandInAVenueThatExists) {
    Theatre theatre;
    const auto path = "/items/" + std::to_string(theatre.add_musical());
    for (const char* body : {R"({"venueId":0})", R"({"venueId":99})"}) {
        const auto refused = theatre.call(Method::patch, path, body);
        EXPECT_EQ(refused.status, 422) << refused.body;
        EXPECT_EQ(Theatre::json(refused).at("errors").at(0).at("reason").as_string(), "not_found");
    }
}

TEST(Items, AreNotDeletedUnderLiveReservations) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    const auto seat = theatre.add_seat(musical, 1, 1);
    const auto performance = theatre.performance_of(seat);
    theatre.place(1, performance, {seat});
    const auto refused = theatre.call(Method::del, "/items/" + std::to_string(musical));
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(Theatre::json(refused).at("code").as_string(), "has_live_reservations");
    EXPECT_EQ(Theatre::json(refused).at("details").at("reservations").as_int64(), 1);
    theatre.release(1, performance);
    EXPECT_EQ(theatre.call(Method::del, "/items/" + std::to_string(musical)).status, 204);
    EXPECT_EQ(theatre.get("/seats/" + std::to_string(seat)).status, 404);
}

TEST(Items, AnswerConditionally) {
    Theatre theatre;
    const auto path = "/items/" + std::to_string(theatre.add_musical());
    const auto shown = theatre.get(path);
    ASSERT_EQ(shown.status, 200);
    const auto again =
        theatre.call(Method::get, path, {}, nobody, {}, {{"If-None-Match", "\"1\""}});
    EXPECT_EQ(again.status, 304);
}

TEST(Seats, WithoutAPerformanceGoToTheDefaultOne) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    const auto first = theatre.add_seat(musical, 1, 1);
    const auto second = theatre.add_seat(musical, 1, 2);
    EXPECT_EQ(theatre.performance_of(first), theatre.performance_of(second));
    const auto scheduled = theatre.heard<contracts::PerformanceScheduled>();
    ASSERT_EQ(scheduled.size(), 1U);
    EXPECT_FALSE(scheduled[0].sales_close_at) << "it has no time of its own";
    const auto opened = theatre.heard<contracts::SeatsOpened>();
    ASSERT_EQ(opened.size(), 2U);
    EXPECT_EQ(opened[0].seats[0].price.amount, 90'000) << "the price of its grade";
    EXPECT_EQ(opened[0].musical_name, "종이 왕국");
    const auto taken = theatre.post("/seats", R"({"musicalId":)" + std::to_string(musical) +
                                                  R"(,"grade":"R","seatRow":1,"seatCol":2})");
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(
        theatre.post("/seats", R"({"musicalId":999,"grade":"R","seatRow":1,"seatCol":1})").status,
        422);
}

TEST(Seats, AreListedByPerformanceMusicalAndStatus) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    const auto first = theatre.add_seat(musical, 1, 1);
    (void)theatre.add_seat(musical, 1, 2);
    const auto performance = theatre.performance_of(first);
    theatre.place(1, performance, {first});
    const auto id = std::to_string(performance.value);
    EXPECT_EQ(count(theatre.get("/seats", {{"performanceId", id}}), "seats"), 2U);
    EXPECT_EQ(count(theatre.get("/seats", {{"performanceId", id}, {"status", "Held"}}), "seats"),
              1U);
    EXPECT_EQ(count(theatre.get("/seats", {{"musicalId", "1"}, {"status", "Available"}}), "seats"),
              1U);
    EXPECT_EQ(count(theatre.get("/seats", {{"size", "1"}}), "seats"), 1U);
    EXPECT_EQ(theatre.get("/seats", {{"status", "Gone"}}).status, 422);
}

TEST(Seats, AreBlockedEditedAndDeletedOnlyWhileNobodyHasThem) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    const auto seat = theatre.add_seat(musical, 1, 1);
    const auto performance = theatre.performance_of(seat);
    const auto path = "/seats/" + std::to_string(seat);
    theatre.place(1, performance, {seat});
    EXPECT_EQ(theatre.call(Method::put, path, R"({"status":"Blocked"})").status, 409);
    EXPECT_EQ(theatre.call(Method::del, path).status, 409);
    theatre.release(1, performance);

    EXPECT_EQ(theatre.call(Method::put, path, R"({"status":"Blocked","reason":"camera"})").status,
              200);
    EXPECT_EQ(theatre.status_of(seat), "Blocked");
    EXPECT_EQ(theatre.heard<contracts::SeatsChanged>().back().change, "blocked");
    theatre.place(2, performance, {seat});
    EXPECT_EQ(theatre.heard<contracts::SeatAlreadySold>().back().conflicts[0].reason, "blocked");
    EXPECT_EQ(theatre.call(Method::put, path, R"({"status":"Available"})").status, 200);

    const auto edited =
        theatre.call(Method::put, path, R"({"price":{"amount":5,"currency":"KRW"}})");
    EXPECT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(theatre.heard<contracts::SeatsChanged>().back().seats[0].price.amount, 5);
    EXPECT_EQ(theatre.call(Method::del, path).status, 204);
    EXPECT_EQ(theatre.heard<contracts::SeatsChanged>().back().change, "deleted");
    EXPECT_EQ(theatre.get(path).status, 404);
}

TEST(Seats, AreBlockedTogetherOrNotAtAll) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    const auto first = theatre.add_seat(musical, 1, 1);
    const auto second = theatre.add_seat(musical, 1, 2);
    const auto performance = theatre.performance_of(first);
    theatre.place(1, performance, {second});
    const auto path = "/performances/" + std::to_string(performance.value) + "/seats/block";
    const auto body =
        "{\"seatIds\":[" + std::to_string(first) + ',' + std::to_string(second) + "]}";
    const auto refused = theatre.post(path, body);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(Theatre::json(refused).at("details").at("conflicts").as_array().size(), 1U);
    EXPECT_EQ(theatre.status_of(first), "Available");
    theatre.release(1, performance);
    EXPECT_EQ(theatre.post(path, body).status, 200);
    EXPECT_EQ(theatre.status_of(second), "Blocked");
}

TEST(Venues, TakeAWholeHallAndOpenItForARun) {
    Theatre theatre;
    const auto musical =
        theatre.post("/items", R"({"name":"m","startDate":"2026-12-01","endDate":"2026-12-31"})");
    const auto venue = theatre.post(
        "/venues", "{\"name\":\"극장\",\"plan\":" + contracts::encode(sample_theatre_plan()) + "}");
    ASSERT_EQ(venue.status, 201) << venue.body.substr(0, 200);
    const auto run =
        theatre.post("/items/" + std::to_string(Theatre::id_of(musical)) + "/performances",
                     R"({"venueId":)" + std::to_string(Theatre::id_of(venue)) +
                         R"(,"run":{"from":"2030-12-01","to":"2030-12-03","times":["19:30"],)"
                         R"("timeZone":"Asia/Seoul"}})");
    ASSERT_EQ(run.status, 201) << run.body.substr(0, 200);
    const auto performances = Theatre::json(run).at("_embedded").at("performances").as_array();
    ASSERT_EQ(performances.size(), 3U);
    EXPECT_EQ(performances[0].at("startsAt").as_string(), "2030-12-01T10:30:00.000Z");
    EXPECT_EQ(theatre.heard<contracts::SeatsOpened>().size(), 6U) << "800 seats in chunks of 500";
    std::int64_t left = 0;
    for (const auto& each : performances[0].at("seatsLeft").as_object())
        left += each.value().as_int64();
    EXPECT_EQ(left, 800);
    EXPECT_EQ(theatre.call(Method::del, "/venues/" + std::to_string(Theatre::id_of(venue))).status,
              409);
}

TEST(Venues, ALargeRunIsOpenedBitByBit) {
    Theatre theatre;
    const auto musical =
        theatre.post("/items", R"({"name":"m","startDate":"2026-12-01","endDate":"2026-12-31"})");
    const auto venue = theatre.post(
        "/venues", "{\"name\":\"극장\",\"plan\":" + contracts::encode(sample_theatre_plan()) + "}");
    const auto run =
        theatre.post("/items/" + std::to_string(Theatre::id_of(musical)) + "/performances",
                     R"({"venueId":)" + std::to_string(Theatre::id_of(venue)) +
                         R"(,"run":{"from":"2030-12-01","to":"2030-12-30","times":["19:30"]}})");
    ASSERT_EQ(run.status, 201);
    theatre.restart();
    theatre.bench().run_for(30s);
    EXPECT_EQ(theatre.heard<contracts::SeatsOpened>().size(), 60U);
}

TEST(Venues, AreListedWithTheirSectionsAndWithoutTheirSeats) {
    Theatre theatre;
    auto plan = sample_theatre_plan();
    plan.sections[0].name_en = "Stalls A";
    plan.sections[0].zone = "1층";
    theatre.post("/venues", R"({"name":"극장","plan":)" + contracts::encode(plan) + "}");
    const auto listed = theatre.get("/venues");
    ASSERT_EQ(listed.status, 200);
    const auto hall = Theatre::json(listed).at("_embedded").at("venues").at(0);
    const auto sections = hall.at("sections").as_array();
    ASSERT_EQ(sections.size(), plan.sections.size());
    EXPECT_EQ(sections[0].at("nameEn").as_string(), "Stalls A");
    EXPECT_EQ(sections[0].at("zone").as_string(), "1층");
    EXPECT_EQ(sections[0].as_object().count("rows"), 0U);
}

TEST(Venues, AcceptAPretixPlan) {
    Theatre theatre;
    const auto created = theatre.post(
        "/venues", R"({"name":"Stadttheater","categories":[{"name":"R","color":"#f00"}],
        "size":{"width":800,"height":600},"zones":[{"name":"Parkett","position":{"x":10,"y":10},
        "rows":[{"row_number":"A","row_number_position":"both","position":{"x":0,"y":0.4},"seats":[
          {"seat_guid":"a1","uuid":"u","seat_number":"1","position":{"x":0.2,"y":0},"category":"R"},
          {"seat_guid":"a2","seat_number":"2","position":{"x":30,"y":0},"category":"R"}]}]}]})");
    ASSERT_EQ(created.status, 201) << created.body;
    const auto plan = Theatre::json(created).at("plan");
    EXPECT_EQ(
        plan.at("sections").at(0).at("rows").at(0).at("seats").at(1).at("seatGuid").as_string(),
        "a2");
    const auto refused =
        theatre.post("/venues", R"({"name":"x","plan":{"zones":[],"name":"x","categories":[]}})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(theatre.post("/venues", R"({"name":"x"})").status, 422);
}

TEST(Performances, AreEditedAndDeleted) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    const auto created = theatre.post("/items/" + std::to_string(musical) + "/performances",
                                      R"({"startsAt":"2030-01-01T10:30:00Z"})");
    ASSERT_EQ(created.status, 201) << created.body;
    const auto path = "/performances/" + std::to_string(Theatre::id_of(created));
    const auto edited = theatre.call(Method::put, path,
                                     R"({"startsAt":"2030-01-02T10:30:00Z","seatLimitPerPerson":4,)"
                                     R"("cast":[{"role":"Queen","actor":"유설아"}]})");
    ASSERT_EQ(edited.status, 200) << edited.body;
    const auto scheduled = theatre.heard<contracts::PerformanceScheduled>().back();
    EXPECT_EQ(scheduled.seat_limit_per_person, 4);
    EXPECT_EQ(scheduled.sales_close_at, scheduled.starts_at)
        << "who comes late is told at the door";
    EXPECT_EQ(theatre.call(Method::put, path, R"({"seatLimitPerPerson":4})").status, 422);
    EXPECT_EQ(count(theatre.get("/performances", {{"musicalId", std::to_string(musical)}}),
                    "performances"),
              1U);
    EXPECT_EQ(theatre.call(Method::del, path).status, 204);
    EXPECT_EQ(theatre.get(path).status, 404);
    EXPECT_EQ(
        theatre.post("/items/999/performances", R"({"startsAt":"2030-01-01T10:30:00Z"})").status,
        404);
    EXPECT_EQ(theatre.post("/items/" + std::to_string(musical) + "/performances", "{}").status,
              422);
}

TEST(Performances, AreListedByDayWithThoseThatHaveNone) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    for (const auto* day : {"2030-01-01", "2030-01-02", "2030-01-03"}) {
        ASSERT_EQ(theatre
                      .post("/items/" + std::to_string(musical) + "/performances",
                            R"({"startsAt":")" + std::string{day} + R"(T10:30:00Z"})")
                      .status,
                  201);
    }
    const auto listed = [&](eventing::ContextBench::Query query) {
        return count(theatre.get("/performances", std::move(query)), "performances");
    };
    EXPECT_EQ(listed({{"from", "2030-01-02"}}), 2U);
    EXPECT_EQ(listed({{"from", "2030-01-02"}, {"to", "2030-01-02"}}), 1U);
    theatre.add_seat(theatre.add_musical(), 1, 1);
    EXPECT_EQ(listed({{"from", "2030-01-02"}, {"to", "2030-01-02"}}), 2U);
    EXPECT_EQ(listed({{"from", "2040-01-01"}}), 1U) << "they have no day on which they are over";
}

TEST(Performances, CountWhatIsLeft) {
    Theatre theatre;
    const auto musical = theatre.add_musical();
    const auto first = theatre.add_seat(musical, 1, 1);
    const auto second = theatre.add_seat(musical, 1, 2);
    const auto performance = theatre.performance_of(first);
    const auto left = [&] {
        const auto path = "/performances/" + std::to_string(performance.value);
        return Theatre::json(theatre.get(path)).at("seatsLeft").at("R").as_int64();
    };
    EXPECT_EQ(left(), 2);
    theatre.place(1, performance, {first, second});
    EXPECT_EQ(left(), 0);
    theatre.bench().run_for(11min);
    EXPECT_EQ(left(), 2);
    (void)theatre.call(Method::put, "/seats/" + std::to_string(first), R"({"status":"Blocked"})");
    EXPECT_EQ(left(), 1);
    (void)theatre.call(Method::del, "/seats/" + std::to_string(second));
    EXPECT_EQ(left(), 0);
}

TEST(IdempotencyKey, AnswersTheSameAndMakesOneItem) {
    Theatre theatre;
    const auto body = R"({"name":"m","startDate":"2026-12-01","endDate":"2026-12-31"})";
    const auto send = [&] {
        return theatre.call(Method::post, "/items", body, tests::staff, {},
                            {{"Idempotency-Key", "k1"}});
    };
    const auto first = send();
    const auto second = send();
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(theatre.heard<contracts::ItemCreated>().size(), 1U);
}

}  // namespace
}  // namespace boxoffice::musical
