// Goal: one seat never has two tickets that open the door, however long a refund takes.
#include "contexts/reservation/module.hpp"
#include "contexts/reservation/tests/accounts.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

namespace boxoffice::reservation {
namespace {

using eventing::ContextBench;
using ports::HttpMethod;

const std::string house = "3";
const PerformanceId performance{3};
const SeatId seat{11};

struct TicketsTest : ::testing::Test {
    ContextBench bench{"reservation"};
    testing::Accounts accounts;
    std::unique_ptr<eventing::ContextModule> module;

    void SetUp() override {
        Settings settings;
        settings.methods = {"card"};
        module = make_module(bench.environment(), accounts, settings);
        module->start();
        bench.publish(house, PerformanceScheduled{
                                 .performance_id = performance,
                                 .musical_id = {1},
                                 .musical_name = "Paper Kingdom",
                                 .starts_at = bench.clock().now() + std::chrono::hours{24 * 30}});
        bench.publish(house,
                      SeatsOpened{.performance_id = performance,
                                  .musical_id = {1},
                                  .musical_name = "Paper Kingdom",
                                  .seats = {{.seat_id = seat, .grade = "R", .price = {50'000}}}});
    }

    int post(std::int64_t user, const std::string& path, const std::string& body) {
        return bench
            .call(*module,
                  {.method = HttpMethod::post,
                   .path = path,
                   .principal = {.user_id = user, .role = ports::Principal::Role::customer},
                   .body = body})
            .status;
    }

    /// Buys the seat from the first wish to the ticket.
    ReservationId buy(std::int64_t user, std::int64_t epoch) {
        EXPECT_EQ(post(user, "/reservations", R"({"seatId":11,"payment":{"method":"card"}})"), 201);
        const auto id = bench.published<ReservationPlaced>().back().reservation_id;
        bench.publish(house, SeatHeld{.reservation_id = id,
                                      .performance_id = performance,
                                      .seat_id = seat,
                                      .seats = {{seat}},
                                      .epoch = epoch,
                                      .until = bench.clock().now() + std::chrono::minutes{10}});
        const auto payment = bench.published<SeatLockRequested>().back().payment_id;
        bench.publish(house, SeatLocked{id, performance, payment, epoch});
        bench.publish(house, PaymentApproved{payment, id, performance, {50'000}, "sandbox"});
        bench.publish(house, SeatSold{.reservation_id = id,
                                      .performance_id = performance,
                                      .seat_id = seat,
                                      .seats = {{seat}},
                                      .epoch = epoch});
        return id;
    }

    std::int64_t number(ports::SqlText statement) {
        std::int64_t found = 0;
        bench.database().open_reader()->query(
            statement, {}, [&](const ports::SqlRow& row) { found = row.integer(0); });
        return found;
    }
};

TEST_F(TicketsTest, ASeatIsSoldAgainWhileItsMoneyIsStillBeingGivenBack) {
    const auto first = buy(7, 1);
    EXPECT_EQ(number("SELECT reservation_id FROM ticket WHERE is_live = 1"), first.value);
    EXPECT_EQ(post(7, "/reservations/" + std::to_string(first.value) + "/cancellation", "{}"), 202);
    EXPECT_EQ(number("SELECT COUNT(*) FROM ticket WHERE is_live = 1"), 0);
    bench.publish(house, SeatRefunded{.reservation_id = first,
                                      .performance_id = performance,
                                      .seat_id = seat,
                                      .seats = {{seat}}});

    const auto second = buy(8, 2);
    EXPECT_EQ(bench.published<ReservationCompleted>().back().reservation_id, second);
    EXPECT_EQ(number("SELECT reservation_id FROM ticket WHERE is_live = 1"), second.value);
    EXPECT_EQ(number("SELECT COUNT(*) FROM parked_event"), 0);
}

}  // namespace
}  // namespace boxoffice::reservation
