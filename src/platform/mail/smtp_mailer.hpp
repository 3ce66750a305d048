// Mails over SMTP by libcurl.
#pragma once

#include "base/clock.hpp"
#include "base/live.hpp"
#include "platform/mail/message.hpp"
#include "ports/mailer.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace boxoffice::platform {

enum class SmtpSecurity {
    none,      ///< only to a relay on this machine or network; no password is sent over it
    starttls,  ///< required, not merely tried
    tls,       ///< from the first byte (smtps)
};

struct SmtpCredentials {
    std::string user;
    std::string password;
    friend bool operator==(const SmtpCredentials&, const SmtpCredentials&) = default;
};

struct SmtpOptions {
    std::string host = "localhost";
    std::uint16_t port = 587;
    SmtpSecurity security = SmtpSecurity::starttls;
    /// An empty user: no authentication. May change at any time.
    base::Live<SmtpCredentials> credentials;
    std::string certificate_authority_file;  ///< empty = those of the operating system
    base::Duration connect_timeout = std::chrono::seconds{5};
    base::Duration total_timeout = std::chrono::seconds{30};
    std::size_t waiting_max = 1'000;  ///< more are refused at once, to be tried again
};

/// One thread of its own sends, over one connection that is kept. Safe from any thread.
class SmtpMailer final : public ports::Mailer {
  public:
    /// `clock` must outlive this.
    /// @throws base::InfrastructureFault when the options contradict each other or `sender`'s
    /// address is none.
    SmtpMailer(SmtpOptions options, Sender sender, const base::Clock& clock);
    /// Waits for the mail under way; those waiting are answered with a fault.
    ~SmtpMailer() override;

    [[nodiscard]] std::string name() const override { return "smtp"; }
    void send(ports::Mail mail, std::function<void(std::optional<ports::MailFault>)> done) override;

  private:
    struct Waiting {
        ports::Mail mail;
        std::function<void(std::optional<ports::MailFault>)> done;
    };
    void run();

    SmtpOptions options_;
    Sender sender_;
    const base::Clock& clock_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting> waiting_;
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace boxoffice::platform
