// Goal: staff sell at the desk and nobody else does; what they sell is a purchase like any other.
// Method: the real module on a simulated world, asked over its routes; the test plays identity,
// musical and payment.
#include "contexts/reservation/tests/counter.hpp"
#include "contracts/problem.hpp"

namespace boxoffice::reservation::testing {
namespace {

class Desk : public Counter {
  protected:
    HttpResponse sell(const std::string& payment, const std::string& seats = "[11,12]",
                      const Principal& who = staff, std::vector<ports::HttpHeader> headers = {},
                      const std::string& buyer = R"({"name":"김하늘"})") {
        return post(
            "/reservations/desk-sales", who,
            R"({"seatIds":)" + seats + R"(,"payment":)" + payment + R"(,"buyer":)" + buyer + "}",
            std::move(headers));
    }
    /// Musical and payment do their part in the sale of these seats.
    void finish(std::int64_t reservation, const std::vector<std::int64_t>& seats,
                std::int64_t amount) {
        hold(reservation, seats);
        const auto payment = published<SeatLockRequested>().back().payment_id;
        lock(reservation, payment);
        EXPECT_EQ(published<PaymentRequested>().back().amount.amount, amount);
        approve(reservation, payment, amount);
        Counter::sell(reservation, seats);
    }

    static constexpr const char* cash = R"({"method":"desk_cash"})";
    static constexpr const char* card = R"({"method":"desk_card","reference":"A-20931"})";
    static constexpr const char* gift = R"({"method":"comp","reason":"press"})";
};

TEST_F(Desk, SellsForCashToWhomeverStaffName) {
    const auto sold = sell(cash, "[11,12]", staff, {},
                           R"({"name":"김하늘","email":"haneul@example.org","language":"ko"})");
    EXPECT_EQ(sold.status, 201) << sold.body;
    EXPECT_TRUE(has(sold, R"("id":1,"userId":70)"));
    EXPECT_TRUE(has(sold, R"("desk":{"method":"desk_cash","soldBy":2})"));
    ASSERT_EQ(accounts.asked.size(), 1U);
    EXPECT_EQ(accounts.asked[0].name, "김하늘");
    EXPECT_EQ(accounts.asked[0].email, "haneul@example.org");
    finish(1, {11, 12}, 300'000);
    EXPECT_EQ(state_of(1), "Completed");
    ASSERT_EQ(published<ReservationCompleted>().size(), 1U);
    EXPECT_EQ(published<ReservationCompleted>().front().user_id, UserId{70});
    EXPECT_EQ(get(path_of(1), customer(70)).status, 200) << "the buyer sees his own";
    EXPECT_EQ(get(path_of(1), minsu).status, 404);
    EXPECT_FALSE(has(get(path_of(1), staff), "하늘")) << "names stay in identity";
}

TEST_F(Desk, PassesTheTerminalsReceiptOn) {
    EXPECT_TRUE(
        has(sell(card), R"("desk":{"method":"desk_card","soldBy":2,"reference":"A-20931"})"));
    finish(1, {11, 12}, 300'000);
    EXPECT_EQ(published<PaymentRequested>().front().method, "desk_card");
    EXPECT_EQ(published<PaymentRequested>().front().payment_key, "A-20931");
}

TEST_F(Desk, GivesAwayForNothing) {
    const auto given = sell(gift);
    EXPECT_TRUE(has(given, R"("total":{"amount":0,"currency":"KRW"})")) << given.body;
    EXPECT_TRUE(has(given, R"("reason":"press")"));
    finish(1, {11, 12}, 0);
    EXPECT_EQ(published<ReservationCompleted>().front().total.amount, 0);
    EXPECT_EQ(published<ReservationCompleted>().front().seats.front().price.amount, 0);
}

TEST_F(Desk, IsForStaffAlone) {
    for (const auto& who :
         {minsu, Principal{.user_id = 9, .role = Principal::Role::guest}, Principal{}}) {
        EXPECT_EQ(sell(cash, "[11]", who).status, 403);
    }
    for (const auto* method : {"desk_cash", "desk_card", "comp"}) {
        const auto body = std::string{R"({"seatId":11,"payment":{"method":")"} + method + "\"}}";
        EXPECT_TRUE(has(place(body), "payment_method_unknown")) << method;
        EXPECT_TRUE(has(place(body, staff), "payment_method_unknown")) << "by its own route alone";
    }
    EXPECT_TRUE(published<ReservationPlaced>().empty());
    EXPECT_TRUE(accounts.asked.empty());
}

TEST_F(Desk, NamesEveryWrongField) {
    const auto errors_of = [this](const std::string& payment) {
        const auto answer = sell(payment);
        EXPECT_EQ(answer.status, 422) << payment;
        const auto from = answer.body.find("\"errors\":");
        return answer.body.substr(from + 9, answer.body.find(']', from) - from - 8);
    };
    EXPECT_EQ(errors_of("{}"), R"([{"field":"payment.method","reason":"missing"}])");
    EXPECT_EQ(errors_of(R"({"method":"card"})"),
              R"([{"field":"payment.method","reason":"not_a_known_value"}])");
    EXPECT_EQ(errors_of(R"({"method":"desk_card"})"),
              R"([{"field":"payment.reference","reason":"missing"}])");
    EXPECT_EQ(errors_of(R"({"method":"desk_card","reference":" "})"),
              R"([{"field":"payment.reference","reason":"empty"}])");
    EXPECT_EQ(errors_of(R"({"method":"desk_card","reference":")" + std::string(101, '1') + "\"}"),
              R"([{"field":"payment.reference","reason":"too_long"}])");
    EXPECT_EQ(errors_of(R"({"method":"desk_cash","reference":"A-1","reason":"kind"})"),
              R"([{"field":"payment.reference","reason":"not_expected"},)"
              R"({"field":"payment.reason","reason":"not_expected"}])");
    EXPECT_EQ(errors_of(R"({"method":"comp"})"),
              R"([{"field":"payment.reason","reason":"missing"}])");
    EXPECT_EQ(errors_of(R"({"method":"comp","reason":"a\u0007b"})"),
              R"([{"field":"payment.reason","reason":"has_control_characters"}])");
    EXPECT_TRUE(has(sell(cash, "[]"), "seats_required"));
    EXPECT_TRUE(accounts.asked.empty()) << "nobody gets an account for a sale that is none";
}

TEST_F(Desk, AnswersWhatIdentityRefuses) {
    accounts.refusal = contracts::to_response(
        contracts::validation_problem(contracts::DecodeError{{{"buyer.name", "empty"}}}, "en"));
    const auto refused = sell(cash);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(has(refused, R"({"field":"buyer.name","reason":"empty"})"));
    EXPECT_TRUE(published<ReservationPlaced>().empty());
}

TEST_F(Desk, KeepsTheSalesWindowAndNoLimitPerPerson) {
    auto event = scheduled();
    event.seat_limit_per_person = 1;
    bench.publish(house_key, event);
    EXPECT_EQ(sell(cash, "[11,12]").status, 201);
    event.sales_close_at = bench.clock().now();
    bench.publish(house_key, event);
    EXPECT_TRUE(has(sell(cash, "[13]"), "sales_closed"));
}

TEST_F(Desk, OneKeyIsOneSale) {
    const std::vector<ports::HttpHeader> key{{"Idempotency-Key", "sale-1"}};
    const auto first = sell(cash, "[11]", staff, key);
    EXPECT_EQ(sell(cash, "[11]", staff, key).body, first.body);
    EXPECT_EQ(sell(cash, "[12]", staff, key).status, 422);
    EXPECT_EQ(published<ReservationPlaced>().size(), 1U);
}

TEST_F(Desk, OnlyStaffFinishWhatTheDeskBegan) {
    EXPECT_EQ(sell(cash, "[11]").status, 201);
    hold(1, {11});
    lock(1, published<SeatLockRequested>().back().payment_id);
    bench.publish(
        house_key,
        PaymentAbandoned{
            published<PaymentRequested>().back().payment_id, {1}, performance, "too_late"});
    EXPECT_EQ(state_of(1), "Held");
    const auto pay = path_of(1) + "/payment";
    EXPECT_EQ(post(pay, customer(70)).status, 409) << "nobody pays himself out of a drawer";
    EXPECT_EQ(post(pay, customer(70), R"({"method":"card"})").status, 409);
    EXPECT_EQ(post(pay, staff, R"({"method":"card"})").status, 409);
    EXPECT_EQ(post(pay, staff).status, 200);
    EXPECT_EQ(state_of(1), "Locking");
}

TEST_F(Desk, ARefundIsHandedOverAndRecorded) {
    EXPECT_EQ(sell(cash, "[11]").status, 201);
    finish(1, {11}, 150'000);
    EXPECT_EQ(post(path_of(1) + "/cancellation", customer(70)).status, 202);
    bench.run_for(1s);
    const auto refund = published<RefundRequested>().back();
    bench.publish(house_key, SeatRefunded{{1}, performance, {11}, {{{11}}}});
    bench.publish(
        house_key,
        RefundFailed{refund.payment_id, {1}, performance, refund.refund_id, "refund_at_desk"});
    const auto waiting = get(path_of(1), staff);
    EXPECT_TRUE(has(waiting, R"("state":"NeedsAttention","reason":"refund_at_desk")"))
        << waiting.body;
    const auto timeline = get(path_of(1) + "/timeline", customer(70), {{"Accept-Language", "ko"}});
    EXPECT_TRUE(has(timeline, "매표소에서 환불 금액을 받아 가세요.")) << timeline.body;
    EXPECT_TRUE(has(timeline, R"("reason":"buyer_canceled")")) << "who had canceled";
    EXPECT_EQ(post(path_of(1) + "/refund/record", customer(70)).status, 403);
    EXPECT_EQ(post(path_of(1) + "/refund/record", staff).status, 202);
    bench.run_for(1s);
    ASSERT_EQ(published<RefundRecorded>().size(), 1U);
    bench.publish(
        house_key,
        PaymentRefunded{refund.payment_id, {1}, performance, refund.refund_id, refund.amount});
    EXPECT_EQ(state_of(1), "Canceled");
}

}  // namespace
}  // namespace boxoffice::reservation::testing
