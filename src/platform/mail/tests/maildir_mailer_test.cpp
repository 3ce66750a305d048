// Goal: a reader of the Maildir sees whole mails only, and one copy of each.
#include "platform/mail/maildir_mailer.hpp"

#include "base/fault.hpp"
#include "platform/mail/tests/mail_reader.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <thread>

namespace boxoffice::platform {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class FixedClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return base::Instant{1'795'365'000'000ms}; }
};

class Maildir : public testing::Test {
  protected:
    Maildir() {
        std::string pattern = (fs::temp_directory_path() / "boxoffice-mail-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
    }
    ~Maildir() override { fs::remove_all(directory_); }

    [[nodiscard]] fs::path box() const { return directory_ / "mail"; }
    [[nodiscard]] std::vector<std::string> messages() const {
        std::vector<std::string> all;
        for (const auto& entry : fs::directory_iterator{box() / "new"}) {
            std::ostringstream text;
            text << std::ifstream{entry.path()}.rdbuf();
            all.push_back(text.str());
        }
        return all;
    }
    static ports::Mail mail(const std::string& id, std::string text = "본문\n") {
        return {.to = "a@example.org",
                .subject = "제목",
                .text = std::move(text),
                .deduplication_id = id};
    }
    /// The fault of one sending, which must have been answered once, at once.
    static std::optional<ports::MailFault> send(MaildirMailer& mailer, ports::Mail mail) {
        int answers = 0;
        std::optional<ports::MailFault> answer;
        mailer.send(std::move(mail), [&](std::optional<ports::MailFault> fault) {
            ++answers;
            answer = std::move(fault);
        });
        EXPECT_EQ(answers, 1);
        return answer;
    }

    FixedClock clock_;

  private:
    fs::path directory_;
};

TEST_F(Maildir, TakesAMailThatCanBeRead) {
    for (const auto durability : {MailDurability::process_crash, MailDurability::power_cut}) {
        MaildirMailer mailer{box(), {}, clock_, durability};
        EXPECT_FALSE(send(mailer, mail("n/1")));
        ASSERT_EQ(messages().size(), 1U);
        const auto read = testing_support::read_mail(messages().front(), "\n");
        EXPECT_EQ(read.field("Subject"), "제목");
        EXPECT_EQ(read.text(), "본문\n");
        EXPECT_TRUE(fs::is_empty(box() / "tmp"));
        EXPECT_TRUE(fs::is_empty(box() / "cur"));
    }
}

TEST_F(Maildir, HasOneCopyOfAMailSentAgain) {
    MaildirMailer mailer{box(), {}, clock_};
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(send(mailer, mail("n-1")));
    EXPECT_FALSE(send(mailer, mail("n-2")));
    EXPECT_EQ(messages().size(), 2U);
}

TEST_F(Maildir, NeverShowsHalfAMail) {
    MaildirMailer mailer{box(), {}, clock_};
    const std::string text(20'000, 'x');
    std::atomic<bool> done{false};
    std::jthread writer{[&] {
        for (int i = 0; i < 100; ++i) {
            mailer.send(mail("n-" + std::to_string(i % 4), text), [](const auto&) {});
        }
        done = true;
    }};
    do {
        for (const auto& message : messages()) EXPECT_GT(message.size(), text.size());
    } while (!done);
}

TEST_F(Maildir, SaysWhyItCouldNotTakeAMail) {
    MaildirMailer mailer{box(), {}, clock_};
    auto wrong = mail("n-1");
    wrong.to = "nobody";
    EXPECT_TRUE(send(mailer, wrong)->is_permanent);

    // A full disk, as the operating system tells of it: EFBIG instead of the signal.
    rlimit usual{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &usual), 0);
    auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
    auto small = usual;
    small.rlim_cur = 4096;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto full = send(mailer, mail("n-1", std::string(10'000, 'x')));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &usual), 0);
    std::signal(SIGXFSZ, handler);
    ASSERT_TRUE(full);
    EXPECT_FALSE(full->is_permanent);
    EXPECT_TRUE(messages().empty());

    EXPECT_FALSE(send(mailer, mail("n-1"))) << "the rest of the failed one is written over";
    fs::remove_all(box());
    EXPECT_FALSE(send(mailer, mail("n-1"))->is_permanent);
}

TEST_F(Maildir, IsRefusedWithoutASender) {
    EXPECT_THROW((MaildirMailer{box(), {.address = "Boxoffice <a@b.kr>"}, clock_}),
                 base::InfrastructureFault);
}

}  // namespace
}  // namespace boxoffice::platform
