// Goal: money given back at the provider's console, of which nobody tells the house, voids the
// tickets and frees the seats (F35), however often the house is killed while it finds out (F38).
// Method: the whole house with its real provider, SQLite and HTTP adapter in one thread; the fault
// is shown to have fired before the house is given time.
#include "simulation/house/checks.hpp"
#include "simulation/house/facts.hpp"
#include "simulation/house/house.hpp"
#include "simulation/house/staff.hpp"
#include "simulation/house/wire.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace boxoffice::faults {
namespace {

using namespace simulation;
using namespace std::chrono_literals;

class ConsoleCancel {
  public:
    ConsoleCancel() {
        const auto season = open_season(house, 1, 4, 300);
        seat_ = season.front().seats.front();
        ports::HttpRequest request;
        request.method = ports::HttpMethod::post;
        request.path = "/reservations";
        request.principal = {.user_id = 42, .role = ports::Principal::Role::customer};
        request.body = R"({"musicalId":1,"performanceId":)" +
                       std::to_string(season.front().performance) + R"(,"seatIds":[)" +
                       std::to_string(seat_) + R"(],"payment":{"method":"card"}})";
        const auto answer = house.ask("reservation", request);
        EXPECT_TRUE(answer && answer->status == 201) << (answer ? answer->body : "no answer");
        house.scheduler.run_for(10s);
        EXPECT_EQ(state(), "Completed");
    }

    /// Somebody at the provider gives all the money back; card payments have no webhooks.
    void cancel_at_console() {
        std::string key;
        house.stored(House::provider)
            .query("SELECT payment_key FROM payments", {},
                   [&](const ports::SqlRow& row) { key = row.text(0); });
        ports::HttpRequest request;
        request.method = ports::HttpMethod::post;
        request.path = "/control/payments/" + key + "/console-cancel";
        const auto answer = house.ask(House::provider, request);
        EXPECT_TRUE(answer && answer->status == 200);
    }

    [[nodiscard]] std::string state() {
        const auto facts = read_facts(house);
        return facts.reservations.empty() ? "" : facts.reservations.begin()->second.state;
    }
    [[nodiscard]] std::int64_t refunds_known() {
        return house.number("payment",
                            "SELECT COUNT(*) FROM ledger WHERE occasion = 'refunded_unasked'");
    }
    [[nodiscard]] std::string finding() {
        std::string found;
        house.stored("payment").query(
            "SELECT divergence || ' ' || state FROM reconciliation_finding", {},
            [&](const ports::SqlRow& row) { found += row.text(0); });
        return found;
    }

    /// What the house has made of it in the end.
    void expect_put_right() {
        const auto facts = read_facts(house);
        EXPECT_EQ(state(), "Canceled");
        EXPECT_TRUE(facts.tickets.empty()) << "no ticket lives";
        EXPECT_EQ(facts.seats.at(seat_).status, 0) << "the seat is free";
        EXPECT_EQ(refunds_known(), 1) << "booked once";
        EXPECT_EQ(facts.ledger.begin()->second.cancels, 0U) << "nothing more was paid out";
        for (const auto& [id, books] : facts.books) {
            EXPECT_EQ(books.provider, 0) << id;
            EXPECT_EQ(books.tickets, 0) << id;
            EXPECT_EQ(books.open_items, 0) << id;
            EXPECT_EQ(books.retained_fees, 0) << id;
        }
        EXPECT_EQ(finding(), "refunded_there repaired");
        EXPECT_EQ(check_any_time(house), Breaches{});
        EXPECT_EQ(open_business(house), Breaches{});
    }

    House house{7, base::SeededBug::none, false};

  private:
    std::int64_t seat_ = 0;
};

TEST(F35, AConsoleCancelOfWhichNobodyTellsIsFoundByReconciliation) {
    ConsoleCancel story;
    story.cancel_at_console();
    EXPECT_EQ(story.house.number(House::provider, "SELECT COUNT(*) FROM cancels"), 1);
    EXPECT_EQ(story.refunds_known(), 0) << "the house has not been told";
    EXPECT_EQ(story.state(), "Completed") << "and the ticket would let somebody in";
    story.house.scheduler.run_for(20min);
    story.expect_put_right();
}

TEST(F38, ReconciliationKilledAtAnyMomentEndsAsIfItHadNotBeen) {
    int kills_in_a_run = 0;
    for (int moment = 1; moment <= 14; ++moment) {
        ConsoleCancel story;
        auto& house = story.house;
        story.cancel_at_console();
        static_cast<void>(house.take_committed());
        house.scheduler.run_for(4min);
        static_cast<void>(house.take_committed());
        int commits = 0;
        const auto end = house.clock.now() + 15min;
        while (commits < moment && house.clock.now() < end && house.scheduler.step()) {
            for (const auto& part : house.take_committed()) commits += part == "payment" ? 1 : 0;
        }
        const bool is_in_a_run =
            house.number("payment",
                         "SELECT COUNT(*) FROM reconciliation_run WHERE finished_at IS NULL") > 0;
        kills_in_a_run += is_in_a_run ? 1 : 0;
        house.crash("payment");
        house.scheduler.run_for(2s);
        house.open("payment");
        house.scheduler.run_for(25min);
        SCOPED_TRACE("killed after commit " + std::to_string(moment));
        story.expect_put_right();
    }
    EXPECT_GT(kills_in_a_run, 3) << "some of the kills fell into the midst of a run";
}

}  // namespace
}  // namespace boxoffice::faults
