// Sending one message to a person.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace boxoffice::ports {

struct Mail {
    std::string to;
    std::string subject;
    std::string text;
    /// Becomes the Message-ID: a mail sent twice after a crash is recognised as one.
    std::string deduplication_id;
};

class Mailer {
  public:
    virtual ~Mailer() = default;
    /// "smtp" or "maildir".
    [[nodiscard]] virtual std::string name() const = 0;
    /// `done` comes from any thread, once: nullopt when handed over, else why not (it may be tried
    /// again).
    virtual void send(Mail mail, std::function<void(std::optional<std::string> fault)> done) = 0;
};

}  // namespace boxoffice::ports
