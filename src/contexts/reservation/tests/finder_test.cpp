// Goal: staff find every booking by its number, its buyer, its performance, its status and its day;
// a buyer finds his own and learns nothing of anybody else.
#include "contexts/reservation/sql/schema.hpp"
#include "contexts/reservation/tests/counter.hpp"
#include "ports/people_directory.hpp"

#include <chrono>
#include <cstdio>

namespace boxoffice::reservation::testing {
namespace {

using Query = eventing::ContextBench::Query;

/// Minsu and Jiwoo; it answers at once, or not at all.
class TwoPeople final : public ports::PeopleDirectory {
  public:
    void search(std::string text, std::size_t count_max,
                std::function<void(ports::PeopleAnswer)> done) override {
        ports::PeopleAnswer answer;
        for (const auto& person : people) {
            const bool fits = (person.name + person.email).find(text) != std::string::npos;
            if (fits) answer.people.push_back(person);
        }
        answer.is_complete = answer.people.size() <= std::min(count_max, many);
        if (is_away) answer = {.people = {}, .is_complete = true, .fault = "away"};
        done(answer);
    }
    void find_all(std::vector<std::int64_t> ids,
                  std::function<void(ports::PeopleAnswer)> done) override {
        ports::PeopleAnswer answer;
        for (const auto& person : people) {
            if (std::ranges::count(ids, person.user_id) > 0) answer.people.push_back(person);
        }
        done(answer);
    }

    std::vector<ports::Person> people{{42, "김민수", "minsu@example.org", "customer"},
                                      {43, "이지우", "jiwoo@example.org", "guest"}};
    std::size_t many = 500;
    bool is_away = false;
};

class Finding : public Counter {
  protected:
    /// Reservation 1 is Minsu's and has tickets; 2 is Jiwoo's, refused, and a day younger.
    Finding() {
        module.reset();
        module = make_module(bench.environment(), accounts, settings, &people);
        module->start();
        bench.run_for(1s);
        have_tickets();
        bench.run_for(24h);
        EXPECT_EQ(place(R"({"seatId":12})", jiwoo).status, 201);
        refuse(2, 12);
    }

    HttpResponse find(Query query, const Principal& who = staff) {
        return send(HttpMethod::get, "/reservations", who, {}, {}, std::move(query));
    }
    /// Which of the two are listed, as in "2 1".
    static std::string ids_in(const HttpResponse& response) {
        std::string ids;
        const auto listed = response.body.find("\"_embedded\"");
        for (auto at = listed; at != std::string::npos;) {
            at = response.body.find("{\"id\":", at);
            if (at == std::string::npos) break;
            at += 6;
            if (!ids.empty()) ids += ' ';
            ids += response.body.substr(at, response.body.find(',', at) - at);
        }
        return ids;
    }
    std::string found(Query query, const Principal& who = staff) {
        const auto response = find(std::move(query), who);
        EXPECT_EQ(response.status, 200) << response.body;
        return ids_in(response);
    }
    std::string day(base::Duration from_now) {
        const auto local = base::Instant{bench.clock().now() + from_now + 9h};
        const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(local)};
        char text[16];
        std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
        return text;
    }

    TwoPeople people;
};

TEST_F(Finding, ByNumberNameAndAddress) {
    EXPECT_EQ(found({}), "2 1");
    EXPECT_EQ(found({{"sort", "id,asc"}}), "1 2");
    EXPECT_EQ(found({{"q", "1"}}), "1");
    EXPECT_EQ(found({{"q", "#2"}}), "2");
    EXPECT_EQ(found({{"q", "3"}}), "");
    EXPECT_EQ(found({{"q", "민수"}}), "1");
    EXPECT_EQ(found({{"q", "jiwoo@"}}), "2");
    EXPECT_EQ(found({{"q", "example.org"}}), "2 1");
    EXPECT_EQ(found({{"q", "example.org"}, {"sort", "id,asc"}}), "1 2");
    EXPECT_EQ(found({{"q", "nobody"}}), "");
}

TEST_F(Finding, ByPagesOfPeople) {
    const auto first = find({{"q", "example.org"}, {"size", "1"}});
    EXPECT_EQ(ids_in(first), "2");
    EXPECT_TRUE(has(first, R"("totalElements":2,"totalPages":2)")) << first.body;
    EXPECT_EQ(found({{"q", "example.org"}, {"size", "1"}, {"page", "1"}}), "1");
    EXPECT_EQ(found({{"q", "example.org"}, {"size", "1"}, {"page", "2"}}), "");
}

TEST_F(Finding, ByStatusStatePerformanceAndDay) {
    EXPECT_EQ(found({{"status", "ReservationCompleted"}}), "1");
    EXPECT_EQ(found({{"status", "ReservationImpossible"}}), "2");
    EXPECT_EQ(found({{"status", "ReservationPlaced"}}), "");
    EXPECT_EQ(found({{"state", "Completed"}, {"q", "example.org"}}), "1");
    EXPECT_EQ(found({{"status", "ReservationCompleted"}, {"q", "2"}}), "");
    EXPECT_EQ(found({{"performanceId", "5"}, {"status", "ReservationImpossible"}}), "2");
    EXPECT_EQ(found({{"performanceId", "6"}}), "");
    EXPECT_EQ(found({{"from", day(0h)}}), "2");
    EXPECT_EQ(found({{"to", day(-24h)}}), "1");
    EXPECT_EQ(found({{"from", day(-24h)}, {"to", day(0h)}}), "2 1");
    EXPECT_EQ(found({{"from", day(24h)}}), "");
    EXPECT_EQ(found({{"userId", "43"}}), "2");
    EXPECT_EQ(found({{"userId", "43"}, {"q", "민수"}}), "");
}

TEST_F(Finding, ShowsStaffWhoBought) {
    const auto list = find({});
    EXPECT_TRUE(has(list, R"("buyer":{"userId":43,"name":"이지우","email":"jiwoo@example.org",)"
                          R"("role":"guest"})"))
        << list.body;
    EXPECT_TRUE(has(get("/reservations/1", staff), R"("buyer":{"userId":42,"name":"김민수")"));
    people.people.clear();  // forgotten: the booking stays
    EXPECT_EQ(found({}), "2 1");
    EXPECT_FALSE(has(get("/reservations/1", staff), "buyer"));
}

TEST_F(Finding, LeavesBuyersAmongThemselves) {
    EXPECT_EQ(found({}, minsu), "1");
    EXPECT_EQ(found({{"q", "2"}}, minsu), "");
    EXPECT_EQ(found({{"q", "1"}}, minsu), "1");
    EXPECT_EQ(found({{"q", "민수"}}, minsu), "");
    EXPECT_EQ(found({{"userId", "43"}}, minsu), "1");
    EXPECT_EQ(found({{"status", "ReservationCompleted"}, {"performanceId", "5"}}, minsu), "1");
    EXPECT_FALSE(has(find({}, minsu), "buyer"));
    EXPECT_FALSE(has(get("/reservations/1", minsu), "buyer"));
    EXPECT_EQ(get("/reservations/2", minsu).status, 404);
}

TEST_F(Finding, SaysWhatCannotBeSearched) {
    for (const auto& [field, value] :
         Query{{"status", "Sold"}, {"state", "New"}, {"from", "2026-02-30"}, {"to", "tomorrow"}}) {
        const auto refused = find({{field, value}});
        EXPECT_EQ(refused.status, 422) << field;
        EXPECT_TRUE(has(refused, "\"field\":\"" + field + '"')) << refused.body;
    }
    EXPECT_EQ(find({{"q", std::string(101, 'a')}}).status, 422);
    people.many = 1;
    EXPECT_TRUE(has(find({{"q", "example"}}), R"("reason":"too_many_people")"));
    people.is_away = true;
    EXPECT_EQ(find({{"q", "minsu"}}).status, 503);
}

/// What was placed before there were columns to search by.
TEST_F(Finding, KnowsOldBookings) {
    auto before = migrations();
    std::erase_if(before, [](const ports::Migration& step) { return step.version > 101; });
    eventing::ContextBench old{"reservation"};
    old.database().migrate(before);
    const auto to = old.database().open_writer();
    bench.database().open_reader()->query(
        "SELECT id, version, user_id, performance_id, state, body FROM reservation", {},
        [&](const ports::SqlRow& row) {
            to->execute(
                "INSERT INTO reservation (id, version, user_id, performance_id, state, "
                "live_seats, body) VALUES ($1, $2, $3, $4, $5, 0, $6)",
                {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.text(4),
                 row.text(5)});
        });
    const auto opened = make_module(old.environment(), accounts, settings, &people);
    opened->start();
    const auto ask = [&](Query query) {
        return ids_in(old.call(
            *opened, {.path = "/reservations", .principal = staff, .query = std::move(query)}));
    };
    EXPECT_EQ(ask({{"status", "ReservationCompleted"}}), "1");
    EXPECT_EQ(ask({{"status", "ReservationImpossible"}}), "2");
    EXPECT_EQ(ask({{"from", day(0h)}}), "2");
    EXPECT_EQ(ask({{"to", day(-24h)}}), "1");
    opened->stop();
}

TEST_F(Finding, GoesOnWithoutNames) {
    restart();
    EXPECT_EQ(found({{"q", "민수"}}), "");
    EXPECT_EQ(found({{"q", "1"}}), "1");
    EXPECT_FALSE(has(get("/reservations/1", staff), "buyer"));
}

}  // namespace
}  // namespace boxoffice::reservation::testing
