// F32-F36: what the provider and the buyers do wrong on the way back of the money.
#include "faults/scene.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::faults {
namespace {

using ports::HttpMethod;
using simulation::Breaches;

constexpr std::int64_t mina = 101;
constexpr std::int64_t joon = 102;
constexpr std::int64_t available = 0;

void expect_all_back_once(Scene& scene, std::int64_t reservation) {
    const auto charge = scene.charge_of(reservation);
    EXPECT_TRUE(charge.is_captured);
    EXPECT_EQ(charge.given_back, scene.total_of(reservation));
    EXPECT_EQ(charge.cancels, 1U) << "one refund at the provider";
}

TEST(F32, CanceledWhileTheChargeIsOnItsWay) {
    Scene scene;
    scene.order_fault("reply_lost_after_commit");
    const auto id = scene.place(mina, {0, 1}, "card");
    ASSERT_TRUE(scene.wait_for_state(id, "Paying"));
    EXPECT_EQ(scene.cancel(mina, id).status, 202);
    EXPECT_EQ(scene.state_of(id), "CancelRequested") << "a charge in flight cannot be stopped";
    EXPECT_TRUE(scene.wait_until([&] { return scene.seat_status(0) == available; }, 10s));
    EXPECT_TRUE(scene.wait_for_state(id, "Canceled", 3min));
    EXPECT_EQ(scene.fired("reply_lost_after_commit"), 1);
    expect_all_back_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F32, CanceledWhileAChargeIsOnItsWayThatIsThenDeclined) {
    Scene scene;
    scene.order_fault("hang");
    const auto id = scene.place(mina, {0}, "card_declined");
    ASSERT_TRUE(scene.wait_for_state(id, "Paying"));
    EXPECT_EQ(scene.cancel(mina, id).status, 202);
    EXPECT_TRUE(scene.wait_for_state(id, "Canceled", 3min));
    EXPECT_EQ(scene.fired("hang"), 1);
    EXPECT_FALSE(scene.charge_of(id).is_captured);
    EXPECT_EQ(scene.heard("RefundRequested"), 0) << "nothing was paid, nothing goes back";
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F33, TenClicksOnCancelFromTwoDevicesAreOneRefund) {
    Scene scene;
    const auto id = scene.place(mina, {0, 1}, "card");
    ASSERT_TRUE(scene.wait_for_state(id, "Completed"));
    int accepted = 0;
    for (int click = 0; click < 10; ++click) {
        const auto key = "device-" + std::to_string(click % 2) + "-" + std::to_string(click / 4);
        if (scene.cancel(mina, id, {}, key).status == 202) ++accepted;
    }
    EXPECT_GE(accepted, 1);
    EXPECT_TRUE(scene.wait_for_state(id, "Canceled", 1min));
    EXPECT_EQ(scene.heard("RefundRequested"), 1);
    expect_all_back_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F34, APartialRefundWhoseReplyIsLostHappensOnceThoughWeCrash) {
    Scene scene;
    const auto id = scene.place(mina, {0, 1, 2}, "card");
    ASSERT_TRUE(scene.wait_for_state(id, "Completed"));
    const auto part = scene.first_price_of(id);
    scene.order_fault("reply_lost_after_commit", R"("call":"cancel")");
    ASSERT_EQ(scene.cancel(mina, id, {0}).status, 202);
    ASSERT_TRUE(scene.wait_until([&] { return scene.charge_of(id).cancels == 1; }, 1min));
    scene.house.crash("payment");
    EXPECT_EQ(scene.fired("reply_lost_after_commit"), 1);
    scene.pass(5s);
    scene.house.open("payment");
    EXPECT_TRUE(scene.wait_for_state(id, "Completed", 3min)) << "with the two seats that remain";
    const auto charge = scene.charge_of(id);
    EXPECT_EQ(charge.given_back, part);
    EXPECT_EQ(charge.cancels, 1U);
    EXPECT_EQ(scene.seat_status(0), available);
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F34, APartialRefundThatLandsAfterItsRepetitionHappensOnce) {
    Scene scene;
    const auto id = scene.place(mina, {0, 1, 2}, "card");
    ASSERT_TRUE(scene.wait_for_state(id, "Completed"));
    scene.order_fault("delay_then_commit", R"("call":"cancel","delayMs":60000)");
    ASSERT_EQ(scene.cancel(mina, id, {0}).status, 202);
    EXPECT_TRUE(scene.wait_for_state(id, "Completed", 3min));
    EXPECT_EQ(scene.charge_of(id).cancels, 1U) << "asked for again, under the same key";
    scene.pass(2min);
    EXPECT_EQ(scene.fired("delay_then_commit"), 1);
    EXPECT_EQ(scene.charge_of(id).cancels, 1U);
    EXPECT_EQ(scene.charge_of(id).given_back, scene.first_price_of(id));
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F35, ACancelAtTheProvidersConsoleVoidsTheTicketAndFreesTheSeat) {
    Scene scene;
    const auto id = scene.go_to_the_page(mina, 0);
    scene.press(id, "pay");
    ASSERT_TRUE(scene.wait_for_state(id, "Completed"));
    std::string key;
    scene.house.stored(simulation::House::provider)
        .query("SELECT payment_key FROM payments", {},
               [&](const ports::SqlRow& row) { key = row.text(0); });
    scene.control("payments/" + key + "/console-cancel");
    EXPECT_EQ(scene.charge_of(id).given_back, scene.total_of(id));
    EXPECT_TRUE(scene.wait_for_state(id, "Canceled", 1min));
    EXPECT_EQ(scene.alarms("refunded_unasked"), 1);
    EXPECT_EQ(scene.heard("RefundRequested"), 0) << "it has been given back already";
    EXPECT_TRUE(scene.wait_until([&] { return scene.seat_status(0) == available; }, 10s));
    EXPECT_EQ(scene.house.number("reservation", "SELECT COUNT(*) FROM ticket WHERE is_live = 1"),
              0);
    EXPECT_TRUE(
        scene.wait_until([&] { return scene.was_told(id, "ReservationCancelCompleted"); }, 1min));
    const auto next = scene.place(joon, {0}, "card");
    EXPECT_TRUE(scene.wait_for_state(next, "Completed"));
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F36, ARefusedRefundIsOpenUntilAHumanHasDealtWithIt) {
    Scene scene;
    const auto id = scene.place(mina, {0, 1}, "card");
    ASSERT_TRUE(scene.wait_for_state(id, "Completed"));
    scene.order_fault("cancel_refused");
    ASSERT_EQ(scene.cancel(mina, id).status, 202);
    ASSERT_TRUE(scene.wait_for_state(id, "NeedsAttention", 1min));
    EXPECT_EQ(scene.fired("cancel_refused"), 1);
    EXPECT_EQ(scene.alarms("refund_refused"), 1);
    scene.pass(24h);
    EXPECT_EQ(scene.state_of(id), "NeedsAttention");
    EXPECT_FALSE(open_business(scene.house).empty()) << "counted as open, never as done";
    EXPECT_EQ(scene.charge_of(id).given_back, 0);
    const auto retried = scene.ask_as_staff(
        "reservation", HttpMethod::post, "/reservations/" + std::to_string(id) + "/refund/retry");
    EXPECT_LT(retried.status, 300) << retried.body;
    EXPECT_TRUE(scene.wait_for_state(id, "Canceled", 1min));
    expect_all_back_once(scene, id);
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F36, ARefusedRefundThatStaffPayByHandIsBookedAndNoLongerRaised) {
    Scene scene;
    const auto id = scene.place(mina, {0, 1}, "card");
    ASSERT_TRUE(scene.wait_for_state(id, "Completed"));
    scene.order_fault("cancel_refused", R"("count":0)");
    ASSERT_EQ(scene.cancel(mina, id, {0}).status, 202);
    ASSERT_TRUE(scene.wait_for_state(id, "NeedsAttention", 1min));
    EXPECT_EQ(scene.fired("cancel_refused"), 1);
    const auto path = "/reservations/" + std::to_string(id) + "/refund/record";
    const auto recorded = scene.ask_as_staff("reservation", HttpMethod::post, path);
    EXPECT_EQ(recorded.status, 202) << recorded.body;
    ASSERT_TRUE(scene.wait_for_state(id, "Completed", 1min)) << "with the seat that remains";
    EXPECT_EQ(scene.ask_as_staff("reservation", HttpMethod::post, path).status, 409);
    EXPECT_TRUE(scene.wait_until([&] { return scene.was_told(id, "PaymentRefunded"); }, 1min));
    EXPECT_EQ(scene.charge_of(id).given_back, 0) << "the provider still has it";
    scene.pass(26h);
    EXPECT_EQ(scene.house.number("payment", "SELECT COUNT(*) FROM reconciliation_finding"), 0)
        << "neither the runs of every few minutes nor the day's raise it";
    const auto books = read_facts(scene.house).books.begin()->second;
    EXPECT_EQ(books.paid_by_hand, -scene.first_price_of(id));
    EXPECT_EQ(books.open_items, 0);
    EXPECT_EQ(scene.settle(), Breaches{});
}

TEST(F36, ARefundPaidByHandThatTheProviderShowsTooIsRaised) {
    Scene scene;
    const auto id = scene.place(mina, {0}, "card");
    ASSERT_TRUE(scene.wait_for_state(id, "Completed"));
    scene.order_fault("cancel_refused", R"("count":0)");
    ASSERT_EQ(scene.cancel(mina, id).status, 202);
    ASSERT_TRUE(scene.wait_for_state(id, "NeedsAttention", 1min));
    EXPECT_EQ(scene.fired("cancel_refused"), 1);
    scene.ask_as_staff("reservation", HttpMethod::post,
                       "/reservations/" + std::to_string(id) + "/refund/record");
    ASSERT_TRUE(scene.wait_for_state(id, "Canceled", 1min));
    std::string key;
    scene.house.stored(simulation::House::provider)
        .query("SELECT payment_key FROM payments", {},
               [&](const ports::SqlRow& row) { key = row.text(0); });
    scene.control("payments/" + key + "/console-cancel");
    EXPECT_TRUE(scene.wait_until([&] { return scene.alarms("maybe_paid_twice") == 1; }, 10min));
    const auto books = read_facts(scene.house).books.begin()->second;
    EXPECT_EQ(books.paid_by_hand, 0) << "taken for the same payout until a human has looked";
    EXPECT_EQ(books.provider, 0);
    EXPECT_EQ(scene.house.number("payment",
                                 "SELECT COUNT(*) FROM reconciliation_finding WHERE divergence = "
                                 "'maybe_paid_twice' AND state = 'open'"),
              1);
    EXPECT_EQ(scene.settle(), Breaches{});
}

}  // namespace
}  // namespace boxoffice::faults
