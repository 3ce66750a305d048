// The sales module on a simulated world, with events as their contexts publish them: one
// performance (5) of musical 1 with two VIP seats of 170,000 won (11, 12) and two R seats of
// 100,000 (13, 14).
#pragma once

#include "contexts/sales/module.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::sales {

using namespace contracts;
using namespace std::chrono_literals;
using eventing::has;
using ports::Principal;

class SalesBench : public testing::Test {
  protected:
    using Seats = std::vector<SeatReference>;

    SalesBench() { restart(); }

    void restart() {
        module_.reset();
        module_ = std::make_unique<Module>(bench_.environment());
        module_->start();
        bench_.run_for(1s);
    }

    static const Principal& admin() {
        static const Principal who{.user_id = 1, .role = Principal::Role::admin};
        return who;
    }
    static const Principal& clerk() {
        static const Principal who{.user_id = 2, .role = Principal::Role::boxoffice};
        return who;
    }

    ports::HttpResponse get(const std::string& path, eventing::ContextBench::Query query = {},
                            const Principal& who = admin(),
                            std::vector<ports::HttpHeader> headers = {}) {
        return bench_.call(*module_, {.path = path,
                                      .principal = who,
                                      .query = std::move(query),
                                      .headers = std::move(headers)});
    }

    template <class Event>
    void tell(const Event& event) {
        bench_.publish("5", event);
    }

    static base::Money won(std::int64_t amount) { return {amount, {}}; }
    static SeatDetails seat(std::int64_t id, const char* grade, std::int64_t price) {
        return {.seat_id = {id},
                .section = "1층",
                .seat_row = 1,
                .seat_col = static_cast<int>(id),
                .row_label = "A",
                .seat_label = std::to_string(id),
                .grade = grade,
                .price = won(price)};
    }

    /// The performance is tomorrow at half past seven in Seoul, by the bench's clock.
    void open_house() {
        bench_.publish("item-1", ItemCreated{{1}, "달빛 정거장", "2026-01-01", "2027-12-31"});
        tell(PerformanceScheduled{.performance_id = {5},
                                  .musical_id = {1},
                                  .musical_name = "달빛 정거장",
                                  .venue_name = "새벽나루 극장",
                                  .starts_at = bench_.clock().now() + 24h,
                                  .time_zone = "Asia/Seoul"});
        tell(SeatsOpened{.performance_id = {5},
                         .musical_id = {1},
                         .musical_name = "달빛 정거장",
                         .seats = {seat(11, "VIP", 170'000), seat(12, "VIP", 170'000),
                                   seat(13, "R", 100'000), seat(14, "R", 100'000)}});
    }
    void hold(std::int64_t reservation, const Seats& seats) {
        tell(SeatHeld{.reservation_id = {reservation},
                      .performance_id = {5},
                      .seat_id = seats.front().seat_id,
                      .seats = seats,
                      .epoch = 1,
                      .until = bench_.clock().now() + 600s});
    }
    /// Payment ids are those of the reservations.
    void pay(std::int64_t reservation, std::int64_t amount, const char* method = "card") {
        tell(PaymentRequested{.reservation_id = {reservation},
                              .performance_id = {5},
                              .payment_id = {reservation},
                              .amount = won(amount),
                              .method = method,
                              .order_name = "달빛 정거장"});
        tell(PaymentApproved{{reservation}, {reservation}, {5}, won(amount), "sandbox"});
    }
    void sell(std::int64_t reservation, const Seats& seats) {
        tell(SeatSold{{reservation}, {5}, seats.front().seat_id, seats, 1});
    }
    void buy(std::int64_t reservation, const Seats& seats, std::int64_t amount,
             const char* method = "card") {
        hold(reservation, seats);
        pay(reservation, amount, method);
        sell(reservation, seats);
    }
    /// Seats go back, with a refund of the same number as the reservation.
    void give_back(std::int64_t reservation, const Seats& seats, std::int64_t refund,
                   std::int64_t fee, std::int64_t remaining) {
        tell(ReservationCancelPlaced{.reservation_id = {reservation},
                                     .performance_id = {5},
                                     .seats = seats,
                                     .refund = won(refund)});
        tell(RefundRequested{.reservation_id = {reservation},
                             .performance_id = {5},
                             .payment_id = {reservation},
                             .refund_id = {reservation},
                             .amount = won(refund)});
        tell(SeatRefunded{{reservation}, {5}, seats.front().seat_id, seats});
        tell(PaymentRefunded{.payment_id = {reservation},
                             .reservation_id = {reservation},
                             .performance_id = {5},
                             .refund_id = RefundId{reservation},
                             .amount = won(refund)});
        tell(ReservationCancelCompleted{.reservation_id = {reservation},
                                        .performance_id = {5},
                                        .seats = seats,
                                        .refund = won(refund),
                                        .payment_id = PaymentId{reservation},
                                        .remaining_total = won(remaining),
                                        .fee = won(fee)});
    }

    eventing::ContextBench bench_{"sales"};
    std::unique_ptr<Module> module_;
};

}  // namespace boxoffice::sales
