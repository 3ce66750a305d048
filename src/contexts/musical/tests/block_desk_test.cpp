// Goal: staff say why a seat is off sale and until when; it comes back by itself, and nobody but
// staff reads the reason.
#include "contexts/musical/sql/schema.hpp"
#include "contexts/musical/tests/theatre.hpp"

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::nobody;
using tests::staff;
using tests::Theatre;
using Method = ports::HttpMethod;

std::string text_of(base::Instant at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{seconds - day};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

class Blocks : public testing::Test {
  protected:
    Blocks() {
        const auto musical = theatre.add_musical();
        for (int column = 1; column <= 3; ++column) {
            seats.push_back(theatre.add_seat(musical, 1, column));
        }
        performance = theatre.performance_of(seats[0]);
        path = "/performances/" + std::to_string(performance.value) + "/seats/";
    }
    std::string ids(const std::vector<std::size_t>& which) const {
        std::string list;
        for (const auto index : which) {
            list += (list.empty() ? "" : ",") + std::to_string(seats[index]);
        }
        return "\"seatIds\":[" + list + "]";
    }
    ports::HttpResponse block(const std::vector<std::size_t>& which, const std::string& rest = {}) {
        return theatre.post(path + "block", "{" + ids(which) + rest + "}");
    }
    boost::json::value listed(const std::string& kind = {}) {
        eventing::ContextBench::Query query;
        if (!kind.empty()) query.emplace_back("kind", kind);
        return Theatre::json(theatre.call(Method::get, path + "blocks", {}, staff, query));
    }
    std::string in(base::Duration time) { return text_of(theatre.bench().clock().now() + time); }
    std::string statuses() {
        std::string all;
        for (const auto seat : seats) all += theatre.status_of(seat).substr(0, 1);
        return all;
    }

    Theatre theatre;
    std::vector<std::int64_t> seats;
    contracts::PerformanceId performance;
    std::string path;
};

TEST_F(Blocks, HaveAKindAReasonAndSomebodyWhoMadeThem) {
    EXPECT_EQ(block({0}).status, 200) << "as before there were kinds";
    EXPECT_EQ(block({1, 2}, R"(,"kind":"house","reason":"the composer")").status, 200);
    const auto all = listed();
    EXPECT_EQ(all.at("page").at("totalElements").as_int64(), 3);
    const auto& first = all.at("_embedded").at("blocks").at(0);
    EXPECT_EQ(first.at("kind").as_string(), "other");
    EXPECT_FALSE(first.as_object().contains("reason"));
    EXPECT_FALSE(first.as_object().contains("releaseAt"));
    const auto& second = all.at("_embedded").at("blocks").at(1);
    EXPECT_EQ(second.at("seatId").as_int64(), seats[1]);
    EXPECT_EQ(second.at("reason").as_string(), "the composer");
    EXPECT_EQ(second.at("blockedBy").as_int64(), 1);
    EXPECT_TRUE(second.as_object().contains("blockedAt"));
    EXPECT_EQ(listed("house").at("page").at("totalElements").as_int64(), 2);
    EXPECT_EQ(listed("technical").at("page").at("totalElements").as_int64(), 0);

    EXPECT_EQ(block({1}, R"(,"kind":"technical","reason":"camera")").status, 200) << "anew";
    EXPECT_EQ(listed("technical").at("page").at("totalElements").as_int64(), 1);
    EXPECT_EQ(theatre.post(path + "unblock", "{" + ids({0, 1}) + "}").status, 200);
    EXPECT_EQ(listed().at("page").at("totalElements").as_int64(), 1);
    EXPECT_EQ(statuses(), "AAB");
}

TEST_F(Blocks, AreReadByStaffAlone) {
    EXPECT_EQ(block({0}, R"(,"kind":"house","reason":"the composer")").status, 200);
    EXPECT_EQ(theatre.call(Method::get, path + "blocks", {}, nobody).status, 403);
    const auto address = "/seats/" + std::to_string(seats[0]);
    const auto seen = theatre.get(address);
    EXPECT_EQ(seen.status, 200);
    EXPECT_FALSE(eventing::has(seen, "composer")) << seen.body;
    EXPECT_FALSE(eventing::has(seen, "house")) << seen.body;
    const auto by_staff = theatre.call(Method::get, address);
    EXPECT_TRUE(eventing::has(by_staff, R"("block":{"kind":"house","reason":"the composer"})"))
        << by_staff.body;
    const eventing::ContextBench::Query of_house{
        {"performanceId", std::to_string(performance.value)}};
    EXPECT_FALSE(eventing::has(theatre.get("/seats", of_house), "composer"));
    EXPECT_TRUE(
        eventing::has(theatre.call(Method::get, "/seats", {}, staff, of_house), "composer"));
    const auto map = theatre.get("/performances/" + std::to_string(performance.value) + "/seatmap");
    EXPECT_FALSE(eventing::has(map, "composer"));
}

TEST_F(Blocks, EndByThemselves) {
    EXPECT_EQ(block({0}, R"(,"releaseAt":")" + in(1h) + "\"").status, 200);
    EXPECT_EQ(block({1}, R"(,"releaseAt":")" + in(2h) + "\"").status, 200);
    EXPECT_EQ(block({2}).status, 200);
    theatre.bench().run_for(59min);
    EXPECT_EQ(statuses(), "BBB");
    theatre.bench().run_for(2min);
    EXPECT_EQ(statuses(), "ABB");
    const auto told = theatre.heard<contracts::SeatsChanged>().back();
    EXPECT_EQ(told.change, "unblocked");
    ASSERT_EQ(told.seats.size(), 1U);
    EXPECT_EQ(told.seats[0].seat_id.value, seats[0]);
    theatre.restart();
    theatre.bench().run_for(1h);
    EXPECT_EQ(statuses(), "AAB") << "the second one, also after a restart";
    const auto before = theatre.heard<contracts::SeatsChanged>().size();
    theatre.bench().run_for(24h);
    EXPECT_EQ(statuses(), "AAB");
    EXPECT_EQ(theatre.heard<contracts::SeatsChanged>().size(), before);
    EXPECT_EQ(listed().at("page").at("totalElements").as_int64(), 1);
}

TEST_F(Blocks, KeepTheLastWordOnTheirEnd) {
    EXPECT_EQ(block({0, 1}, R"(,"releaseAt":")" + in(1h) + "\"").status, 200);
    EXPECT_EQ(block({0}).status, 200) << "no end any more";
    EXPECT_EQ(theatre.post(path + "unblock", "{" + ids({1}) + "}").status, 200);
    theatre.place(1, performance, {seats[1]});
    theatre.bench().run_for(61min);
    EXPECT_EQ(theatre.status_of(seats[0]), "Blocked");
    for (const auto& event : theatre.heard<contracts::SeatsChanged>()) {
        EXPECT_NE(event.reason, "released");
    }
}

TEST_F(Blocks, OfOneSeatHaveTheSame) {
    const auto address = "/seats/" + std::to_string(seats[0]);
    const auto put = [&](const std::string& body) {
        return theatre.call(Method::put, address, body);
    };
    const auto blocked = put(R"({"status":"Blocked","kind":"wheelchair_companion","reason":"A-1",)"
                             R"("releaseAt":")" +
                             in(1h) + "\"}");
    EXPECT_EQ(blocked.status, 200) << blocked.body;
    EXPECT_TRUE(eventing::has(blocked, R"("block":{"kind":"wheelchair_companion","reason":"A-1",)"
                                       R"("releaseAt":)"));
    EXPECT_TRUE(eventing::has(put(R"({"rowLabel":"Z"})"), "wheelchair_companion")) << "it stays";
    theatre.bench().run_for(61min);
    EXPECT_EQ(theatre.status_of(seats[0]), "Available");
    EXPECT_EQ(put(R"({"status":"Blocked","kind":"whim"})").status, 422);
    EXPECT_EQ(put(R"({"status":"Blocked"})").status, 200);
    EXPECT_FALSE(eventing::has(put(R"({"status":"Available"})"), "block\""));
}

TEST_F(Blocks, SayWhatIsWrongWithThem) {
    const auto reason = [](const ports::HttpResponse& refused) {
        EXPECT_EQ(refused.status, 422);
        return std::string{Theatre::json(refused).at("errors").at(0).at("reason").as_string()};
    };
    EXPECT_EQ(reason(block({0}, R"(,"kind":"whim")")), "not_a_known_value");
    EXPECT_EQ(reason(block({0}, R"(,"releaseAt":")" + in(-1s) + "\"")), "in_the_past");
    EXPECT_EQ(reason(block({0}, R"(,"reason":")" + std::string(201, 'x') + "\"")), "too_long");
    EXPECT_EQ(theatre.call(Method::get, path + "blocks", {}, staff, {{"kind", "whim"}}).status,
              422);
    EXPECT_EQ(theatre.call(Method::get, "/performances/99/seats/blocks").status, 404);
    EXPECT_EQ(statuses(), "AAA");

    const auto musical = theatre.add_musical();
    const auto dated =
        Theatre::id_of(theatre.post("/items/" + std::to_string(musical) + "/performances",
                                    R"({"startsAt":")" + in(24h) + "\"}"));
    const auto seat = Theatre::id_of(theatre.post(
        "/seats", R"({"musicalId":)" + std::to_string(musical) + R"(,"performanceId":)" +
                      std::to_string(dated) + R"(,"grade":"R","seatRow":1,"seatCol":1})"));
    const auto late = theatre.post(
        "/performances/" + std::to_string(dated) + "/seats/block",
        R"({"seatIds":[)" + std::to_string(seat) + R"(],"releaseAt":")" + in(24h) + "\"}");
    EXPECT_EQ(reason(late), "after_start");
}

/// What was blocked before there were kinds.
TEST_F(Blocks, OfBeforeAreKept) {
    auto before = migrations();
    std::erase_if(before, [](const ports::Migration& step) { return step.version > 102; });
    eventing::ContextBench old{"musical"};
    old.database().migrate(before);
    const auto to = old.database().open_writer();
    to->execute(
        "INSERT INTO performance (id, version, musical_id, venue_id, starts_at, status, "
        "is_default, is_deleted, house_version, seats_pending, body) "
        "VALUES (1, 1, 1, 0, 0, 0, 1, 0, 1, 0, '{\"cast\":[],\"grades\":[]}')",
        {});
    to->execute(
        "INSERT INTO seat (id, performance_id, musical_id, status, owner, epoch, until, "
        "party_size, version, is_deleted, section, seat_row, seat_col, row_label, "
        "seat_label, grade, price, currency, x, y, attributes, block_reason) VALUES "
        "(7, 1, 1, 4, 0, 0, 0, 0, 1, 0, 'A', 1, 1, '1', '1', 'R', 5, 'KRW', 0, 0, 0, "
        "'sound desk')",
        {});
    to->execute(
        "INSERT INTO seat_history (seat_id, version, at, reservation_id, epoch, status, "
        "reason) VALUES (7, 1, 86400000, 0, 0, 4, 'blocked')",
        {});
    const auto opened = make_module(old.environment());
    opened->start();
    const auto answer =
        old.call(*opened, {.path = "/performances/1/seats/blocks", .principal = staff});
    EXPECT_TRUE(eventing::has(answer, R"("kind":"other","reason":"sound desk",)"
                                      R"("blockedAt":"1970-01-02T00:00:00.000Z")"))
        << answer.body;
    opened->stop();
}

}  // namespace
}  // namespace boxoffice::musical
