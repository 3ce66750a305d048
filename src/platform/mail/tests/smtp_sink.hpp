// A small SMTP server on a loopback port of its own: keeps what it is sent, and refuses when told
// to.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::platform::testing_support {

struct SunkMail {
    std::string from;  ///< the envelope's, as it stood after MAIL FROM:
    std::vector<std::string> recipients;
    std::string message;  ///< dots unstuffed
};

class SmtpSink {
  public:
    SmtpSink();
    ~SmtpSink();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::vector<SunkMail> mails() const;
    [[nodiscard]] int connections() const { return connections_; }
    /// How often somebody has tried to sign in.
    [[nodiscard]] int logins() const { return logins_; }
    /// What the next recipient is answered, such as "550 no such mailbox"; empty = accepted.
    void answer_next_recipient(std::string reply);
    /// Closes the next connection after the mail's text, without a reply.
    void drop_next_after_data() { drop_ = true; }

  private:
    void serve();
    void serve_connection(int client);

    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<int> client_{-1};
    std::atomic<int> connections_{0};
    std::atomic<int> logins_{0};
    std::atomic<bool> drop_{false};
    std::atomic<bool> is_stopping_{false};
    mutable std::mutex mutex_;
    std::vector<SunkMail> mails_;
    std::string recipient_reply_;
    std::thread thread_;
};

}  // namespace boxoffice::platform::testing_support
