// The counter of a small theatre: the real reservation module on a simulated world, with a test in
// the places of musical and payment.
#pragma once

#include "contexts/reservation/module.hpp"
#include "contexts/reservation/tests/accounts.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::reservation::testing {

using namespace std::chrono_literals;
using eventing::has;
using ports::HttpMethod;
using ports::HttpResponse;
using ports::Principal;

inline constexpr PerformanceId performance{5};
inline const std::string house_key = "5";

inline Principal customer(std::int64_t id) {
    return {.user_id = id, .role = Principal::Role::customer};
}
inline const Principal minsu = customer(42);
inline const Principal jiwoo = customer(43);
inline const Principal staff{.user_id = 2, .role = Principal::Role::boxoffice};
inline const Principal everybody{.user_id = 1, .role = Principal::Role::admin, .is_open = true};

inline SeatDetails seat(std::int64_t id) {
    return {.seat_id = {id},
            .section = "1층",
            .seat_row = 1,
            .seat_col = static_cast<int>(id - 10),
            .row_label = "A",
            .seat_label = std::to_string(id - 10),
            .grade = "VIP",
            .price = {150'000, {}}};
}

class Counter : public ::testing::Test {
  protected:
    Counter() {
        settings.methods = {"card", "checkout"};
        restart();
        bench.publish(house_key, scheduled());
        open_seats({11, 12, 13, 14});
    }

    /// The process dies and starts again on the same files.
    void restart() {
        module.reset();
        module = make_module(bench.environment(), accounts, settings);
        module->start();
        bench.run_for(1s);
    }

    PerformanceScheduled scheduled() {
        return {.performance_id = performance,
                .musical_id = {1},
                .musical_name = "달빛 정거장",
                .venue_name = "새벽나루 극장, 대극장",
                .starts_at = bench.clock().now() + 240h,
                .time_zone = "Asia/Seoul"};
    }
    void open_seats(const std::vector<std::int64_t>& ids, PerformanceId of = performance) {
        SeatsOpened event{.performance_id = of, .musical_id = {1}, .musical_name = "달빛 정거장"};
        for (const auto id : ids) event.seats.push_back(seat(id));
        bench.publish(std::to_string(of.value), event);
    }

    HttpResponse send(HttpMethod method, const std::string& path, const Principal& who,
                      const std::string& body = {}, std::vector<ports::HttpHeader> headers = {},
                      eventing::ContextBench::Query query = {}) {
        return bench.call(*module, {.method = method,
                                    .path = path,
                                    .principal = who,
                                    .body = body,
                                    .query = std::move(query),
                                    .headers = std::move(headers)});
    }
    HttpResponse post(const std::string& path, const Principal& who, const std::string& body = {},
                      std::vector<ports::HttpHeader> headers = {}) {
        return send(HttpMethod::post, path, who, body, std::move(headers));
    }
    HttpResponse get(const std::string& path, const Principal& who,
                     std::vector<ports::HttpHeader> headers = {}) {
        return send(HttpMethod::get, path, who, {}, std::move(headers));
    }
    HttpResponse place(const std::string& body, const Principal& who = minsu,
                       std::vector<ports::HttpHeader> headers = {}) {
        return post("/reservations", who, body, std::move(headers));
    }

    /// The state of a reservation as its resource tells it.
    std::string state_of(std::int64_t id) {
        const auto body = get(path_of(id), staff).body;
        const auto start = body.find("\"state\":\"");
        if (start == std::string::npos) return {};
        const auto from = start + 9;
        return body.substr(from, body.find('"', from) - from);
    }
    static std::string path_of(std::int64_t id) { return "/reservations/" + std::to_string(id); }

    template <class Event>
    std::vector<Event> published() const {
        return bench.published<Event>();
    }

    // ---- musical's and payment's parts

    void hold(std::int64_t reservation, const std::vector<std::int64_t>& seats) {
        SeatHeld event{.reservation_id = {reservation},
                       .performance_id = performance,
                       .seat_id = {seats.front()},
                       .epoch = 1,
                       .until = bench.clock().now() + 10min};
        for (const auto id : seats) event.seats.push_back({{id}});
        bench.publish(house_key, event);
    }
    void refuse(std::int64_t reservation, std::int64_t seat_id) {
        bench.publish(house_key, SeatAlreadySold{.reservation_id = {reservation},
                                                 .performance_id = performance,
                                                 .seat_id = {seat_id},
                                                 .conflicts = {{{seat_id}, "taken"}}});
    }
    void lock(std::int64_t reservation, PaymentId payment) {
        bench.publish(house_key, SeatLocked{{reservation}, performance, payment, 1});
    }
    void approve(std::int64_t reservation, PaymentId payment, std::int64_t amount) {
        bench.publish(house_key, PaymentApproved{
                                     payment, {reservation}, performance, {amount, {}}, "sandbox"});
    }
    void sell(std::int64_t reservation, const std::vector<std::int64_t>& seats) {
        SeatSold event{.reservation_id = {reservation},
                       .performance_id = performance,
                       .seat_id = {seats.front()},
                       .epoch = 1};
        for (const auto id : seats) event.seats.push_back({{id}});
        bench.publish(house_key, event);
    }
    /// From a held reservation to its tickets.
    void buy(std::int64_t reservation, const std::vector<std::int64_t>& seats) {
        EXPECT_EQ(post(path_of(reservation) + "/payment", minsu, R"({"method":"card"})").status,
                  200);
        bench.run_for(1s);
        const auto payment = published<SeatLockRequested>().back().payment_id;
        lock(reservation, payment);
        approve(reservation, payment, 150'000 * static_cast<std::int64_t>(seats.size()));
        sell(reservation, seats);
        EXPECT_EQ(state_of(reservation), "Completed");
    }
    /// Reservation 1, of minsu, has seats 11 and 12, as tickets 1 and 2.
    void have_tickets() {
        EXPECT_EQ(place(R"({"musicalId":1,"seatIds":[11,12]})").status, 201);
        hold(1, {11, 12});
        buy(1, {11, 12});
    }

    Settings settings;
    Accounts accounts;
    eventing::ContextBench bench{"reservation"};
    std::unique_ptr<eventing::ContextModule> module;
};

}  // namespace boxoffice::reservation::testing
