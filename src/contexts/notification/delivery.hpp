// Letters leave here: who it is, where he lives, the text in his language, the mailer, and what
// came of it.
#pragma once

#include "contexts/notification/policies.hpp"
#include "contexts/notification/store.hpp"
#include "contexts/notification/texts.hpp"
#include "eventing/context_module.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/contact_directory.hpp"
#include "ports/mailer.hpp"

#include <memory>
#include <optional>
#include <string>

namespace boxoffice::notification {

/// What came of one attempt to deliver.
struct RecordDelivery {
    contracts::NotificationId notification_id;
    std::optional<ports::MailFault> fault;  ///< nothing: it was handed over
    bool has_no_address = false;            ///< nothing was tried: the person gave no address
};

/// Decides whether a notice is sent, tried again or given up.
class Deliveries {
  public:
    /// `channel` as events name it: mail, maildir.
    Deliveries(Store& store, std::string channel) : store_(store), channel_(std::move(channel)) {}

    void declare(const RecordDelivery& command) { store_.want_notice(command.notification_id); }
    void decide(const RecordDelivery& command, eventing::UnitOfWork& work);

  private:
    void give_up(Notice notice, const std::string& reason, eventing::UnitOfWork& work);

    Store& store_;
    std::string channel_;
};

/// The effect: runs outside any transaction, and its outcome comes back as RecordDelivery. A crash
/// in between sends the letter again under the same Message-ID.
class Postman {
  public:
    /// `contacts` and `mailer` outlive this; `deliveries` and `kernel` at least until close().
    Postman(ports::ContactDirectory& contacts, ports::Mailer& mailer, Style style,
            Deliveries& deliveries, eventing::ContextKernel& kernel);
    /// Before the kernel starts.
    void listen(eventing::DueTicker& due);
    /// Answers that come later fall to the ground: their rows are still due.
    void close();

  private:
    struct Desk;
    static void address(const std::shared_ptr<Desk>& desk, const eventing::DueRow& row,
                        eventing::DueTicker::Finished finished);

    std::shared_ptr<Desk> desk_;
};

}  // namespace boxoffice::notification
