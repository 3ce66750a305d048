// The musical context on a bench, with staff who fill it and reservations that ask it for seats.
#pragma once

#include "contexts/musical/module.hpp"
#include "contracts/events.hpp"
#include "eventing/tests/context_bench.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boost::json {
class value;
}

namespace boxoffice::musical::tests {

inline const ports::Principal staff{.user_id = 1, .role = ports::Principal::Role::boxoffice};
inline const ports::Principal nobody{};

class Theatre {
  public:
    using Method = ports::HttpMethod;

    Theatre() { open(); }

    eventing::ContextBench& bench() { return bench_; }
    eventing::ContextModule& module() { return *module_; }

    /// As if the process had been killed and started again.
    void restart() {
        module_.reset();
        open();
    }

    ports::HttpResponse call(Method method, const std::string& path, const std::string& body = {},
                             const ports::Principal& who = staff,
                             eventing::ContextBench::Query query = {},
                             std::vector<ports::HttpHeader> headers = {}) {
        return bench_.call(*module_, {.method = method,
                                      .path = path,
                                      .principal = who,
                                      .body = body,
                                      .query = std::move(query),
                                      .headers = std::move(headers)});
    }
    ports::HttpResponse get(const std::string& path, eventing::ContextBench::Query query = {}) {
        return call(Method::get, path, {}, nobody, std::move(query));
    }
    ports::HttpResponse post(const std::string& path, const std::string& body) {
        return call(Method::post, path, body);
    }

    /// Include boost/json/value.hpp to use it.
    static boost::json::value json(const ports::HttpResponse& response);
    /// The id of what a POST made.
    static std::int64_t id_of(const ports::HttpResponse& created);
    std::string status_of(std::int64_t seat);
    contracts::PerformanceId performance_of(std::int64_t seat);

    /// A musical of one price, without a venue.
    std::int64_t add_musical() {
        return id_of(post("/items", R"({"name":"종이 왕국","nameEn":"Kingdom of Paper",
            "startDate":"2026-12-01","endDate":"2026-12-31",
            "grades":[{"grade":"R","price":{"amount":90000,"currency":"KRW"}}]})"));
    }
    std::int64_t add_seat(std::int64_t musical, int row, int column) {
        return id_of(post("/seats", R"({"musicalId":)" + std::to_string(musical) +
                                        R"(,"grade":"R","seatRow":)" + std::to_string(row) +
                                        R"(,"seatCol":)" + std::to_string(column) + "}"));
    }
    // ---- what reservations say

    void place(std::int64_t reservation, contracts::PerformanceId performance,
               const std::vector<std::int64_t>& seats) {
        contracts::ReservationPlaced event{.reservation_id = {reservation},
                                           .user_id = {9},
                                           .musical_id = {1},
                                           .performance_id = performance,
                                           .reserved_dt = bench_.clock().now()};
        for (const auto id : seats) {
            contracts::SeatDetails details;
            details.seat_id = {id};
            event.seats.push_back(details);
        }
        say(performance, event);
    }
    void lock(std::int64_t reservation, contracts::PerformanceId performance, std::int64_t epoch) {
        say(performance, contracts::SeatLockRequested{{reservation}, performance, {77}, epoch});
    }
    void unlock(std::int64_t reservation, contracts::PerformanceId performance,
                std::int64_t epoch) {
        say(performance, contracts::SeatUnlockRequested{{reservation}, performance, epoch});
    }
    void sell(std::int64_t reservation, contracts::PerformanceId performance, std::int64_t epoch,
              const std::vector<std::int64_t>& seats, bool reacquire = false) {
        contracts::SeatSaleRequested event{{reservation}, performance, {77}, epoch, reacquire, {}};
        for (const auto id : seats) event.seats.push_back({{id}});
        say(performance, event);
    }
    void release(std::int64_t reservation, contracts::PerformanceId performance) {
        contracts::SeatReleaseRequested event;
        event.reservation_id = {reservation};
        event.performance_id = performance;
        say(performance, event);
    }
    void give_back(std::int64_t reservation, contracts::PerformanceId performance,
                   const std::vector<std::int64_t>& seats) {
        contracts::ReservationCancelPlaced event;
        event.reservation_id = {reservation};
        event.performance_id = performance;
        for (const auto id : seats) event.seats.push_back({{id}});
        say(performance, event);
    }

    void move(const contracts::SeatMoveRequested& event) { say(event.performance_id, event); }

    template <class Event>
    std::vector<Event> heard() const {
        return bench_.published<Event>();
    }

  private:
    void open() {
        module_ = make_module(bench_.environment());
        module_->start();
        bench_.run_for(std::chrono::seconds{1});
    }
    template <class Event>
    void say(contracts::PerformanceId performance, const Event& event) {
        bench_.publish(eventing::key_of(performance), event);
    }

    eventing::ContextBench bench_{"musical"};
    std::unique_ptr<eventing::ContextModule> module_;
};

}  // namespace boxoffice::musical::tests
