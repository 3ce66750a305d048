// Sending one message to a person.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::ports {

/// One bare ASCII address, as RFC 5321 has them without quoting. Everything else is refused: quoted
/// local parts, lists, display names, control characters, domains that start with a hyphen.
[[nodiscard]] bool is_mail_address(std::string_view text);

struct Mail {
    std::string to;       ///< one bare address: name@example.org
    std::string subject;  ///< UTF-8, one line
    std::string text;     ///< UTF-8, plain text
    /// Becomes the Message-ID: a mail sent twice after a crash is recognised as one.
    std::string deduplication_id;
};

/// Why a mail was not handed over.
struct MailFault {
    std::string reason;
    bool is_permanent = false;  ///< the same mail will be refused again
};

class Mailer {
  public:
    virtual ~Mailer() = default;
    /// "smtp" or "maildir".
    [[nodiscard]] virtual std::string name() const = 0;
    /// `done` comes from any thread, possibly before `send` returns, once: nullopt when handed
    /// over.
    virtual void send(Mail mail, std::function<void(std::optional<MailFault> fault)> done) = 0;
};

}  // namespace boxoffice::ports
