// Goal: money that came for nothing goes back once, and what payment cannot give back a human sees.
#include "contexts/reservation/domain/tests/dialogue.hpp"

namespace boxoffice::reservation {
namespace {

using enum State;

const std::vector<std::string> released_and_refunded{"SeatReleaseRequested", "RefundRequested"};

// Fix d: a refused sale also releases what may be left of the lock.
void TheSeatIsLost(Dialogue& d) {
    d.abandoned().say(d.approved()).say(d.sale_refused()).expect(Refunding, released_and_refunded);
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{80'000});
    EXPECT_EQ(public_status(d.reservation()), "ReservationImpossible");
    d.refuses(d.cancel(), Rejection::conflict).ignores(d.sale_refused()).ignores(d.seat_sold());
    d.say(d.refunded()).expect(Impossible, {"ReservationImpossible"});
    EXPECT_EQ(d.sent<ReservationImpossible>().reason, "seat_lost");
}

void ACaptureComesAfterTheExpiry(Dialogue& d) {
    d.abandoned().say(d.declined()).say(d.approved()).expect(Refunding, released_and_refunded);
    EXPECT_EQ(d.sent<RefundRequested>().reason, "late_payment");
    EXPECT_EQ(public_status(d.reservation()), "ReservationCanceled");
    d.say(d.refunded()).expect(Canceled, {"ReservationCancelCompleted"});
}

// Fix k: a repeat of the capture does not refund again.
void ARepeatedCaptureIsRefundedOnce(Dialogue& d) {
    d.cancel_requested()
        .say(d.declined())
        .say(d.approved())
        .expect(Refunding, released_and_refunded);
    d.ignores(d.approved()).say(d.refunded()).ignores(d.approved());
    EXPECT_EQ(d.reservation().attempts.front().refunds.size(), 1U);
}

void ACaptureThatNobodyKnowsIsGivenBack(Dialogue& d) {
    d.impossible().say(d.approved({999}, 123)).expect(Refunding, released_and_refunded);
    EXPECT_EQ(d.sent<RefundRequested>().payment_id, PaymentId{999});
    d.say(d.refunded({701}, 123, {999})).expect(Canceled, {"ReservationCancelCompleted"});
}

// Fix i: the first attempt's late capture goes back while the second goes on.
void AnOldAttemptIsCapturedAfterAll(Dialogue& d) {
    d.paying().say(d.declined()).say(d.approved()).expect(Held, {"RefundRequested"});
    EXPECT_EQ(d.sent<RefundRequested>().reason, "late_payment");
    d.ignores(d.approved()).say(d.pay()).say(d.seat_locked({502})).say(d.approved({502}));
    d.ignores(d.approved()).say(d.seat_sold()).expect(Completed, {"ReservationCompleted"});
    d.say(d.refunded()).expect(Completed, {}).ignores(d.refunded());
    EXPECT_EQ(d.reservation().attempts.front().refunds.front().state, RefundState::Done);
}

void AnOldAttemptCannotBeGivenBack(Dialogue& d) {
    d.paying()
        .say(d.declined())
        .say(d.pay())
        .say(d.approved())
        .expect(Locking, {"RefundRequested"});
    d.say(d.refund_failed()).expect(Locking, {}).ignores(d.refund_failed());
    EXPECT_EQ(d.history().back().alert, "refund_failed");
    EXPECT_TRUE(counts_as_open(d.reservation()));
    d.say(d.cancel()).expect(Canceled, {"SeatReleaseRequested", "ReservationCancelCompleted"});
    d.say(d.refunded()).expect(Canceled, {});
    EXPECT_FALSE(counts_as_open(d.reservation()));
}

// Fix j: somebody gave the money back at the provider's console.
void RefundedAtTheConsole(Dialogue& d) {
    d.completed().ignores(d.refunded_unasked(80'000, {999})).say(d.refunded_unasked());
    d.expect(Canceling, {"ReservationCancelPlaced"});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().refund, Money{80'000});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().reason, "refunded_at_provider");
    d.say(d.seat_refunded()).expect(Canceled, {"ReservationCancelCompleted"});
}

void PartlyRefundedAtTheConsole(Dialogue& d) {
    d.completed().say(d.refunded_unasked(20'000));
    d.expect(Canceling, {"ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{60'000});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().refund, Money{80'000});
}

void ARefundOfWhatTheConsoleHasLeft(Dialogue& d) {
    d.canceling_one().say(d.refund_failed({701})).expect(NeedsAttention, {});
    d.say(d.refunded_unasked(30'000)).expect(NeedsAttention, {});
    d.say(d.retry()).expect(Canceling, {"RefundRequested"});
    d.say(d.refunded({701}, 20'000)).expect(Canceling, {});
    EXPECT_EQ(d.reservation().attempts.front().refunds.front().amount, Money{20'000});
}

void RefundedAtTheConsoleWhileSelling(Dialogue& d) {
    d.selling().say(d.refunded_unasked()).expect(Selling, {}).say(d.seat_sold());
    d.expect(Canceling, {"ReservationCompleted", "ReservationCancelPlaced"});
    d.say(d.seat_refunded()).expect(Canceled, {"ReservationCancelCompleted"});
}

void RefundedAtTheConsoleAndTheSeatIsLost(Dialogue& d) {
    d.selling()
        .say(d.refunded_unasked())
        .say(d.sale_refused())
        .expect(Refunding, released_and_refunded);
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{0});
    d.ignores(d.refunded_unasked());
}

void RefundedAtTheConsoleWhileCancelingOne(Dialogue& d) {
    d.canceling_one().say(d.refunded_unasked(30'000)).expect(Canceling, {});
    d.say(d.refunded({701}, 50'000)).say(d.seat_refunded({{{11}}}));
    d.expect(Canceling, {"ReservationCancelCompleted", "ReservationCancelPlaced"});
    d.say(d.seat_refunded({{{12}}})).expect(Canceled, {"ReservationCancelCompleted"});
}

// Fix h: NeedsAttention returns where it came from.
void StaffRetryARefund(Dialogue& d) {
    d.refuses(d.retry(), Rejection::not_found).refunding().has_done(d.retry());
    d.say(d.refund_failed()).expect(NeedsAttention, {});
    EXPECT_EQ(d.history().back().alert, "refund_failed");
    EXPECT_EQ(public_status(d.reservation()), "ReservationCanceled");
    EXPECT_TRUE(counts_as_open(d.reservation()));
    d.ignores(d.refund_failed()).ignores(d.performance_canceled()).has_done(d.cancel());
    d.say(d.retry()).expect(Refunding, {"RefundRequested"});
    EXPECT_EQ(d.sent<RefundRequested>().refund_id, RefundId{701});
    EXPECT_EQ(d.sent<RefundRequested>().payment_id, PaymentId{501});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{80'000});
    EXPECT_FALSE(counts_as_open(d.reservation()));
    d.say(d.refund_failed()).say(d.refunded()).expect(Canceled, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().refund, Money{80'000});
}

void StaffRecordARefundOfALostSeat(Dialogue& d) {
    d.refuses(d.record(), Rejection::not_found).refunding_lost_seat();
    d.refuses(d.record(), Rejection::conflict).say(d.refund_failed());
    EXPECT_EQ(public_status(d.reservation()), "ReservationImpossible");
    d.say(d.record()).expect(NeedsAttention, {"RefundRecorded"});
    EXPECT_EQ(d.sent<RefundRecorded>().payment_id, PaymentId{501});
    EXPECT_EQ(d.sent<RefundRecorded>().refund_id, RefundId{701});
    EXPECT_EQ(d.sent<RefundRecorded>().amount, Money{80'000});
    d.say(d.refunded())
        .expect(Impossible, {"ReservationImpossible"})
        .refuses(d.retry(), Rejection::conflict)
        .refuses(d.record(), Rejection::conflict);
}

void StaffRecordARefundAndRetryItBeforeItIsBooked(Dialogue& d) {
    d.refunding().say(d.refund_failed()).say(d.record()).say(d.record());
    d.expect(NeedsAttention, {"RefundRecorded"});
    d.say(d.retry()).expect(Refunding, {"RefundRequested"});
    d.say(d.refunded()).expect(Canceled, {"ReservationCancelCompleted"});
    d.ignores(d.refunded()).ignores(d.refunded());
}

void StaffRetryTheRefundOfACancellation(Dialogue& d) {
    d.canceling().say(d.refund_failed()).expect(NeedsAttention, {});
    EXPECT_EQ(public_status(d.reservation()), "ReservationCompleted");
    d.say(d.retry()).expect(Canceling, {"RefundRequested"});
    d.say(d.seat_refunded()).say(d.refund_failed());
    d.say(d.refunded()).expect(Canceled, {"ReservationCancelCompleted"});
}

void StaffRecordTheRefundBeforeTheSeatsAreBack(Dialogue& d) {
    d.canceling().say(d.refund_failed()).say(d.record()).say(d.refunded()).expect(Canceling, {});
    d.say(d.seat_refunded()).expect(Canceled, {"ReservationCancelCompleted"});
}

void SeatsComeBackWhileAttentionIsNeeded(Dialogue& d) {
    d.canceling_one()
        .say(d.refund_failed())
        .say(d.seat_refunded({{{11}}}))
        .expect(NeedsAttention, {});
    d.say(d.record()).say(d.refunded({701}, 50'000));
    d.expect(Completed, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.reservation().live, std::vector<SeatId>{{12}});
}

void ThePerformanceIsCanceledWhileAttentionIsNeeded(Dialogue& d) {
    d.canceling_one()
        .say(d.refund_failed())
        .say(d.performance_canceled())
        .expect(NeedsAttention, {});
    d.ignores(d.performance_canceled()).say(d.seat_refunded({{{11}}})).say(d.record());
    d.say(d.refunded({701}, 50'000));
    d.expect(Canceling,
             {"ReservationCancelCompleted", "ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{30'000});
}

void TheConsoleMakesAFailedRefundGood(Dialogue& d) {
    d.refunding().say(d.refund_failed()).ignores(d.refunded_unasked(79'999));
    d.say(d.refunded_unasked()).expect(Canceled, {"ReservationCancelCompleted"});
}

void TheConsoleMakesAFailedPartGood(Dialogue& d) {
    d.canceling_one()
        .say(d.refund_failed())
        .say(d.refunded_unasked(10'000))
        .expect(NeedsAttention, {});
    d.say(d.seat_refunded({{{11}}})).say(d.refunded_unasked(50'000));
    d.expect(Canceling,
             {"ReservationCancelCompleted", "ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{20'000});
}

void UnsettledMoneyAlertsEachDay(Dialogue& d) {
    d.cancel_requested().pass(24h).say(d.deadline_passed()).expect(CancelRequested, {});
    EXPECT_EQ(d.history().back().alert, "not_settled");
    EXPECT_EQ(d.reservation().deadline_at, d.now + 24h);
    EXPECT_EQ(d.reservation().reason, "buyer_canceled");
    EXPECT_TRUE(counts_as_open(d.reservation()));
    d.ignores(d.deadline_passed()).pass(24h).say(d.deadline_passed()).expect(CancelRequested, {});
    d.say(d.approved());
    EXPECT_FALSE(counts_as_open(d.reservation()));
    d.pass(24h).say(d.deadline_passed()).expect(Refunding, {});
    d.say(d.refund_failed()).pass(24h).say(d.deadline_passed()).expect(NeedsAttention, {});
}

void NotingSomethingDoesNotPutTheDeadlineOff(Dialogue& d) {
    d.canceling();
    const auto before = d.reservation().deadline_at;
    d.pass(1h).say(d.refunded());
    EXPECT_EQ(d.reservation().deadline_at, before);
    d.pass(23h).say(d.deadline_passed()).expect(Canceling, {});
}

}  // namespace

std::vector<Story> refund_stories() {
    return {
        {"TheSeatIsLost", TheSeatIsLost},
        {"ACaptureComesAfterTheExpiry", ACaptureComesAfterTheExpiry},
        {"ARepeatedCaptureIsRefundedOnce", ARepeatedCaptureIsRefundedOnce},
        {"ACaptureThatNobodyKnowsIsGivenBack", ACaptureThatNobodyKnowsIsGivenBack},
        {"AnOldAttemptIsCapturedAfterAll", AnOldAttemptIsCapturedAfterAll},
        {"AnOldAttemptCannotBeGivenBack", AnOldAttemptCannotBeGivenBack},
        {"RefundedAtTheConsole", RefundedAtTheConsole},
        {"PartlyRefundedAtTheConsole", PartlyRefundedAtTheConsole},
        {"ARefundOfWhatTheConsoleHasLeft", ARefundOfWhatTheConsoleHasLeft},
        {"RefundedAtTheConsoleWhileSelling", RefundedAtTheConsoleWhileSelling},
        {"RefundedAtTheConsoleAndTheSeatIsLost", RefundedAtTheConsoleAndTheSeatIsLost},
        {"RefundedAtTheConsoleWhileCancelingOne", RefundedAtTheConsoleWhileCancelingOne},
        {"StaffRetryARefund", StaffRetryARefund},
        {"StaffRecordARefundOfALostSeat", StaffRecordARefundOfALostSeat},
        {"StaffRecordARefundAndRetryItBeforeItIsBooked",
         StaffRecordARefundAndRetryItBeforeItIsBooked},
        {"StaffRetryTheRefundOfACancellation", StaffRetryTheRefundOfACancellation},
        {"StaffRecordTheRefundBeforeTheSeatsAreBack", StaffRecordTheRefundBeforeTheSeatsAreBack},
        {"SeatsComeBackWhileAttentionIsNeeded", SeatsComeBackWhileAttentionIsNeeded},
        {"ThePerformanceIsCanceledWhileAttentionIsNeeded",
         ThePerformanceIsCanceledWhileAttentionIsNeeded},
        {"TheConsoleMakesAFailedRefundGood", TheConsoleMakesAFailedRefundGood},
        {"TheConsoleMakesAFailedPartGood", TheConsoleMakesAFailedPartGood},
        {"UnsettledMoneyAlertsEachDay", UnsettledMoneyAlertsEachDay},
        {"NotingSomethingDoesNotPutTheDeadlineOff", NotingSomethingDoesNotPutTheDeadlineOff},
    };
}

}  // namespace boxoffice::reservation
