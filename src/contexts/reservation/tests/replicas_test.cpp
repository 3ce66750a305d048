// Goal: what a replica keeps in memory follows what any of them has stored.
#include "contexts/reservation/module.hpp"
#include "contexts/reservation/tests/accounts.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

#include <array>

namespace boxoffice::reservation {
namespace {

using namespace std::chrono_literals;
using eventing::has;
using ports::HttpMethod;
using ports::HttpResponse;

const std::string house = "5";
constexpr PerformanceId performance{5};

SeatDetails seat(std::int64_t id, std::int64_t price = 50'000) {
    return {.seat_id = {id}, .grade = "R", .price = {price}};
}

struct ReplicasTest : ::testing::Test {
    eventing::ContextBench bench{"reservation"};
    eventing::Environment environment = [this] {
        auto shared = bench.environment();
        shared.is_alone = false;
        return shared;
    }();
    testing::Accounts accounts;
    Settings settings;
    std::array<std::unique_ptr<eventing::ContextModule>, 2> replicas;

    void SetUp() override {
        settings.placed_max = 3;
        for (auto& replica : replicas) {
            replica = make_module(environment, accounts, settings);
            replica->start();
        }
        bench.run_for(1s);
        bench.publish(house, PerformanceScheduled{.performance_id = performance,
                                                  .musical_id = {1},
                                                  .musical_name = "Paper Kingdom",
                                                  .starts_at = bench.clock().now() + 240h});
        SeatsOpened opened{.performance_id = performance, .musical_id = {1}};
        for (std::int64_t id = 1; id <= 9; ++id) opened.seats.push_back(seat(id));
        bench.publish(house, opened);
    }
    /// What becomes of it within `patience`.
    HttpResponse place(std::size_t replica, std::int64_t id, const std::string& prefer = {},
                       base::Duration patience = 1s) {
        eventing::ContextBench::Call call{
            .method = HttpMethod::post,
            .path = "/reservations",
            .principal = {.user_id = 7, .role = ports::Principal::Role::customer},
            .body = R"({"seatId":)" + std::to_string(id) + "}"};
        if (!prefer.empty()) call.headers.push_back({"Prefer", prefer});
        const auto asked = bench.ask(*replicas.at(replica), std::move(call));
        bench.run_for(patience);
        return asked->answer.value_or(HttpResponse{.status = 0});
    }
    void change(const std::string& what, const SeatDetails& details) {
        bench.publish(house, SeatsChanged{.performance_id = performance,
                                          .musical_id = {1},
                                          .change = what,
                                          .seats = {details}});
    }
};

TEST_F(ReplicasTest, EachKnowsTheHouseAsItIsNow) {
    change("edited", seat(2, 60'000));
    change("deleted", seat(3));
    for (std::size_t replica = 0; replica < 2; ++replica) {
        EXPECT_TRUE(has(place(replica, 2), R"("total":{"amount":60000)")) << replica;
        EXPECT_EQ(place(replica, 3, {}, 5s).status, 0) << "a dead replica may have it in its hands";
        EXPECT_EQ(place(replica, 3, {}, 20s).status, 404) << replica;
    }
    bench.publish(house, PerformanceCanceled{.performance_id = performance, .musical_id = {1}});
    for (std::size_t replica = 0; replica < 2; ++replica) {
        EXPECT_EQ(place(replica, 2).status, 409) << replica;
    }
}

TEST_F(ReplicasTest, OneThatStartsLaterKnowsItToo) {
    replicas[1].reset();
    change("edited", seat(2, 60'000));
    replicas[1] = make_module(environment, accounts, settings);
    replicas[1]->start();
    bench.run_for(1s);
    change("edited", seat(4, 70'000));
    EXPECT_TRUE(has(place(1, 2), R"("total":{"amount":60000)"));
    EXPECT_TRUE(has(place(1, 4), R"("total":{"amount":70000)"));
}

TEST_F(ReplicasTest, EachRefusesEarlyWhatIsTakenAndNothingThatADeadOneRepeats) {
    const SeatHeld held{.reservation_id = {900},
                        .performance_id = performance,
                        .seat_id = {1},
                        .seats = {{{1}}},
                        .epoch = 1,
                        .until = bench.clock().now() + 1h};
    bench.publish(house, held);
    for (std::size_t replica = 0; replica < 2; ++replica) {
        EXPECT_EQ(place(replica, 1, "handling=strict").status, 409) << replica;
    }
    const auto old = *bench.bus().log().back();
    bench.publish(
        house,
        SeatReleased{
            .reservation_id = {900}, .performance_id = performance, .seats = {{{1}}}, .epoch = 1});
    ASSERT_EQ(old.type, "SeatHeld");
    bench.bus().append(old);
    bench.run_for(1s);
    for (std::size_t replica = 0; replica < 2; ++replica) {
        EXPECT_EQ(place(replica, 1, "handling=strict").status, 201) << replica;
    }
}

TEST_F(ReplicasTest, PlacementsThatWaitAreThoseOfAll) {
    for (std::int64_t id = 1; id <= 3; ++id) EXPECT_EQ(place(0, id).status, 201);
    bench.run_for(2s);
    EXPECT_EQ(place(1, 4).status, 503);
    for (const auto& placed : bench.published<ReservationPlaced>()) {
        bench.publish(house, SeatAlreadySold{.reservation_id = placed.reservation_id,
                                             .performance_id = performance,
                                             .seat_id = placed.seat_id,
                                             .conflicts = {{placed.seat_id, "taken"}}});
    }
    bench.run_for(2s);
    EXPECT_EQ(place(0, 5).status, 201);
    EXPECT_EQ(place(1, 6).status, 201);
}

}  // namespace
}  // namespace boxoffice::reservation
