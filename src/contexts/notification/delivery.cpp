#include "contexts/notification/delivery.hpp"

#include "base/fault.hpp"
#include "contexts/notification/codecs.hpp"
#include "contracts/notification_events.hpp"

#include <mutex>
#include <utility>

namespace boxoffice::notification {
namespace {

using eventing::DueTicker;
using eventing::UnitOfWork;

std::optional<contracts::ReservationId> reservation_of(const Notice& notice) {
    return notice.facts.reservation_id;
}

/// Nothing when the stored letter is damaged; a human finds it by its notice, which fails.
std::optional<Letter> read_letter(std::string_view text) {
    try {
        return decode_letter(text);
    } catch (const base::InfrastructureFault&) {
        return std::nullopt;
    }
}

}  // namespace

void Deliveries::decide(const RecordDelivery& command, UnitOfWork& work) {
    const auto subject = command.notification_id.value;
    const auto* found = store_.find_notice(command.notification_id);
    // The person was forgotten meanwhile, or the outcome came twice.
    if (!found || found->status != Status::waiting) return work.clear_due(deliver_due, subject);
    auto notice = *found;
    if (command.has_no_address) {
        work.clear_due(deliver_due, subject);
        notice.status = Status::in_app;
        return store_.put_notice(std::move(notice));
    }
    ++notice.attempts;
    if (!command.fault) {
        work.clear_due(deliver_due, subject);
        work.publish(eventing::key_of(notice.user_id),
                     contracts::NotificationSent{.notification_id = notice.notification_id,
                                                 .user_id = notice.user_id,
                                                 .reservation_id = reservation_of(notice),
                                                 .kind = std::string{to_text(notice.kind)},
                                                 .channel = channel_});
        notice.status = Status::sent;
        return store_.put_notice(std::move(notice));
    }
    if (command.fault->is_permanent || notice.attempts >= attempts_max) {
        return give_up(std::move(notice), command.fault->reason, work);
    }
    const Letter letter{.notification_id = notice.notification_id,
                        .user_id = notice.user_id,
                        .kind = notice.kind,
                        .key = notice.key,
                        .facts = notice.facts};
    work.set_due(deliver_due, subject, work.now() + retry_delay(notice.attempts),
                 encode_letter(letter));
    store_.put_notice(std::move(notice));
}

void Deliveries::give_up(Notice notice, const std::string& reason, UnitOfWork& work) {
    work.clear_due(deliver_due, notice.notification_id.value);
    work.publish(eventing::key_of(notice.user_id),
                 contracts::NotificationFailed{.notification_id = notice.notification_id,
                                               .user_id = notice.user_id,
                                               .reservation_id = reservation_of(notice),
                                               .kind = std::string{to_text(notice.kind)},
                                               .channel = channel_,
                                               .reason = reason});
    notice.status = Status::failed;
    store_.put_notice(std::move(notice));
}

/// What a letter under way needs, also when the postman has gone.
struct Postman::Desk {
    ports::ContactDirectory& contacts;
    ports::Mailer& mailer;
    Style style;
    std::mutex mutex;
    Deliveries* deliveries;
    eventing::ContextKernel* kernel;  ///< null once closed

    void record(RecordDelivery outcome, DueTicker::Finished finished) {
        const std::lock_guard lock{mutex};
        if (!kernel) return;
        kernel->submit_internal(
            eventing::make_job(*deliveries, std::move(outcome), std::move(finished)));
    }
};

Postman::Postman(ports::ContactDirectory& contacts, ports::Mailer& mailer, Style style,
                 Deliveries& deliveries, eventing::ContextKernel& kernel)
    : desk_(new Desk{.contacts = contacts,
                     .mailer = mailer,
                     .style = std::move(style),
                     .mutex = {},
                     .deliveries = &deliveries,
                     .kernel = &kernel}) {}

void Postman::listen(DueTicker& due) {
    due.on(deliver_due, [desk = desk_](const eventing::DueRow& row, DueTicker::Finished finished) {
        address(desk, row, std::move(finished));
    });
}

void Postman::close() {
    const std::lock_guard lock{desk_->mutex};
    desk_->kernel = nullptr;
}

void Postman::address(const std::shared_ptr<Desk>& desk, const eventing::DueRow& row,
                      DueTicker::Finished finished) {
    const contracts::NotificationId id{row.subject};
    auto letter = read_letter(row.body);
    if (!letter) {
        const ports::MailFault fault{.reason = "letter_damaged", .is_permanent = true};
        return desk->record({.notification_id = id, .fault = fault}, std::move(finished));
    }
    const auto user = letter->user_id.value;
    desk->contacts.find(user, [desk, letter = std::move(*letter),
                               finished = std::move(finished)](const ports::ContactAnswer& answer) {
        const auto record = [desk, id = letter.notification_id,
                             finished](std::optional<ports::MailFault> fault) {
            desk->record({.notification_id = id, .fault = std::move(fault)}, finished);
        };
        if (answer.fault) return record(ports::MailFault{.reason = *answer.fault});
        if (!answer.contact) {
            return record(ports::MailFault{.reason = "recipient_unknown", .is_permanent = true});
        }
        if (answer.contact->email.empty()) {
            return desk->record(
                {.notification_id = letter.notification_id, .fault = {}, .has_no_address = true},
                finished);
        }
        auto style = desk->style;
        style.language = language_of(answer.contact->language);
        auto text = compose_letter(letter.kind, letter.facts, style, answer.contact->name,
                                   answer.contact->guest_code.value_or(std::string{}));
        desk->mailer.send({.to = answer.contact->email,
                           .subject = std::move(text.title),
                           .text = std::move(text.body),
                           .deduplication_id = letter.key},
                          record);
    });
}

}  // namespace boxoffice::notification
