// Goal: a sale at the desk walks the same rows as any other, and what goes back waits there for the
// buyer.
#include "contexts/reservation/domain/tests/dialogue.hpp"
#include "contracts/desk_methods.hpp"

namespace boxoffice::reservation {
namespace {

using enum State;

PlaceReservation at_desk(std::string_view method, DeskSale sale) {
    auto placed = Dialogue::place(std::string{method});
    placed.desk = std::move(sale);
    if (method != contracts::desk_comp) return placed;
    for (auto& seat : placed.seats) seat.price.amount = 0;
    return placed;
}

RefundFailed waits_at_desk() {
    auto failed = Dialogue::refund_failed();
    failed.reason = contracts::refund_at_desk;
    return failed;
}

Dialogue& sell(Dialogue& d, std::string_view method, DeskSale sale, std::int64_t won) {
    d.say(at_desk(method, std::move(sale))).expect(Placed, {"ReservationPlaced"});
    d.say(d.seat_held()).expect(Locking, {"SeatLockRequested"});
    d.say(d.seat_locked()).expect(Paying, {"PaymentRequested"});
    EXPECT_EQ(d.sent<PaymentRequested>().method, method);
    EXPECT_EQ(d.sent<PaymentRequested>().amount, Money{won});
    d.say(d.approved({501}, won)).say(d.seat_sold()).expect(Completed, {"ReservationCompleted"});
    return d;
}

void TheDeskSellsForCash(Dialogue& d) {
    sell(d, contracts::desk_cash, {.sold_by = {9}}, 80'000);
    EXPECT_EQ(d.reservation().desk, DeskSale{.sold_by = {9}});
    EXPECT_EQ(d.sent<ReservationCompleted>().total, Money{80'000});
}

void TheTerminalsReceiptGoesAlong(Dialogue& d) {
    sell(d, contracts::desk_card, {.sold_by = {9}, .reference = "A-20931"}, 80'000);
    EXPECT_EQ(d.reservation().attempts.front().payment_key, "A-20931");
}

void AGiftCostsNothingAndGoesBackAtOnce(Dialogue& d) {
    sell(d, contracts::desk_comp, {.sold_by = {9}, .reason = "press"}, 0);
    EXPECT_EQ(d.sent<ReservationCompleted>().total, Money{0});
    d.say(d.cancel()).expect(Canceling, {"ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{0});
    d.say(d.refunded({701}, 0)).say(d.seat_refunded());
    d.expect(Canceled, {"ReservationCancelCompleted"});
}

void ARefundWaitsAtTheDeskWithoutAlarm(Dialogue& d) {
    sell(d, contracts::desk_cash, {.sold_by = {9}}, 80'000).say(d.cancel());
    d.say(waits_at_desk()).expect(NeedsAttention, {});
    EXPECT_EQ(d.history().back().reason, "refund_at_desk");
    EXPECT_EQ(d.reservation().reason, "buyer_canceled");
    EXPECT_FALSE(d.history().back().alert.has_value());
    d.say(d.seat_refunded()).say(d.record()).expect(NeedsAttention, {"RefundRecorded"});
    d.say(d.refunded()).expect(Canceled, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().refund, Money{80'000});
}

void NobodyFetchesARefund(Dialogue& d) {
    sell(d, contracts::desk_cash, {.sold_by = {9}}, 80'000).say(d.cancel()).say(waits_at_desk());
    d.pass(24h).say(d.deadline_passed()).expect(NeedsAttention, {});
    EXPECT_EQ(d.history().back().alert, "not_settled");
    EXPECT_TRUE(counts_as_open(d.reservation()));
}

}  // namespace

std::vector<Story> desk_stories() {
    return {
        {"TheDeskSellsForCash", TheDeskSellsForCash},
        {"TheTerminalsReceiptGoesAlong", TheTerminalsReceiptGoesAlong},
        {"AGiftCostsNothingAndGoesBackAtOnce", AGiftCostsNothingAndGoesBackAtOnce},
        {"ARefundWaitsAtTheDeskWithoutAlarm", ARefundWaitsAtTheDeskWithoutAlarm},
        {"NobodyFetchesARefund", NobodyFetchesARefund},
    };
}

}  // namespace boxoffice::reservation
