// Goal: people read the names of their own language, in every notice, as far as the house has them.
// Method: the real module on a simulated world; what musical says of a performance comes first.
#include "contexts/notification/module.hpp"
#include "contracts/events.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

namespace boxoffice::notification {
namespace {

using namespace contracts;
using namespace std::chrono_literals;
using eventing::has;

class Jane final : public ports::ContactDirectory {
  public:
    void find(std::int64_t, std::function<void(ports::ContactAnswer)> done) override {
        done({.contact = ports::Contact{"Jane", "jane@example.org", "en"}, .fault = {}});
    }
};

class Box final : public ports::Mailer {
  public:
    [[nodiscard]] std::string name() const override { return "smtp"; }
    void send(ports::Mail mail,
              std::function<void(std::optional<ports::MailFault>)> done) override {
        mails.push_back(std::move(mail));
        done(std::nullopt);
    }
    std::vector<ports::Mail> mails;
};

class NamesOfNotices : public testing::Test {
  protected:
    NamesOfNotices() {
        restart();
        bench_.publish("5", scheduled());
    }

    void restart() {
        module_.reset();
        module_ = std::make_unique<Module>(bench_.environment(), Options{}, jane_, box_);
        module_->start();
        bench_.run_for(1s);
    }
    static PerformanceScheduled scheduled() {
        PerformanceScheduled event{
            .performance_id = {5}, .musical_id = {1}, .musical_name = "달빛 정거장"};
        event.english_names =
            EnglishNames{"Moonlight Station", "Dawn Ferry Theatre", {{"1층 B구역", "Stalls B"}}};
        return event;
    }
    static ReservationCompleted completed(std::int64_t reservation) {
        return {.reservation_id = {reservation},
                .user_id = {43},
                .musical_id = {1},
                .musical_name = "달빛 정거장",
                .performance_id = {5},
                .venue_name = "새벽나루 극장",
                .starts_at = base::Instant{1'800'000'000'000ms},
                .seats = {{.seat_id = {11},
                           .section = "1층 B구역",
                           .row_label = "3",
                           .seat_label = "12"}},
                .total = {150'000, {}}};
    }
    std::string notices(const std::string& language) {
        return bench_
            .call(*module_, {.method = ports::HttpMethod::get,
                             .path = "/notifications",
                             .principal = {.user_id = 43, .role = ports::Principal::Role::customer},
                             .headers = {{"Accept-Language", language}}})
            .body;
    }

    eventing::ContextBench bench_{"notification"};
    Jane jane_;
    Box box_;
    std::unique_ptr<Module> module_;
};

TEST_F(NamesOfNotices, AreThoseOfTheReadersLanguage) {
    restart();  // what was said of the performance is kept
    bench_.publish("5", completed(3));
    ASSERT_EQ(box_.mails.size(), 1U);
    EXPECT_EQ(box_.mails[0].subject, "[Moonlight Station] Your tickets are booked");
    const auto& mail = box_.mails[0].text;
    EXPECT_NE(mail.find("Show: Moonlight Station\nTime: Fri, 15 Jan 2027, 17:00 (UTC+09:00)\n"
                        "Venue: Dawn Ferry Theatre\nSeats: Stalls B, row 3, seat 12\n"),
              std::string::npos)
        << mail;
    EXPECT_NE(notices("en").find("Venue: Dawn Ferry Theatre"), std::string::npos);
    EXPECT_NE(notices("ko").find("장소: 새벽나루 극장\\n좌석: 1층 B구역 3열 12번"),
              std::string::npos)
        << notices("ko");
}

TEST_F(NamesOfNotices, AreInEveryNoticeOfTheReservation) {
    bench_.publish("5", ReservationExpired{.reservation_id = {1},
                                           .user_id = {43},
                                           .musical_name = "달빛 정거장",
                                           .performance_id = {5},
                                           .reason = "hold_expired"});
    bench_.publish("5", ReservationImpossible{.reservation_id = {2},
                                              .user_id = {43},
                                              .musical_name = "달빛 정거장",
                                              .performance_id = {5},
                                              .reason = "taken"});
    bench_.publish("5", completed(3));
    bench_.publish("5", PaymentRefunded{.payment_id = {7},
                                        .reservation_id = {3},
                                        .performance_id = {5},
                                        .refund_id = RefundId{8},
                                        .amount = {135'000, {}}});
    bench_.publish("5", ReservationCancelCompleted{.reservation_id = {3},
                                                   .user_id = {43},
                                                   .musical_name = "달빛 정거장",
                                                   .performance_id = {5},
                                                   .refund = {135'000, {}}});
    bench_.publish("5", completed(4));
    const SeatDetails to{.seat_id = {31}, .section = "2층", .row_label = "C", .seat_label = "7"};
    bench_.publish("5", ReservationReseated{.reservation_id = {4},
                                            .user_id = {43},
                                            .musical_name = "달빛 정거장",
                                            .performance_id = {5},
                                            .move_number = 9,
                                            .moved = {{completed(4).seats[0], to, {93}}},
                                            .seats = {to},
                                            .reason = "broken"});
    bench_.publish("5", PerformanceCanceled{.performance_id = {5}});
    bench_.run_for(1s);
    ASSERT_EQ(box_.mails.size(), 8U);
    for (const auto& mail : box_.mails) {
        EXPECT_EQ(mail.subject.rfind("[Moonlight Station] ", 0), 0U) << mail.subject;
        EXPECT_NE(mail.text.find("Show: Moonlight Station\n"), std::string::npos) << mail.text;
    }
}

TEST_F(NamesOfNotices, FallBackToTheOtherLanguage) {
    auto event = scheduled();
    event.english_names.reset();
    bench_.publish("5", event);
    bench_.publish("5", completed(3));
    ASSERT_EQ(box_.mails.size(), 1U);
    EXPECT_NE(box_.mails[0].text.find("Show: 달빛 정거장\n"), std::string::npos)
        << box_.mails[0].text;
    EXPECT_NE(box_.mails[0].text.find("Seats: 1층 B구역, row 3, seat 12\n"), std::string::npos);
}

TEST_F(NamesOfNotices, NoTimeIsPrintedThatTheHouseHasNotStated) {
    auto untimed = completed(3);
    untimed.starts_at.reset();  // as reservation says it of a default performance
    bench_.publish("5", untimed);
    ASSERT_EQ(box_.mails.size(), 1U);
    EXPECT_EQ(box_.mails[0].text.find("Time:"), std::string::npos) << box_.mails[0].text;
}

}  // namespace
}  // namespace boxoffice::notification
