// Goal: mails reach an SMTP server whole, once each, and every failure says whether to try again.
#include "platform/mail/smtp_mailer.hpp"

#include "base/fault.hpp"
#include "platform/mail/tests/mail_reader.hpp"
#include "platform/mail/tests/smtp_sink.hpp"

#include <gtest/gtest.h>

#include <future>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;
using Fault = std::optional<ports::MailFault>;

class FixedClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return base::Instant{1'795'365'000'000ms}; }
};

class Smtp : public testing::Test {
  protected:
    [[nodiscard]] SmtpOptions options() const {
        SmtpOptions chosen;
        chosen.host = "127.0.0.1";
        chosen.port = sink_.port();
        chosen.security = SmtpSecurity::none;
        return chosen;
    }
    static ports::Mail mail(const std::string& id = "n-1") {
        return {.to = "a@example.org",
                .subject = "제목",
                .text = ".\n..점\n끝",
                .deduplication_id = id};
    }
    static std::future<Fault> send(SmtpMailer& mailer, ports::Mail mail) {
        auto promise = std::make_shared<std::promise<Fault>>();
        mailer.send(std::move(mail),
                    [promise](Fault fault) { promise->set_value(std::move(fault)); });
        return promise->get_future();
    }

    testing_support::SmtpSink sink_;
    FixedClock clock_;
};

TEST_F(Smtp, CarriesAMailOverOneKeptConnection) {
    SmtpMailer mailer{options(), {}, clock_};
    for (const auto* id : {"n-1", "n-2", "n-3"}) EXPECT_FALSE(send(mailer, mail(id)).get());
    ASSERT_EQ(sink_.mails().size(), 3U);
    EXPECT_EQ(sink_.connections(), 1);
    const auto first = sink_.mails().front();
    EXPECT_EQ(first.from.rfind("<no-reply@boxoffice.invalid>", 0), 0U) << first.from;
    EXPECT_EQ(first.recipients, std::vector<std::string>{"<a@example.org>"});
    const auto read = testing_support::read_mail(first.message, "\r\n");
    EXPECT_EQ(read.field("Subject"), "제목");
    EXPECT_EQ(read.text(), ".\r\n..점\r\n끝");
    EXPECT_EQ(read.field("Message-ID"), "<n-1@boxoffice.invalid>");
}

TEST_F(Smtp, TellsARefusedMailFromABusyServer) {
    SmtpMailer mailer{options(), {}, clock_};
    sink_.answer_next_recipient("550 5.1.1 no such mailbox");
    EXPECT_TRUE(send(mailer, mail()).get()->is_permanent);
    sink_.answer_next_recipient("451 4.3.0 try later");
    EXPECT_FALSE(send(mailer, mail()).get()->is_permanent);
    sink_.drop_next_after_data();
    EXPECT_FALSE(send(mailer, mail()).get()->is_permanent);
    auto wrong = mail();
    wrong.to = "a@example.org>\r\nRCPT TO:<b@example.org";
    EXPECT_TRUE(send(mailer, wrong).get()->is_permanent);
    EXPECT_TRUE(sink_.mails().empty());
    EXPECT_FALSE(send(mailer, mail()).get()) << "a failure leaves the mailer usable";
    EXPECT_EQ(sink_.mails().size(), 1U);
}

TEST_F(Smtp, GoesNowhereWithoutTheEncryptionAskedFor) {
    auto chosen = options();
    chosen.security = SmtpSecurity::starttls;
    SmtpMailer mailer{chosen, {}, clock_};
    EXPECT_FALSE(send(mailer, mail()).get()->is_permanent);
    EXPECT_TRUE(sink_.mails().empty());
}

TEST_F(Smtp, SignsInNowhereInPlainText) {
    const auto chosen = options();
    SmtpMailer mailer{chosen, {}, clock_};
    EXPECT_FALSE(send(mailer, mail("n-1")).get());
    chosen.credentials.set({.user = "boxoffice", .password = "secret"});
    EXPECT_FALSE(send(mailer, mail("n-2")).get());
    EXPECT_EQ(sink_.mails().size(), 2U);
    EXPECT_EQ(sink_.logins(), 0) << "credentials may come while it runs";
}

TEST_F(Smtp, RefusesMoreThanMayWaitAndAnswersAllWhenItEnds) {
    auto chosen = options();
    chosen.waiting_max = 2;
    std::promise<void> entered;
    std::promise<void> gate;
    std::vector<std::future<Fault>> waiting;
    {
        SmtpMailer mailer{chosen, {}, clock_};
        mailer.send(mail("n-0"), [&](const Fault&) {
            entered.set_value();
            gate.get_future().wait();
        });
        entered.get_future().wait();
        for (const auto* id : {"n-1", "n-2"}) waiting.push_back(send(mailer, mail(id)));
        const auto refused = send(mailer, mail("n-3")).get();
        ASSERT_TRUE(refused);
        EXPECT_EQ(refused->reason, "too_many_waiting");
        EXPECT_FALSE(refused->is_permanent);
        gate.set_value();
    }
    for (auto& answer : waiting) {
        const auto fault = answer.get();
        EXPECT_EQ(fault ? fault->reason : "shutting_down", "shutting_down");
    }
}

TEST_F(Smtp, RefusesOptionsThatContradict) {
    auto chosen = options();
    chosen.credentials = SmtpCredentials{.user = "boxoffice", .password = "secret"};
    EXPECT_THROW((SmtpMailer{chosen, {}, clock_}), base::InfrastructureFault);
    chosen = options();
    chosen.host = "mail.example.org/@evil";
    EXPECT_THROW((SmtpMailer{chosen, {}, clock_}), base::InfrastructureFault);
}

}  // namespace
}  // namespace boxoffice::platform
