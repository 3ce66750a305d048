// Goal: the map is one consistent state with its version, and a follower never misses a change.
#include "contexts/musical/tests/theatre.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace boxoffice::musical {
namespace {

using namespace std::chrono_literals;
using tests::nobody;
using tests::Theatre;
using Method = ports::HttpMethod;

/// A browser that keeps what it hears.
class Browser final : public ports::ResponseSink {
  public:
    struct Stream final : ports::HttpStream {
        void write(std::string chunk) override { heard += chunk; }
        void close() override { open = false; }
        [[nodiscard]] bool is_open() const override { return open; }
        std::string heard;
        bool open = true;
    };
    void send(ports::HttpResponse response) override { answer = std::move(response); }
    std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse head) override {
        stream->heard = head.body;
        return stream;
    }
    std::optional<ports::HttpResponse> answer;
    std::shared_ptr<Stream> stream = std::make_shared<Stream>();
};

struct MapOfASmallHouse : ::testing::Test {
    Theatre theatre;
    std::int64_t musical = theatre.add_musical();
    std::int64_t first = theatre.add_seat(musical, 1, 1);
    std::int64_t second = theatre.add_seat(musical, 1, 2);
    contracts::PerformanceId performance = theatre.performance_of(first);
    std::string path = "/performances/" + std::to_string(performance.value) + "/seatmap";

    boost::json::value map() { return Theatre::json(theatre.get(path)); }

    std::shared_ptr<Browser> follow(std::vector<ports::HttpHeader> headers) {
        ports::HttpRequest request;
        request.path = path + "/stream";
        request.parameters = {{"id", std::to_string(performance.value)}};
        request.headers = std::move(headers);
        auto browser = std::make_shared<Browser>();
        for (const auto& route : theatre.module().routes()) {
            if (route.pattern == "/performances/{id}/seatmap/stream")
                route.handler(request, browser);
        }
        theatre.bench().run_for(1s);
        return browser;
    }
    static bool heard(const std::shared_ptr<Browser>& browser, std::string_view text) {
        return browser->stream->heard.find(text) != std::string::npos;
    }
};

TEST_F(MapOfASmallHouse, ShowsEverySeatAndItsVersion) {
    const auto shown = map();
    EXPECT_EQ(shown.at("statuses").as_string(), "AA");
    EXPECT_EQ(shown.at("seats").as_array().size(), 2U);
    EXPECT_EQ(shown.at("seats").at(0).at(0).as_int64(), first);
    EXPECT_EQ(shown.at("seats").at(0).as_array().size(), shown.at("fields").as_array().size());
    EXPECT_EQ(shown.at("grades").at(0).as_string(), "R");
    const auto version = shown.at("version").as_int64();

    theatre.place(1, performance, {second});
    const auto later = map();
    EXPECT_EQ(later.at("statuses").as_string(), "AH");
    EXPECT_EQ(later.at("version").as_int64(), version + 1);
    const auto unchanged =
        theatre.call(Method::get, path, {}, nobody, {},
                     {{"If-None-Match", '"' + std::to_string(version + 1) + '"'}});
    EXPECT_EQ(unchanged.status, 304);
    EXPECT_EQ(theatre.get("/performances/999/seatmap").status, 404);
}

TEST_F(MapOfASmallHouse, ReadAnewItIsTheSameAsFollowed) {
    (void)map();
    theatre.place(1, performance, {first});
    theatre.place(2, performance, {second});
    theatre.release(2, performance);
    const auto followed = theatre.get(path).body;
    theatre.restart();
    EXPECT_EQ(theatre.get(path).body, followed);
}

TEST_F(MapOfASmallHouse, AFollowerHearsWhatChanges) {
    const auto browser = follow({});
    EXPECT_TRUE(heard(browser, "event: version"));
    theatre.place(1, performance, {first});
    EXPECT_TRUE(heard(browser, "event: seats"));
    EXPECT_TRUE(heard(browser, "{\"seatId\":" + std::to_string(first) + ",\"status\":\"Held\"}"));
    theatre.bench().run_for(11min);
    EXPECT_TRUE(heard(browser, "\"status\":\"Available\""));
    EXPECT_TRUE(heard(browser, "\n:\n\n")) << "a heartbeat in between";
}

TEST_F(MapOfASmallHouse, AFollowerWhoComesBackHearsWhatItMissed) {
    const auto version = map().at("version").as_int64();
    theatre.place(1, performance, {first});
    theatre.release(1, performance);
    theatre.place(2, performance, {second});
    const auto browser = follow({{"Last-Event-ID", std::to_string(version)}});
    EXPECT_TRUE(heard(browser, "{\"seatId\":" + std::to_string(second) + ",\"status\":\"Held\"}"));
    EXPECT_TRUE(heard(browser, "id: " + std::to_string(version + 3)));
    const auto from_another_life = follow({{"Last-Event-ID", "999999"}});
    EXPECT_TRUE(heard(from_another_life, "event: reset"));
    EXPECT_TRUE(heard(follow({{"Last-Event-ID", "soon"}}), "event: reset"));
}

TEST_F(MapOfASmallHouse, ANewSeatMakesFollowersReadAgain) {
    const auto browser = follow({});
    const auto third = theatre.add_seat(musical, 1, 3);
    EXPECT_TRUE(heard(browser, "event: reset"));
    EXPECT_EQ(map().at("statuses").as_string(), "AAA");
    theatre.place(1, performance, {third});
    EXPECT_TRUE(heard(browser, "{\"seatId\":" + std::to_string(third) + ",\"status\":\"Held\"}"))
        << "it goes on hearing";
}

TEST_F(MapOfASmallHouse, BlockedSeatsAreShownAsSuch) {
    (void)map();
    (void)theatre.call(Method::put, "/seats/" + std::to_string(first), R"({"status":"Blocked"})");
    EXPECT_EQ(map().at("statuses").as_string(), "BA");
}

TEST_F(MapOfASmallHouse, BestAvailableFollowsTheHouse) {
    const auto best = "/performances/" + std::to_string(performance.value) + "/best-available";
    const auto both = theatre.call(Method::post, best, R"({"count":2})", nobody);
    ASSERT_EQ(both.status, 200) << both.body;
    EXPECT_TRUE(Theatre::json(both).at("together").as_bool());
    EXPECT_EQ(Theatre::json(both).at("total").at("amount").as_int64(), 180'000);
    theatre.place(1, performance, {first});
    const auto none = theatre.call(Method::post, best, R"({"count":2})", nobody);
    EXPECT_EQ(Theatre::json(none).at("reason").as_string(), "not_enough_seats");
    EXPECT_EQ(theatre.call(Method::post, best, R"({"count":0})", nobody).status, 422);
    EXPECT_EQ(theatre.call(Method::post, best, "{}", nobody).status, 422);
}

TEST_F(MapOfASmallHouse, BestAvailableIsNearTheSeatsNamed) {
    std::vector<std::int64_t> behind;
    for (int row = 2; row <= 6; ++row) behind.push_back(theatre.add_seat(musical, row, 1));
    const auto best = "/performances/" + std::to_string(performance.value) + "/best-available";
    const auto ask = [&](const std::string& near) {
        return theatre.call(Method::post, best, R"({"count":1,"near":)" + near + '}', nobody);
    };
    const auto lost = behind[3];  // row 5
    theatre.place(1, performance, {lost});
    const auto offered = ask('[' + std::to_string(lost) + ']');
    ASSERT_EQ(offered.status, 200) << offered.body;
    const auto row = Theatre::json(offered).at("seats").at(0).at("seatRow").as_int64();
    EXPECT_TRUE(row == 4 || row == 6) << row;
    const auto anywhere = Theatre::json(ask("[]"));
    EXPECT_LE(anywhere.at("seats").at(0).at("seatRow").as_int64(), 2) << "near the stage";

    const auto elsewhere = theatre.add_seat(theatre.add_musical(), 1, 1);
    const auto refused =
        ask('[' + std::to_string(lost) + ',' + std::to_string(elsewhere) + ",999999]");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(boost::json::serialize(Theatre::json(refused).at("errors")),
              R"([{"field":"near[1]","reason":"not_of_this_performance"},)"
              R"({"field":"near[2]","reason":"not_of_this_performance"}])");
    std::string many = "[" + std::to_string(lost);
    for (int i = 0; i < 50; ++i) many += ',' + std::to_string(lost);
    EXPECT_NE(ask(many + ']').body.find(R"({"field":"near","reason":"too_many"})"),
              std::string::npos);
}

TEST_F(MapOfASmallHouse, StopClosesTheStreams) {
    const auto browser = follow({});
    theatre.module().stop();
    theatre.bench().run_for(1s);
    EXPECT_FALSE(browser->stream->open);
}

}  // namespace
}  // namespace boxoffice::musical
