// Goal: from placing to the tickets, with every way in which a purchase ends without them.
#include "contexts/reservation/domain/tests/dialogue.hpp"

namespace boxoffice::reservation {
namespace {

using enum State;

void BuysByTheProvidersPage(Dialogue& d) {
    d.placed("checkout").expect(Placed, {"ReservationPlaced"});
    EXPECT_EQ(d.sent<ReservationPlaced>().total, Money{80'000});
    EXPECT_EQ(d.sent<ReservationPlaced>().seat_row, 4);
    EXPECT_EQ(d.sent<ReservationPlaced>().reserved_dt, d.now);

    d.say(d.seat_held()).expect(Held, {"ReservationHeld"});
    EXPECT_EQ(d.sent<ReservationHeld>().until, d.now + 10min);

    d.pass(2min).say(d.pay_by_key("key-1", 80'000)).expect(Locking, {"SeatLockRequested"});
    EXPECT_EQ(d.sent<SeatLockRequested>().payment_id, PaymentId{501});
    EXPECT_EQ(d.sent<SeatLockRequested>().epoch, 7);

    d.say(d.seat_locked()).expect(Paying, {"PaymentRequested"});
    const auto request = d.sent<PaymentRequested>();
    EXPECT_EQ(request.amount, Money{80'000});
    EXPECT_EQ(request.method, "checkout");
    EXPECT_EQ(request.payment_key, "key-1");
    EXPECT_EQ(request.order_name, "Midnight Bindery (2)");
    EXPECT_EQ(request.confirm_until, d.now + 3min - 30s);

    d.say(d.approved()).expect(Selling, {"SeatSaleRequested"});
    EXPECT_FALSE(d.sent<SeatSaleRequested>().reacquire);
    EXPECT_EQ(d.sent<SeatSaleRequested>().seats.size(), 2U);

    d.say(d.seat_sold()).expect(Completed, {"ReservationCompleted"});
    const auto completed = d.sent<ReservationCompleted>();
    const std::vector<TicketReference> tickets{{{901}, {11}}, {{902}, {12}}};
    EXPECT_EQ(completed.tickets, tickets);
    EXPECT_EQ(completed.venue_name, "Grand Hall");
    EXPECT_EQ(completed.payment_id, PaymentId{501});
    EXPECT_EQ(d.reservation().reason, "");
}

void AServerSideMethodGoesOnAtOnce(Dialogue& d) {
    d.placed("sandbox-card").say(d.seat_held()).expect(Locking, {"SeatLockRequested"});
    EXPECT_EQ(d.history().size(), 3U);
    EXPECT_EQ(d.history()[1].to, Held);
    EXPECT_EQ(d.history()[2].trigger, Trigger::PayReservation);
    d.say(d.seat_locked()).expect(Paying, {"PaymentRequested"});
    EXPECT_EQ(d.sent<PaymentRequested>().method, "sandbox-card");

    // A decline does not try the same card again by itself.
    d.say(d.declined()).expect(Held, {"SeatUnlockRequested"});
}

void AServerSideMethodWaitsWhenTheHoldIsOverAtOnce(Dialogue& d) {
    auto held = d.placed("sandbox-card").seat_held();
    held.until = d.now;
    d.say(held).expect(Held, {"ReservationHeld"});
}

void TheSeatsAreTaken(Dialogue& d) {
    d.placed().say(d.seat_taken()).expect(Impossible, {"ReservationImpossible"});
    const auto event = d.sent<ReservationImpossible>();
    EXPECT_EQ(event.reason, "single_seat_gap");
    EXPECT_EQ(event.conflicts.front().seat_id, SeatId{12});
    EXPECT_EQ(event.alternatives.front().size(), 2U);
    EXPECT_EQ(d.reservation().alternatives, event.alternatives);
    EXPECT_TRUE(d.reservation().live.empty());
    d.ignores(d.seat_taken()).refuses(d.pay(), Rejection::not_payable);
    d.refuses(d.cancel(), Rejection::conflict);
}

void NobodyAnswersThePlacement(Dialogue& d) {
    d.placed().pass(59s).ignores(d.deadline_passed());
    d.pass(1s).say(d.deadline_passed());
    d.expect(Expired, {"SeatReleaseRequested", "ReservationExpired"});
    EXPECT_EQ(d.sent<ReservationExpired>().reason, "placement_timeout");
    EXPECT_FALSE(d.sent<SeatReleaseRequested>().epoch.has_value());
    d.ignores(d.seat_held());  // musical frees it by the release, which follows in the same channel
}

void TheHoldRunsOut(Dialogue& d) {
    d.held().pass(10min - 1ms).ignores(d.deadline_passed());
    d.pass(1ms).say(d.deadline_passed());
    d.expect(Expired, {"SeatReleaseRequested", "ReservationExpired"});
    EXPECT_EQ(d.sent<ReservationExpired>().reason, "hold_expired");
    d.refuses(d.pay(), Rejection::hold_expired).refuses(d.cancel(), Rejection::conflict);
}

void MusicalSaysThatTheHoldRanOut(Dialogue& d) {
    d.held().ignores(d.seat_released(6)).say(d.seat_released());
    d.expect(Expired, {"SeatReleaseRequested", "ReservationExpired"});
}

void OnlyARightPaymentIsTaken(Dialogue& d) {
    d.refuses(d.pay(), Rejection::not_found);
    d.placed().refuses(d.pay(), Rejection::not_payable);
    d.say(d.seat_held());
    d.refuses(d.pay_by_key("key-1", 79'999), Rejection::amount_mismatch);
    d.refuses(PayReservation{.reservation_id = {1}, .payment_key = "key-1"},
              Rejection::amount_mismatch);
    d.refuses(PayReservation{.reservation_id = {1}}, Rejection::payment_method_unknown);
    d.pass(10min - 999ms).refuses(d.pay(), Rejection::hold_expired);
}

/// The page has the provider's script: it gets the order first and brings the key afterwards.
void TheKeyComesOnceTheOrderIsOpen(Dialogue& d) {
    d.placed("checkout")
        .say(d.seat_held())
        .say(PayReservation{.reservation_id = {1}, .method = "checkout"});
    d.expect(Locking, {"SeatLockRequested"});
    d.refuses(d.pay_by_key("key-1", 80'000), Rejection::not_payable);
    d.say(d.seat_locked()).expect(Paying, {"PaymentRequested"});
    EXPECT_FALSE(d.sent<PaymentRequested>().payment_key.has_value());
    const auto confirm_until = d.sent<PaymentRequested>().confirm_until;
    const auto deadline = d.reservation().deadline_at;
    d.refuses(d.pay_by_key("key-1", 79'999), Rejection::amount_mismatch);
    d.refuses(PayReservation{.reservation_id = {1}, .payment_key = "key-1"},
              Rejection::amount_mismatch);

    d.pass(1min).say(d.pay_by_key("key-1", 80'000)).expect(Paying, {"PaymentRequested"});
    EXPECT_EQ(d.sent<PaymentRequested>().payment_id, PaymentId{501}) << "the same attempt";
    EXPECT_EQ(d.sent<PaymentRequested>().payment_key, "key-1");
    EXPECT_EQ(d.sent<PaymentRequested>().confirm_until, confirm_until) << "no time is won by it";
    EXPECT_EQ(d.reservation().deadline_at, deadline);
    d.has_done(d.pay_by_key("key-1", 80'000))
        .refuses(d.pay_by_key("key-2", 80'000), Rejection::not_payable);
    d.say(d.approved()).expect(Selling, {"SeatSaleRequested"});
}

void PayingTwiceIsPayingOnce(Dialogue& d) {
    d.held().say(d.pay_by_key("key-1", 80'000));
    d.has_done(d.pay_by_key("key-1", 80'000))
        .refuses(d.pay_by_key("key-2", 80'000), Rejection::not_payable);
    d.say(d.seat_locked())
        .has_done(d.pay_by_key("key-1", 80'000))
        .refuses(d.pay(), Rejection::not_payable);
    d.say(d.declined()).has_done(d.pay_by_key("key-1", 80'000));
    d.say(d.pay()).expect(Locking, {"SeatLockRequested"}).has_done(d.pay());
    EXPECT_EQ(d.reservation().current_payment, PaymentId{502});
}

void AttemptsAreLimited(Dialogue& d) {
    d.terms.attempts_max = 2;
    d.paying().say(d.declined()).say(d.pay()).say(d.seat_locked({502})).say(d.declined({502}));
    d.expect(Held, {"SeatUnlockRequested"}).refuses(d.pay(), Rejection::not_payable);
}

void ALockRequestIsSentAgain(Dialogue& d) {
    d.locking().ignores(d.deadline_passed()).pass(15s).say(d.deadline_passed());
    d.expect(Locking, {"SeatLockRequested"});
    EXPECT_EQ(d.sent<SeatLockRequested>().payment_id, PaymentId{501});
    EXPECT_EQ(d.reservation().deadline_at, d.now + 15s);
    EXPECT_EQ(d.reservation().attempts.size(), 1U);
}

void TheLockIsRefused(Dialogue& d) {
    d.locking().ignores(d.lock_refused({999}));
    d.say(d.lock_refused()).expect(Expired, {"ReservationExpired"});
    EXPECT_EQ(d.sent<ReservationExpired>().reason, "lock_refused");
}

// Fix a: an answer to the first attempt's repeated request must not lock for the second.
void AStaleLockAnswerIsNotOurs(Dialogue& d) {
    d.paying().say(d.payment_abandoned()).expect(Held, {"SeatUnlockRequested"});
    d.say(d.pay()).ignores(d.seat_locked()).ignores(d.lock_refused());
    d.say(d.seat_locked({502})).expect(Paying, {"PaymentRequested"});
}

void ADeclineLeavesTimeForAnother(Dialogue& d) {
    d.paying().ignores(d.declined({999})).say(d.declined()).expect(Held, {"SeatUnlockRequested"});
    EXPECT_EQ(d.sent<SeatUnlockRequested>().epoch, 7);
    EXPECT_EQ(d.reservation().reason, "payment_declined");
    EXPECT_EQ(d.reservation().deadline_at, d.reservation().hold_expires_at);
}

void ADeclineComesTooLate(Dialogue& d) {
    d.held().pass(9min).say(d.pay()).say(d.seat_locked()).pass(2min);
    d.say(d.declined()).expect(Expired, {"SeatReleaseRequested", "ReservationExpired"});
    EXPECT_EQ(d.sent<ReservationExpired>().reason, "payment_declined");
}

// Fix b: payment gives an attempt up while we are still in Paying.
void AnAbandonedPaymentIsADecline(Dialogue& d) {
    d.paying().say(d.payment_abandoned()).expect(Held, {"SeatUnlockRequested"});
    d.say(d.pay()).say(d.seat_locked({502})).pass(11min).say(d.payment_abandoned({502}));
    d.expect(Expired, {"SeatReleaseRequested", "ReservationExpired"});
}

void AnUnknownOutcomeGivesTheSeatsUp(Dialogue& d) {
    d.paying().pass(3min - 1ms).ignores(d.deadline_passed());
    d.pass(1ms).say(d.deadline_passed()).expect(Abandoned, {"SeatReleaseRequested"});
    EXPECT_EQ(d.sent<SeatReleaseRequested>().reason, "outcome_unknown");
    EXPECT_EQ(d.reservation().deadline_at, d.now + 24h);
    d.ignores(d.seat_locked()).ignores(d.seat_released());
}

void ALateCaptureTakesTheSeatsAgain(Dialogue& d) {
    d.abandoned().say(d.approved()).expect(Selling, {"SeatSaleRequested"});
    EXPECT_TRUE(d.sent<SeatSaleRequested>().reacquire);
    EXPECT_EQ(d.sent<SeatSaleRequested>().seats.size(), 2U);
    d.pass(15s).say(d.deadline_passed()).expect(Selling, {"SeatSaleRequested"});
    EXPECT_TRUE(d.sent<SeatSaleRequested>().reacquire);
    d.say(d.seat_sold(9)).expect(Completed, {"ReservationCompleted"});
    EXPECT_EQ(d.reservation().epoch, 9);
    EXPECT_FALSE(d.reservation().reacquire);
}

void AnAbandonedChargeNeverWas(Dialogue& d) {
    d.abandoned().say(d.declined()).expect(Expired, {"ReservationExpired"});
}

void AnAbandonedChargeIsGivenUpByPayment(Dialogue& d) {
    d.abandoned().ignores(d.payment_abandoned({999})).say(d.payment_abandoned());
    d.expect(Expired, {"ReservationExpired"});
}

void ASaleRequestIsSentAgain(Dialogue& d) {
    d.selling().pass(15s).say(d.deadline_passed()).expect(Selling, {"SeatSaleRequested"});
    EXPECT_FALSE(d.sent<SeatSaleRequested>().reacquire);
    d.ignores(d.approved()).ignores(d.seat_released());
    d.say(d.seat_sold()).ignores(d.seat_sold()).ignores(d.deadline_passed());
}

void PlacingTwiceIsPlacingOnce(Dialogue& d) {
    d.placed().has_done(d.place()).say(d.seat_held()).has_done(d.place());
}

void AWrongAmountMakesNoTicket(Dialogue& d) {
    d.paying().say(d.approved({501}, 1'000));
    d.expect(Refunding, {"SeatReleaseRequested", "RefundRequested"});
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{1'000});
    EXPECT_EQ(d.history().back().alert, "amount_mismatch");
    d.say(d.refunded({701}, 1'000)).expect(Canceled, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().reason, "amount_mismatch");
}

void TheSeededBugExpiresALockedHold(Dialogue& d) {
    d.terms.bug = base::SeededBug::expiry_ignores_the_lock;
    d.held().pass(9min).say(d.pay()).say(d.seat_locked()).pass(1min).say(d.deadline_passed());
    d.expect(Expired, {"SeatReleaseRequested", "ReservationExpired"});
}

}  // namespace

std::vector<Story> purchase_stories() {
    return {
        {"BuysByTheProvidersPage", BuysByTheProvidersPage},
        {"AServerSideMethodGoesOnAtOnce", AServerSideMethodGoesOnAtOnce},
        {"AServerSideMethodWaitsWhenTheHoldIsOverAtOnce",
         AServerSideMethodWaitsWhenTheHoldIsOverAtOnce},
        {"TheSeatsAreTaken", TheSeatsAreTaken},
        {"NobodyAnswersThePlacement", NobodyAnswersThePlacement},
        {"TheHoldRunsOut", TheHoldRunsOut},
        {"MusicalSaysThatTheHoldRanOut", MusicalSaysThatTheHoldRanOut},
        {"OnlyARightPaymentIsTaken", OnlyARightPaymentIsTaken},
        {"TheKeyComesOnceTheOrderIsOpen", TheKeyComesOnceTheOrderIsOpen},
        {"PayingTwiceIsPayingOnce", PayingTwiceIsPayingOnce},
        {"AttemptsAreLimited", AttemptsAreLimited},
        {"ALockRequestIsSentAgain", ALockRequestIsSentAgain},
        {"TheLockIsRefused", TheLockIsRefused},
        {"AStaleLockAnswerIsNotOurs", AStaleLockAnswerIsNotOurs},
        {"ADeclineLeavesTimeForAnother", ADeclineLeavesTimeForAnother},
        {"ADeclineComesTooLate", ADeclineComesTooLate},
        {"AnAbandonedPaymentIsADecline", AnAbandonedPaymentIsADecline},
        {"AnUnknownOutcomeGivesTheSeatsUp", AnUnknownOutcomeGivesTheSeatsUp},
        {"ALateCaptureTakesTheSeatsAgain", ALateCaptureTakesTheSeatsAgain},
        {"AnAbandonedChargeNeverWas", AnAbandonedChargeNeverWas},
        {"AnAbandonedChargeIsGivenUpByPayment", AnAbandonedChargeIsGivenUpByPayment},
        {"ASaleRequestIsSentAgain", ASaleRequestIsSentAgain},
        {"PlacingTwiceIsPlacingOnce", PlacingTwiceIsPlacingOnce},
        {"AWrongAmountMakesNoTicket", AWrongAmountMakesNoTicket},
        {"TheSeededBugExpiresALockedHold", TheSeededBugExpiresALockedHold},
    };
}

}  // namespace boxoffice::reservation
