// Goal: a cancellation, whoever asks for it and whenever, ends with the seats free and the money
// back, once.
#include "contexts/reservation/domain/refund_policy.hpp"
#include "contexts/reservation/domain/tests/dialogue.hpp"

namespace boxoffice::reservation {
namespace {

using enum State;

const std::vector<std::string> released_and_canceled{"SeatReleaseRequested",
                                                     "ReservationCancelCompleted"};
const std::vector<std::string> cancel_and_refund{"ReservationCancelPlaced", "RefundRequested"};

void CanceledWhilePlaced(Dialogue& d) {
    d.refuses(d.cancel(), Rejection::not_found);
    d.placed().refuses(d.cancel({{11}}), Rejection::conflict);
    d.refuses(d.cancel({{11}, {99}}), Rejection::seats_not_in_reservation);
    d.say(d.cancel({{12}, {11}, {11}})).expect(Canceled, released_and_canceled);
    const auto event = d.sent<ReservationCancelCompleted>();
    EXPECT_EQ(event.reason, "buyer_canceled");
    EXPECT_EQ(event.seats.size(), 2U);
    EXPECT_EQ(event.seat_id, SeatId{11});
    EXPECT_EQ(event.refund, Money{0});
    EXPECT_TRUE(event.remaining_seats.empty());
    d.has_done(d.cancel())
        .has_done(d.cancel({{11}, {12}}))
        .refuses(d.pay(), Rejection::not_payable);
}

void CanceledWhileHeld(Dialogue& d) {
    d.held().say(d.cancel()).expect(Canceled, released_and_canceled);
}

void CanceledWhileLocking(Dialogue& d) {
    d.locking().say(d.cancel({}, Cause::Staff)).expect(Canceled, released_and_canceled);
    EXPECT_EQ(d.reservation().reason, "staff_canceled");
    d.ignores(d.seat_locked()).ignores(d.lock_refused());
}

// Fix c: the seats go at once, only the charge is waited for.
void CanceledWhilePaying(Dialogue& d) {
    d.paying().say(d.cancel()).expect(CancelRequested, {"SeatReleaseRequested"});
    d.has_done(d.cancel())
        .refuses(d.pay(), Rejection::not_payable)
        .ignores(d.performance_canceled());
    d.say(d.declined()).expect(Canceled, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().reason, "buyer_canceled");
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().refund, Money{0});
}

void CanceledWhilePayingAndNeverCharged(Dialogue& d) {
    d.cancel_requested().ignores(d.declined({999})).say(d.payment_abandoned());
    d.expect(Canceled, {"ReservationCancelCompleted"});
}

void CanceledWhilePayingButCharged(Dialogue& d) {
    d.cancel_requested().say(d.approved());
    d.expect(Refunding, {"SeatReleaseRequested", "RefundRequested"});
    EXPECT_EQ(d.sent<RefundRequested>().refund_id, RefundId{701});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{80'000});
    EXPECT_EQ(d.sent<RefundRequested>().reason, "buyer_canceled");
    d.ignores(d.approved()).has_done(d.cancel()).ignores(d.refunded({799}));
    d.say(d.refunded()).expect(Canceled, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().refund, Money{80'000});
    d.ignores(d.refunded()).ignores(d.approved());
}

// Fix f: an abandoned purchase can be canceled too.
void CanceledWhileAbandoned(Dialogue& d) {
    d.abandoned().say(d.cancel()).expect(CancelRequested, {});
    d.say(d.approved()).expect(Refunding, {"SeatReleaseRequested", "RefundRequested"});
}

// Fix e: noted, and carried out as soon as the seats are sold.
void CanceledWhileSelling(Dialogue& d) {
    d.selling().say(d.cancel()).expect(Selling, {}).has_done(d.cancel());
    d.refuses(d.cancel({{11}}), Rejection::conflict);
    d.say(d.seat_sold())
        .expect(Canceling, {"ReservationCompleted", "ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().seats.size(), 2U);
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().reason, "buyer_canceled");
    EXPECT_EQ(d.history()[d.history().size() - 2].to, Completed);
    d.say(d.refunded()).say(d.seat_refunded()).expect(Canceled, {"ReservationCancelCompleted"});
}

void CanceledWhenCompleted(Dialogue& d) {
    d.completed().refuses(d.cancel({{99}}), Rejection::seats_not_in_reservation);
    d.say(d.cancel()).expect(Canceling, cancel_and_refund);
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().refund, Money{80'000});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{80'000});
    d.has_done(d.cancel()).has_done(d.cancel({{12}})).ignores(d.seat_refunded({{{99}}}));
    d.say(d.seat_refunded()).expect(Canceling, {}).ignores(d.seat_refunded());
    d.say(d.refunded()).expect(Canceled, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().refund, Money{80'000});
    EXPECT_TRUE(d.reservation().tickets.empty());
    d.has_done(d.cancel()).ignores(d.performance_canceled());
}

void MoneyComesBackBeforeTheSeats(Dialogue& d) {
    d.canceling().say(d.refunded()).expect(Canceling, {}).ignores(d.refunded());
    d.say(d.seat_refunded()).expect(Canceled, {"ReservationCancelCompleted"});
}

void OneSeatIsGivenBackThenTheOther(Dialogue& d) {
    d.completed();
    EXPECT_EQ(refund_quote(d.reservation(), std::vector<SeatId>{{11}}, nullptr, d.now).refund,
              Money{50'000});
    d.say(d.cancel({{11}})).expect(Canceling, cancel_and_refund);
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{50'000});
    d.has_done(d.cancel({{11}})).refuses(d.cancel({{12}}), Rejection::conflict);
    d.refuses(d.cancel(), Rejection::conflict);
    d.say(d.seat_refunded({{{11}}})).say(d.refunded({701}, 50'000));
    d.expect(Completed, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().remaining_seats,
              std::vector<SeatReference>{{{12}}});
    EXPECT_EQ(d.reservation().live, std::vector<SeatId>{{12}});
    EXPECT_EQ(d.reservation().tickets.size(), 1U);
    EXPECT_FALSE(d.reservation().canceled_by.has_value());

    d.has_done(d.cancel({{11}}))
        .refuses(d.cancel({{11}, {12}}), Rejection::seats_not_in_reservation);
    d.say(d.cancel()).expect(Canceling, cancel_and_refund);
    EXPECT_EQ(d.sent<RefundRequested>().refund_id, RefundId{702});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{30'000});
    d.ignores(d.seat_refunded({{{11}}})).ignores(d.refunded({701}, 50'000));
    d.say(d.refunded({702}, 30'000)).say(d.seat_refunded({{{12}}}));
    d.expect(Canceled, {"ReservationCancelCompleted"});
}

void OneSeatsMoneyComesBackFirst(Dialogue& d) {
    d.canceling_one().say(d.refunded({701}, 50'000)).say(d.seat_refunded({{{11}}}));
    d.expect(Completed, {"ReservationCancelCompleted"});
}

void ThePerformanceIsCanceledBeforePaying(Dialogue& d) {
    d.placed().say(d.performance_canceled()).expect(Canceled, released_and_canceled);
    EXPECT_EQ(d.reservation().reason, "performance_canceled");
    d.refuses(d.cancel(), Rejection::already_canceled);
}

void ThePerformanceIsCanceledWhileHeld(Dialogue& d) {
    d.held().say(d.performance_canceled()).expect(Canceled, released_and_canceled);
}

void ThePerformanceIsCanceledWhileLocking(Dialogue& d) {
    d.locking().say(d.performance_canceled()).expect(Canceled, released_and_canceled);
}

void ThePerformanceIsCanceledWhilePaying(Dialogue& d) {
    d.paying().say(d.performance_canceled()).expect(CancelRequested, {"SeatReleaseRequested"});
    d.refuses(d.cancel(), Rejection::already_canceled).say(d.approved());
    d.expect(Refunding, {"SeatReleaseRequested", "RefundRequested"});
    d.refuses(d.cancel(), Rejection::conflict).ignores(d.performance_canceled());
}

void ThePerformanceIsCanceledWhileAbandoned(Dialogue& d) {
    d.abandoned().say(d.performance_canceled()).expect(CancelRequested, {});
}

void ThePerformanceIsCanceledWhileSelling(Dialogue& d) {
    d.selling().say(d.cancel()).say(d.performance_canceled()).expect(Selling, {});
    d.ignores(d.performance_canceled()).say(d.seat_sold());
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().reason, "performance_canceled");
    d.expect(Canceling, {"ReservationCompleted", "ReservationCancelPlaced", "RefundRequested"});
}

void ThePerformanceIsCanceledWhenCompleted(Dialogue& d) {
    d.completed().say(d.performance_canceled()).expect(Canceling, cancel_and_refund);
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{80'000});
}

// Fix g: what would remain of a partial cancellation is canceled next.
void ThePerformanceIsCanceledWhileCanceling(Dialogue& d) {
    d.canceling_one().say(d.performance_canceled()).expect(Canceling, {});
    d.ignores(d.performance_canceled())
        .say(d.seat_refunded({{{11}}}))
        .say(d.refunded({701}, 50'000));
    d.expect(Canceling,
             {"ReservationCancelCompleted", "ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().seats, std::vector<SeatReference>{{{12}}});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().reason, "performance_canceled");
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{30'000});
}

// 30 % are kept of what the buyer gives back two days before; the house keeps nothing of the rest.
void GivenBackForAFee(Dialogue& d) {
    const auto table = *contracts::find_shipped_refund_table("korean-standard");
    auto one = d.completed().cancel({{11}});
    one.basis = RefundBasis{{"Asia/Seoul", {table}}, d.now + 48h};
    d.say(one).expect(Canceling, cancel_and_refund);
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().refund, Money{35'000});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().fee, Money{15'000});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{35'000});
    EXPECT_EQ(d.sent<RefundRequested>().fee, Money{15'000});
    d.has_done(one).say(d.refund_failed()).say(d.retry());
    EXPECT_EQ(d.sent<RefundRequested>().fee, Money{15'000}) << "the same request again";
    d.say(d.seat_refunded({{{11}}})).say(d.performance_canceled()).say(d.refunded({701}, 35'000));
    d.expect(Canceling,
             {"ReservationCancelCompleted", "ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().fee, Money{15'000});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{30'000});
    EXPECT_EQ(d.sent<RefundRequested>().fee, std::nullopt);
}

// A fee of everything is a refund of nothing, which payment answers at once.
void GivenBackForNothing(Dialogue& d) {
    const RefundTable all_kept{.code = "none", .name = "none", .tiers = {{0, 100}}};
    auto cancel = d.completed().cancel();
    cancel.basis = RefundBasis{{"Asia/Seoul", {all_kept}}, d.now + 48h};
    d.say(cancel).expect(Canceling, cancel_and_refund);
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{0});
    d.say(d.refunded({701}, 0)).say(d.seat_refunded());
    d.expect(Canceled, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().fee, Money{80'000});
}

void ThePerformanceIsCanceledForTheDead(Dialogue& d) {
    d.ignores(d.performance_canceled());
    d.expired().ignores(d.performance_canceled());
}

}  // namespace

std::vector<Story> cancellation_stories() {
    return {
        {"CanceledWhilePlaced", CanceledWhilePlaced},
        {"CanceledWhileHeld", CanceledWhileHeld},
        {"CanceledWhileLocking", CanceledWhileLocking},
        {"CanceledWhilePaying", CanceledWhilePaying},
        {"CanceledWhilePayingAndNeverCharged", CanceledWhilePayingAndNeverCharged},
        {"CanceledWhilePayingButCharged", CanceledWhilePayingButCharged},
        {"CanceledWhileAbandoned", CanceledWhileAbandoned},
        {"CanceledWhileSelling", CanceledWhileSelling},
        {"CanceledWhenCompleted", CanceledWhenCompleted},
        {"MoneyComesBackBeforeTheSeats", MoneyComesBackBeforeTheSeats},
        {"OneSeatIsGivenBackThenTheOther", OneSeatIsGivenBackThenTheOther},
        {"OneSeatsMoneyComesBackFirst", OneSeatsMoneyComesBackFirst},
        {"ThePerformanceIsCanceledBeforePaying", ThePerformanceIsCanceledBeforePaying},
        {"ThePerformanceIsCanceledWhileHeld", ThePerformanceIsCanceledWhileHeld},
        {"ThePerformanceIsCanceledWhileLocking", ThePerformanceIsCanceledWhileLocking},
        {"ThePerformanceIsCanceledWhilePaying", ThePerformanceIsCanceledWhilePaying},
        {"ThePerformanceIsCanceledWhileAbandoned", ThePerformanceIsCanceledWhileAbandoned},
        {"ThePerformanceIsCanceledWhileSelling", ThePerformanceIsCanceledWhileSelling},
        {"ThePerformanceIsCanceledWhenCompleted", ThePerformanceIsCanceledWhenCompleted},
        {"ThePerformanceIsCanceledWhileCanceling", ThePerformanceIsCanceledWhileCanceling},
        {"GivenBackForAFee", GivenBackForAFee},
        {"GivenBackForNothing", GivenBackForNothing},
        {"ThePerformanceIsCanceledForTheDead", ThePerformanceIsCanceledForTheDead},
    };
}

}  // namespace boxoffice::reservation
