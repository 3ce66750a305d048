// Goal: everybody is told once of everything that concerns him, whatever the order of events and
// however long the mailer is down. Method: the real module on a simulated world.
#include "contexts/notification/module.hpp"
#include "contracts/events.hpp"
#include "eventing/tests/context_bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace boxoffice::notification {
namespace {

using namespace contracts;
using namespace std::chrono_literals;
using eventing::has;
using ports::HttpMethod;
using ports::HttpResponse;
using ports::Principal;

class People final : public ports::ContactDirectory {
  public:
    void find(std::int64_t user, std::function<void(ports::ContactAnswer)> done) override {
        if (is_away) return done({.contact = {}, .fault = "away"});
        const auto found = known.find(user);
        if (found == known.end()) return done({});
        done({.contact = found->second, .fault = {}});
    }
    std::map<std::int64_t, ports::Contact> known{{42, {"김민수", "minsu@example.org", "ko"}},
                                                 {43, {"Jane", "jane@example.org", "en"}}};
    bool is_away = false;
};

class Box final : public ports::Mailer {
  public:
    [[nodiscard]] std::string name() const override { return "smtp"; }
    void send(ports::Mail mail,
              std::function<void(std::optional<ports::MailFault>)> done) override {
        ++attempts;
        if (keeps_silent) return;
        if (fault) return done(fault);
        mails.push_back(std::move(mail));
        done(std::nullopt);
    }
    std::vector<ports::Mail> mails;
    std::optional<ports::MailFault> fault;
    bool keeps_silent = false;
    int attempts = 0;
};

class Notification : public testing::Test {
  protected:
    Notification() { restart(); }

    void restart(const Options& options = {}) {
        module_.reset();
        module_ = std::make_unique<Module>(bench_.environment(), options, people_, box_);
        module_->start();
        bench_.run_for(1s);
    }
    template <class Event>
    void publish(const std::string& key, const Event& event) {
        bench_.publish(key, event);
    }
    HttpResponse call(HttpMethod method, const std::string& path, std::int64_t user,
                      const std::string& body = {}, const std::string& language = "ko") {
        return bench_.call(*module_,
                           {.method = method,
                            .path = path,
                            .principal = {.user_id = user, .role = Principal::Role::customer},
                            .body = body,
                            .headers = {{"Accept-Language", language}}});
    }
    [[nodiscard]] std::vector<std::string> subjects() const {
        std::vector<std::string> all;
        for (const auto& mail : box_.mails) all.push_back(mail.subject);
        return all;
    }

    static ReservationCompleted completed(std::int64_t reservation, std::int64_t user = 42) {
        return {
            .reservation_id = {reservation},
            .user_id = {user},
            .musical_id = {1},
            .musical_name = "달빛 정거장",
            .performance_id = {5},
            .venue_name = "새벽나루 극장",
            .seat_id = {11},
            .seats = {{.seat_id = {11}, .section = "1층", .row_label = "A열", .seat_label = "12"}},
            .tickets = {{{91}, {11}}},
            .total = {150'000, {}},
            .payment_id = {7}};
    }
    static PaymentRefunded refunded(std::int64_t reservation, std::int64_t refund) {
        return {.payment_id = {7},
                .reservation_id = {reservation},
                .performance_id = {5},
                .refund_id = RefundId{refund},
                .amount = {135'000, {}}};
    }
    static RefundFailed refused(std::int64_t reservation, std::string reason) {
        return {.payment_id = {7},
                .reservation_id = {reservation},
                .performance_id = {5},
                .refund_id = {8},
                .reason = std::move(reason)};
    }
    static ReservationCancelCompleted canceled(std::int64_t reservation) {
        return {.reservation_id = {reservation},
                .user_id = {42},
                .musical_name = "달빛 정거장",
                .performance_id = {5},
                .seats = {{{11}}},
                .refund = {135'000, {}}};
    }

    eventing::ContextBench bench_{"notification"};
    People people_;
    Box box_;
    std::unique_ptr<Module> module_;
};

TEST_F(Notification, TellsOfEachMoveOnce) {
    const SeatDetails to{.seat_id = {31}, .section = "1층", .row_label = "C열", .seat_label = "7"};
    ReservationReseated moved{.reservation_id = {3},
                              .user_id = {42},
                              .musical_name = "달빛 정거장",
                              .performance_id = {5},
                              .venue_name = "새벽나루 극장",
                              .move_number = 9,
                              .moved = {{completed(3).seats[0], to, {93}}},
                              .seat_id = {31},
                              .seats = {to},
                              .tickets = {{{93}, {31}}},
                              .reason = "좌석 고장"};
    publish("5", completed(3));
    publish("5", moved);
    bench_.run_for(1s);
    ASSERT_EQ(box_.mails.size(), 2U);
    EXPECT_EQ(box_.mails[1].subject, "[달빛 정거장] 좌석이 변경되었습니다");
    EXPECT_NE(box_.mails[1].text.find("변경된 좌석: 1층 C열 7번\n이전 좌석: 1층 A열 12번\n"),
              std::string::npos)
        << box_.mails[1].text;
    EXPECT_NE(box_.mails[1].text.find("사유: 좌석 고장"), std::string::npos);
    moved.move_number = 12;
    publish("5", moved);
    bench_.run_for(1s);
    EXPECT_EQ(box_.mails.size(), 3U) << "another move is other news";
}

TEST_F(Notification, TellsABuyerInHisLanguage) {
    publish("5", completed(3));
    publish("5", completed(4, 43));
    ASSERT_EQ(box_.mails.size(), 2U);
    EXPECT_EQ(box_.mails[0].to, "minsu@example.org");
    EXPECT_EQ(box_.mails[0].subject, "[달빛 정거장] 예매가 완료되었습니다");
    EXPECT_NE(box_.mails[0].text.find("좌석: 1층 A열 12번\n"), std::string::npos);
    EXPECT_EQ(box_.mails[0].deduplication_id, "reservation-3-ReservationCompleted");
    EXPECT_NE(box_.mails[1].text.find("Dear Jane"), std::string::npos);
    const auto sent = bench_.published<NotificationSent>();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].user_id.value, 42);
    EXPECT_EQ(sent[0].kind, "ReservationCompleted");
    EXPECT_EQ(sent[0].channel, "mail");
}

TEST_F(Notification, LetsAGuestInByHisLetterAndSaysHisCodeNowhereElse) {
    Options options;
    options.public_address = "https://t.example.org";
    restart(options);
    people_.known[44] = {"Guest", "guest@example.org", "en", "44-c0de"};
    publish("5", completed(3));
    publish("5", completed(4, 44));
    ASSERT_EQ(box_.mails.size(), 2U);
    EXPECT_NE(box_.mails[0].text.find("https://t.example.org/my/3\n"), std::string::npos)
        << box_.mails[0].text;
    EXPECT_EQ(box_.mails[0].text.find("/guest/"), std::string::npos);
    EXPECT_NE(box_.mails[1].text.find("https://t.example.org/guest/4#44-c0de\n"), std::string::npos)
        << box_.mails[1].text;
    EXPECT_FALSE(has(call(HttpMethod::get, "/notifications", 44), "c0de"));
    for (const auto& envelope : bench_.bus().log()) {
        EXPECT_EQ(envelope->payload.find("c0de"), std::string::npos) << envelope->type;
    }
}

TEST_F(Notification, WritesToNobodyWhoGaveNoAddress) {
    people_.known[44] = {"somebody", "", "ko"};
    publish("5", completed(5, 44));
    EXPECT_EQ(box_.attempts, 0);
    EXPECT_TRUE(bench_.published<NotificationFailed>().empty()) << "it is no failure";
    EXPECT_TRUE(has(call(HttpMethod::get, "/notifications", 44), "예매가 완료되었습니다"));
    bench_.run_for(24h);
    EXPECT_EQ(box_.attempts, 0) << "nor is it tried again";
}

TEST_F(Notification, TellsOfEveryKind) {
    publish("5", ReservationImpossible{.reservation_id = {1}, .user_id = {42}, .reason = "taken"});
    publish("5",
            ReservationExpired{.reservation_id = {2}, .user_id = {42}, .reason = "hold_expired"});
    publish("5", completed(3));
    publish("5", canceled(3));
    publish("5", refunded(3, 8));
    publish("5", completed(4));
    publish("5", PerformanceCanceled{.performance_id = {5}});
    EXPECT_EQ(box_.mails.size(), 7U);
    for (const auto* kind :
         {"ReservationImpossible", "ReservationExpired", "ReservationCompleted",
          "ReservationCancelCompleted", "PaymentRefunded", "PerformanceCanceled"}) {
        const auto sent = bench_.published<NotificationSent>();
        EXPECT_TRUE(std::any_of(sent.begin(), sent.end(), [&](const NotificationSent& event) {
            return event.kind == kind;
        })) << kind;
    }
}

TEST_F(Notification, WaitsToLearnWhoseARefundIs) {
    publish("5", refunded(3, 8));
    publish("5", refunded(3, 9));
    EXPECT_TRUE(box_.mails.empty());
    publish("5", canceled(3));
    EXPECT_EQ(box_.mails.size(), 3U);
    publish("5", refunded(3, 10));
    EXPECT_EQ(box_.mails.size(), 4U);
}

TEST_F(Notification, TellsWhoseMoneyWaitsAtTheDesk) {
    publish("5", refused(3, "refund_at_desk"));
    EXPECT_TRUE(box_.mails.empty()) << "nobody knows yet whose it is";
    publish("5", completed(3));
    ASSERT_EQ(box_.mails.size(), 2U);
    EXPECT_EQ(box_.mails.back().subject, "[달빛 정거장] 환불금을 받아 가세요");
    EXPECT_EQ(box_.mails.back().text.find("환불 금액"), std::string::npos) << "it does not say 0";
    publish("5", refused(3, "refund_at_desk"));
    EXPECT_EQ(box_.mails.size(), 2U) << "asked for again, it waits all the same";
    publish("5", refused(3, "provider_refused"));
    EXPECT_EQ(box_.mails.size(), 2U) << "which staff settle";
}

TEST_F(Notification, TellsOfSeveralPartialCancellations) {
    auto first = canceled(3);
    first.remaining_seats = {{{12}}};
    publish("5", completed(3));
    publish("5", first);
    publish("5", canceled(3));
    EXPECT_EQ(box_.mails.size(), 3U);
}

TEST_F(Notification, TellsAFullHouseThatThePerformanceIsCanceled) {
    for (std::int64_t i = 1; i <= 450; ++i) {
        bench_.bus().append({.source = "reservation",
                             .type = "ReservationCompleted",
                             .key = "5",
                             .sequence = i,
                             .time = bench_.clock().now(),
                             .payload = encode(completed(i))});
    }
    bench_.run_for(10s);
    publish("6",
            ReservationExpired{.reservation_id = {999}, .user_id = {42}, .performance_id = {5}});
    const auto before = box_.mails.size();
    publish("5", PerformanceCanceled{.performance_id = {5}});
    bench_.run_for(1min);
    EXPECT_EQ(box_.mails.size() - before, 450U) << "each holder once, nobody else";
}

TEST_F(Notification, TellsWhoeverBoughtWhileThePerformanceWasBeingCanceled) {
    publish("5", PerformanceCanceled{.performance_id = {5}});
    publish("5", completed(3));
    EXPECT_EQ(subjects(), (std::vector<std::string>{"[달빛 정거장] 예매가 완료되었습니다",
                                                    "[달빛 정거장] 공연이 취소되었습니다"}));
}

TEST_F(Notification, KeepsTryingWhileTheMailerIsDown) {
    box_.fault = ports::MailFault{.reason = "connection refused"};
    for (std::int64_t i = 1; i <= 20; ++i) publish("5", completed(i));
    bench_.run_for(1h);
    EXPECT_TRUE(bench_.published<NotificationFailed>().empty());
    EXPECT_LE(box_.attempts, 20 * 20) << "no storm";
    restart();
    box_.fault.reset();
    bench_.run_for(6min);
    EXPECT_EQ(box_.mails.size(), 20U) << "everybody, nobody twice";
    EXPECT_EQ(bench_.published<NotificationSent>().size(), 20U);
}

TEST_F(Notification, GivesUpWhatCanNeverBeDelivered) {
    box_.fault = ports::MailFault{.reason = "550 no such mailbox", .is_permanent = true};
    publish("5", completed(3));
    publish("5", completed(4, 77));
    bench_.run_for(24h);
    EXPECT_EQ(box_.attempts, 1);
    const auto failed = bench_.published<NotificationFailed>();
    ASSERT_EQ(failed.size(), 2U);
    EXPECT_EQ(failed[0].reason, "550 no such mailbox");
    EXPECT_EQ(failed[1].reason, "recipient_unknown");
    EXPECT_TRUE(has(call(HttpMethod::get, "/notifications", 42), R"("delivery":"failed")"));
}

TEST_F(Notification, DoesNotTakeAnAbsentDirectoryForAnUnknownPerson) {
    people_.is_away = true;
    publish("5", completed(3));
    people_.is_away = false;
    bench_.run_for(1min);
    EXPECT_EQ(box_.mails.size(), 1U);
}

TEST_F(Notification, SendsAgainUnderTheSameNameAfterACrash) {
    box_.keeps_silent = true;
    publish("5", completed(3));
    EXPECT_EQ(box_.attempts, 1);
    box_.keeps_silent = false;
    restart();
    ASSERT_EQ(box_.mails.size(), 1U);
    EXPECT_EQ(box_.mails[0].deduplication_id, "reservation-3-ReservationCompleted");
}

TEST_F(Notification, MailsNoHistory) {
    bench_.bus().append({.source = "reservation",
                         .type = "ReservationCompleted",
                         .key = "5",
                         .sequence = 1,
                         .time = bench_.clock().now() - 100h,
                         .payload = encode(completed(3))});
    bench_.run_for(1h);
    EXPECT_EQ(box_.attempts, 0);
    EXPECT_TRUE(has(call(HttpMethod::get, "/notifications", 42), R"("delivery":"in_app")"));
}

TEST_F(Notification, ShowsItsTextsInTheReadersLanguageToHimOnly) {
    publish("5", completed(3));
    const auto list = call(HttpMethod::get, "/notifications", 42);
    EXPECT_TRUE(has(list, R"("title":"예매가 완료되었습니다")")) << list.body;
    EXPECT_TRUE(has(list, R"("kind":"ReservationCompleted")"));
    EXPECT_TRUE(has(list, R"("delivery":"sent")"));
    EXPECT_FALSE(has(list, "minsu"));
    EXPECT_TRUE(has(call(HttpMethod::get, "/notifications/1", 42, {}, "en"),
                    R"("title":"Your tickets are booked")"));
    EXPECT_TRUE(has(call(HttpMethod::get, "/notifications", 43), R"("totalElements":0)"));
    EXPECT_EQ(call(HttpMethod::get, "/notifications/1", 43).status, 404);
    EXPECT_EQ(call(HttpMethod::patch, "/notifications/1", 43, R"({"read":true})").status, 404);
}

TEST_F(Notification, LetsStaffSeeWhatABuyerWasToldAndMarkNothingOfIt) {
    publish("5", completed(3));
    const auto ask = [this](HttpMethod method, Principal::Role role, const std::string& body = {}) {
        return bench_.call(*module_, {.method = method,
                                      .path = "/notifications",
                                      .principal = {.user_id = 7, .role = role},
                                      .body = body,
                                      .query = {{"userId", "42"}}});
    };
    EXPECT_TRUE(has(ask(HttpMethod::get, Principal::Role::boxoffice), R"("totalElements":1)"));
    EXPECT_TRUE(has(ask(HttpMethod::get, Principal::Role::customer), R"("totalElements":0)"));
    EXPECT_TRUE(has(call(HttpMethod::get, "/notifications", 7), R"("totalElements":0)"));
    const auto marked = ask(HttpMethod::patch, Principal::Role::boxoffice, R"({"read":true})");
    EXPECT_TRUE(has(marked, R"("marked":0)"));
    EXPECT_FALSE(has(call(HttpMethod::get, "/notifications", 42), "readAt"));
}

TEST_F(Notification, RemembersWhatWasRead) {
    publish("5", completed(3));
    publish("5", canceled(3));
    EXPECT_FALSE(has(call(HttpMethod::get, "/notifications", 42), "readAt"));
    EXPECT_TRUE(has(call(HttpMethod::patch, "/notifications/1", 42, R"({"read":true})"), "readAt"));
    EXPECT_FALSE(has(call(HttpMethod::get, "/notifications/2", 42), "readAt"));
    EXPECT_TRUE(
        has(call(HttpMethod::patch, "/notifications", 42, R"({"read":true})"), R"("marked":2)"));
    EXPECT_TRUE(has(call(HttpMethod::get, "/notifications/2", 42), "readAt"));
    EXPECT_TRUE(has(call(HttpMethod::patch, "/notifications", 42, R"({"read":false,"ids":[1,99]})"),
                    R"("marked":1)"));
    EXPECT_FALSE(has(call(HttpMethod::get, "/notifications/1", 42), "readAt"));
    EXPECT_EQ(call(HttpMethod::patch, "/notifications", 42, "{}").status, 422);
    EXPECT_EQ(call(HttpMethod::patch, "/notifications", 42, "x").status, 400);
}

TEST_F(Notification, RefusesToMarkWhatHasNoName) {
    const auto refused =
        call(HttpMethod::patch, "/notifications", 42, R"({"read":true,"ids":[0]})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(has(refused, R"({"field":"ids","reason":"out_of_range"})"));
}

TEST_F(Notification, ForgetsAPersonForGood) {
    publish("5", completed(3));
    box_.fault = ports::MailFault{.reason = "down"};
    publish("5", completed(4));
    publish("account-42", AccountErased{.user_id = {42}});
    people_.known.erase(42);
    box_.fault.reset();
    bench_.run_for(10min);
    publish("5", canceled(3));
    bench_.run_for(10min);
    EXPECT_EQ(box_.mails.size(), 1U);
    EXPECT_TRUE(has(call(HttpMethod::get, "/notifications", 42), R"("totalElements":0)"));
    EXPECT_TRUE(bench_.published<NotificationFailed>().empty());
}

TEST_F(Notification, InOpenModeShowsWhoeverIsNamed) {
    publish("5", completed(3));
    const Principal open{.user_id = 1, .role = Principal::Role::admin, .is_open = true};
    const auto list = bench_.call(
        *module_, {.path = "/notifications", .principal = open, .query = {{"userId", "42"}}});
    EXPECT_TRUE(has(list, R"("totalElements":1)"));
}

}  // namespace
}  // namespace boxoffice::notification
