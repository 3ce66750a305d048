// F22-F31, F37: what the provider does wrong while somebody pays. Each test shows first that its
// fault struck; then what the house did; then that every won is accounted for.
#include "faults/scene.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace boxoffice::faults {
namespace {

using ports::HttpMethod;
using simulation::Breaches;
using simulation::House;

constexpr std::int64_t mina = 101;
constexpr std::int64_t joon = 102;
constexpr std::int64_t available = 0;
constexpr std::int64_t locked = 2;
constexpr std::int64_t sold = 3;

/// A test's name has letters, digits and '_' only, and does not begin with a digit.
std::string name_of(const testing::TestParamInfo<const char*>& fault) {
    return std::string{"fault_"} + fault.param;
}

void expect_paid_once(Scene& scene, std::int64_t reservation) {
    const auto charge = scene.charge_of(reservation);
    EXPECT_TRUE(charge.is_captured);
    EXPECT_EQ(charge.amount, scene.total_of(reservation));
    EXPECT_EQ(charge.given_back, 0);
    EXPECT_EQ(scene.house.number(House::provider, "SELECT COUNT(*) FROM payments"), 1)
        << "one charge at the provider";
    EXPECT_EQ(scene.heard("PaymentApproved"), 1);
}

TEST(F22, AReplyThatIsLostAfterTheCaptureIsAskedFor) {
    Scene scene;
    scene.order_fault("reply_lost_after_commit");
    const auto id = scene.place(mina, {0, 1}, "card");
    EXPECT_TRUE(scene.wait_for_state(id, "Paying"));
    ASSERT_TRUE(scene.wait_until([&] { return scene.payment_of(id).state == "unknown"; }, 1min));
    EXPECT_EQ(scene.fired("reply_lost_after_commit"), 1);
    EXPECT_TRUE(scene.charge_of(id).is_captured) << "the money is gone before we know of it";
    EXPECT_TRUE(scene.wait_for_state(id, "Completed"));
    expect_paid_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

/// The first confirm is charged after `late`; until `end_faults` nothing else gets an answer.
void fall_silent(Scene& scene, base::Duration late) {
    scene.order_fault("delay_then_commit",
                      R"("call":"confirm","delayMs":)" + std::to_string(late.count()));
    for (const auto* call : {"confirm", "query"}) {
        scene.order_fault("hang", R"("count":0,"call":")" + std::string{call} + '"');
    }
}

TEST(F23, AHangingProviderCostsTheSeatsButNotTheMoney) {
    Scene scene{30s};
    fall_silent(scene, 5min);
    const auto id = scene.place(mina, {0}, "card");
    ASSERT_TRUE(scene.wait_for_state(id, "Paying"));
    scene.pass(1min);
    EXPECT_EQ(scene.seat_status(0), locked) << "longer than the hold: a charge may be on its way";
    ASSERT_TRUE(scene.wait_for_state(id, "Abandoned", 5min));
    EXPECT_TRUE(scene.wait_until([&] { return scene.seat_status(0) == available; }, 10s));
    EXPECT_GT(scene.fired("hang"), 0);
    EXPECT_FALSE(scene.charge_of(id).is_captured);
    scene.end_faults();
    ASSERT_TRUE(scene.wait_until([&] { return scene.charge_of(id).is_captured; }, 10min));
    EXPECT_TRUE(scene.wait_for_state(id, "Completed", 10min)) << "the seat was still free";
    EXPECT_EQ(scene.seat_status(0), sold);
    expect_paid_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F24, AChargeThatLandsAfterTheQuerySaidNoneIsNoFailure) {
    Scene scene;
    scene.order_fault("delay_then_commit", R"("delayMs":45000)");
    scene.order_fault("hang", R"("count":0)");
    const auto id = scene.place(mina, {0}, "card");
    const auto asked = [&] { return scene.payment_of(id).state == "unknown"; };
    ASSERT_TRUE(scene.wait_until(asked, 1min));
    scene.pass(5s);
    EXPECT_FALSE(scene.charge_of(id).is_captured) << "the query has said: no such order";
    EXPECT_EQ(scene.state_of(id), "Paying");
    ASSERT_TRUE(scene.wait_until([&] { return scene.charge_of(id).is_captured; }, 1min));
    EXPECT_EQ(scene.fired("delay_then_commit"), 1);
    EXPECT_TRUE(scene.wait_for_state(id, "Completed", 3min));
    EXPECT_EQ(scene.heard("PaymentDeclined") + scene.heard("PaymentAbandoned"), 0);
    expect_paid_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

/// Nobody can say whether the buyer was charged: all of them go the same way.
class F25 : public testing::TestWithParam<const char*> {};

TEST_P(F25, AnAnswerThatSaysNothingIsUnknownNeverANo) {
    Scene scene;
    scene.order_fault(GetParam(), R"("count":2)");
    const auto id = scene.place(mina, {0}, "card");
    ASSERT_TRUE(scene.wait_until([&] { return scene.payment_of(id).state == "unknown"; }, 1min));
    EXPECT_GE(scene.fired(GetParam()), 1);
    EXPECT_EQ(scene.state_of(id), "Paying");
    EXPECT_EQ(scene.seat_status(0), locked);
    EXPECT_TRUE(scene.wait_for_state(id, "Completed", 3min));
    EXPECT_EQ(scene.heard("PaymentDeclined") + scene.heard("PaymentAbandoned"), 0);
    expect_paid_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

INSTANTIATE_TEST_SUITE_P(Answers, F25,
                         testing::Values("500_but_committed", "500_not_committed",
                                         "400_but_committed", "409_processing", "429_rate_limit",
                                         "slow_body", "truncated_json", "tls_error"),
                         name_of);

TEST(F26, AProviderThatIsAwayForHalfAnHourLosesNoMoneyAndNoSeat) {
    Scene scene{2min};
    const auto before = scene.place(mina, {0}, "card");
    ASSERT_TRUE(scene.wait_for_state(before, "Completed"));
    scene.house.crash(House::provider);
    const auto during = scene.place(joon, {1}, "card");
    const auto waits = scene.place(joon, {2}, "");
    EXPECT_TRUE(scene.wait_until(
        [&] {
            return scene.house.log.count(
                       "the payment provider does not answer; new charges "
                       "wait") == 1;
        },
        1min));
    const auto refused = scene.place(joon, {3}, "card");
    EXPECT_TRUE(scene.wait_until([&] { return scene.heard("PaymentAbandoned") == 1; }, 5s))
        << "told at once instead of being kept waiting for minutes";
    EXPECT_TRUE(scene.wait_for_state(refused, "Held", 5s));
    EXPECT_TRUE(scene.wait_for_state(during, "Abandoned", 5min));
    EXPECT_TRUE(scene.wait_for_state(waits, "Expired", 5min)) << "holds run out as ever";
    EXPECT_TRUE(scene.wait_for_state(refused, "Expired", 5min));
    EXPECT_EQ(scene.state_of(before), "Completed");
    EXPECT_EQ(scene.cancel(mina, before).status, 202);
    scene.pass(25min);
    EXPECT_EQ(scene.state_of(before), "Canceling") << "the refund waits for the provider";
    scene.house.open(House::provider);
    EXPECT_TRUE(scene.wait_for_state(before, "Canceled", 5min)) << "the backlog resolves";
    const auto after = scene.place(joon, {1}, "card");
    EXPECT_TRUE(scene.wait_for_state(after, "Completed", 1min));
    EXPECT_TRUE(scene.wait_for_state(during, "Expired", 1h));
    EXPECT_EQ(scene.charge_of(before).given_back, scene.total_of(before));
    EXPECT_FALSE(scene.charge_of(during).is_captured);
    EXPECT_EQ(scene.settle(), Breaches{});
}

/// Webhooks are hints: whatever becomes of them, the provider's answer to a question decides.
class F27 : public testing::TestWithParam<const char*> {};

TEST_P(F27, TheFinalStateComesFromAskingOnly) {
    Scene scene;
    scene.order_fault(GetParam(), R"("count":0)");
    const auto id = scene.go_to_the_page(mina, 0);
    scene.press(id, "pay");
    EXPECT_TRUE(scene.wait_for_state(id, "Completed", 2min));
    EXPECT_GE(scene.fired(GetParam()), 1);
    scene.pass(5min);
    EXPECT_EQ(scene.state_of(id), "Completed");
    expect_paid_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

INSTANTIATE_TEST_SUITE_P(Webhooks, F27,
                         testing::Values("webhook_before_answer", "webhook_none",
                                         "webhook_duplicate", "webhook_reordered",
                                         "webhook_spurious"),
                         name_of);

ports::HttpResponse claim_paid(Scene& scene, const std::string& order) {
    return scene.ask(
        "payment", HttpMethod::post, "/payments/webhooks/sandbox",
        R"({"eventType":"payment.status_changed","orderId":")" + order + R"(","status":"done"})",
        0);
}

TEST(F28, AForgedWebhookChangesNothingAndGuessersAreShutOut) {
    Scene scene;
    const auto id = scene.go_to_the_page(mina, 0);
    EXPECT_EQ(claim_paid(scene, scene.payment_of(id).order_id).status, 200);
    scene.pass(10s);
    EXPECT_EQ(scene.payment_of(id).state, "awaiting_buyer");
    EXPECT_EQ(scene.state_of(id), "Paying");
    int refused = 0;
    for (int i = 0; i < 100; ++i) {
        if (claim_paid(scene, "guess-" + std::to_string(i)).status == 429) ++refused;
    }
    EXPECT_EQ(refused, 40) << "sixty misses a minute, then no more";
    EXPECT_EQ(scene.heard("PaymentApproved"), 0);
    EXPECT_EQ(scene.settle(), Breaches{});
}

class F29 : public testing::TestWithParam<const char*> {};

TEST_P(F29, AnAnswerAboutSomethingElseIsAnAlarmNotATicket) {
    Scene scene;
    scene.order_fault(GetParam());
    const auto id = scene.place(mina, {0}, "card");
    ASSERT_TRUE(scene.wait_until([&] { return scene.payment_of(id).state == "mismatched"; }, 1min));
    EXPECT_EQ(scene.fired(GetParam()), 1);
    EXPECT_EQ(scene.alarms("mismatch"), 1);
    EXPECT_EQ(scene.state_of(id), "Paying");
    EXPECT_EQ(scene.heard("SeatSold"), 0);
    EXPECT_TRUE(scene.wait_for_state(id, "Completed", 3min)) << "asked again, it fits";
    expect_paid_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

INSTANTIATE_TEST_SUITE_P(Echoes, F29, testing::Values("wrong_order", "wrong_amount"), name_of);

TEST(F30, WhoComesBackFromThePageTooLateIsToldAndNotCharged) {
    Scene scene{1min};
    scene.order_fault("webhook_none", R"("count":0)");
    const auto id = scene.go_to_the_page(mina, 0);
    ASSERT_TRUE(scene.wait_for_state(id, "Expired", 10min));
    scene.press(id, "pay");
    scene.come_back(mina, id);
    scene.pass(10min);
    EXPECT_EQ(scene.fired("webhook_none"), 1) << "the press went through at the provider";
    EXPECT_FALSE(scene.charge_of(id).is_captured) << "no confirm was sent";
    EXPECT_EQ(scene.state_of(id), "Expired");
    EXPECT_TRUE(scene.was_told(id, "ReservationExpired"));
    EXPECT_EQ(scene.seat_status(0), available);
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F31, WhoIsChargedAfterTheSeatsWentToSomebodyElseGetsItAllBack) {
    Scene scene{30s};
    fall_silent(scene, 6min);
    const auto late = scene.place(mina, {0}, "card");
    ASSERT_TRUE(scene.wait_for_state(late, "Abandoned", 5min));
    scene.end_faults();
    scene.order_fault("hang", R"("count":0,"orderId":")" + scene.payment_of(late).order_id + '"');
    ASSERT_TRUE(scene.wait_until([&] { return scene.seat_status(0) == available; }, 10s));
    const auto next = scene.place(joon, {0}, "card");
    ASSERT_TRUE(scene.wait_for_state(next, "Completed"));
    ASSERT_TRUE(scene.wait_until([&] { return scene.charge_of(late).is_captured; }, 10min));
    EXPECT_TRUE(scene.wait_for_state(late, "Impossible", 10min));
    EXPECT_EQ(scene.charge_of(late).given_back, scene.total_of(late));
    EXPECT_EQ(scene.charge_of(late).cancels, 1U);
    EXPECT_TRUE(scene.wait_until([&] { return scene.was_told(late, "PaymentRefunded"); }, 1min));
    EXPECT_EQ(scene.state_of(next), "Completed");
    EXPECT_EQ(scene.charge_of(next).given_back, 0);
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F31, ADepositAfterTheDueDateIsGivenBack) {
    Scene scene{1min};
    const auto id = scene.go_to_the_page(mina, 0);
    ASSERT_TRUE(scene.wait_for_state(id, "Expired", 40min));
    scene.pass(40min);
    const auto order = scene.payment_of(id).order_id;
    scene.control("orders/" + order + "/late-deposit");
    EXPECT_TRUE(scene.charge_of(id).is_captured);
    const auto is_back = [&] { return scene.charge_of(id).given_back == scene.total_of(id); };
    EXPECT_TRUE(scene.wait_until(is_back, 5min));
    EXPECT_TRUE(scene.wait_for_state(id, "Canceled", 1min));
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F37, NoTwoAttemptsShareANameOrAKeyAtTheProvider) {
    Scene scene;
    const auto id = scene.place(mina, {0}, "card_declined");
    ASSERT_TRUE(scene.wait_for_state(id, "Held"));
    ASSERT_EQ(scene.pay(mina, id, "card").status, 200);
    ASSERT_TRUE(scene.wait_for_state(id, "Completed"));
    std::set<std::string> names;
    scene.house.stored(House::provider)
        .query("SELECT order_id, confirm_key FROM payments", {}, [&](const ports::SqlRow& row) {
            names.emplace(row.text(0));
            names.emplace(row.text(1));
        });
    EXPECT_EQ(names.size(), 4U);
    for (const auto& name : names) EXPECT_GE(name.size(), 22U) << "128 bits: " << name;
    EXPECT_EQ(scene.settle(), Breaches{});
}

}  // namespace
}  // namespace boxoffice::faults
