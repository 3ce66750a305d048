// Mails into a Maildir: for playing and for offline houses, every mail client can open it.
#pragma once

#include "base/clock.hpp"
#include "platform/mail/message.hpp"
#include "ports/mailer.hpp"

#include <filesystem>

namespace boxoffice::platform {

/// What a handed-over mail survives. A power cut costs two fsyncs per mail to survive; without them
/// the last seconds of mail may be lost in one (the in-app notices, which are in a database, are
/// not).
enum class MailDurability { process_crash, power_cut };

/// Writes to tmp/, renames into new/: a reader sees whole mails only. The file is named by the
/// mail's deduplication id, so that sending again after a crash replaces the copy instead of adding
/// one. Answers on the calling thread, before `send` returns. Safe from any thread.
class MaildirMailer final : public ports::Mailer {
  public:
    /// Makes tmp/, new/ and cur/ in `directory`. `clock` must outlive this.
    /// @throws base::InfrastructureFault when it cannot, or when `sender`'s address is none.
    MaildirMailer(std::filesystem::path directory, Sender sender, const base::Clock& clock,
                  MailDurability durability = MailDurability::process_crash);

    [[nodiscard]] std::string name() const override { return "maildir"; }
    void send(ports::Mail mail, std::function<void(std::optional<ports::MailFault>)> done) override;

  private:
    std::filesystem::path directory_;
    Sender sender_;
    const base::Clock& clock_;
    MailDurability durability_;
};

}  // namespace boxoffice::platform
