#include "contexts/notification/policies.hpp"

#include "contexts/notification/codecs.hpp"
#include "contracts/desk_methods.hpp"

#include <charconv>
#include <utility>

namespace boxoffice::notification {
namespace {

using namespace contracts;
using eventing::UnitOfWork;

/// A stream goes on after the last notice that its reader knows.
constexpr eventing::IdSequence notification_ids{.name = "notification", .is_in_commit_order = true};

std::vector<SeatPlace> places_of(const std::vector<SeatDetails>& seats) {
    std::vector<SeatPlace> places;
    for (const auto& seat : seats)
        places.push_back({seat.section, seat.row_label, seat.seat_label, {}});
    return places;
}

/// Several cancellations of one reservation differ in their first seat; the one that empties it may
/// name none.
std::string occasion_of(const ReservationCancelCompleted& event) {
    if (event.remaining_seats.empty() || event.seats.empty()) return {};
    return "seat-" + std::to_string(event.seats.front().seat_id.value);
}

/// A reservation may be moved more than once.
std::string occasion_of(const ReservationReseated& event) {
    return "move-" + std::to_string(event.move_number);
}

/// What is told of a reservation beside the kind of news: of it and its musical, nothing more.
Facts facts_of(ReservationId reservation, std::string musical_name, std::string reason = {}) {
    Facts facts;
    facts.reservation_id = reservation;
    facts.musical_name = std::move(musical_name);
    facts.reason = std::move(reason);
    return facts;
}

Facts facts_of(const ReservationNote& note) {
    auto facts = facts_of(note.reservation_id, note.musical_name);
    facts.musical_name_en = note.musical_name_en;
    return facts;
}

void translate(std::optional<std::vector<SeatPlace>>& places, const EnglishNames& names) {
    if (!places) return;
    for (auto& place : *places) place.section_en = section_name(names, place.section);
}

std::string occasion_of(RefundId refund) {
    return refund ? "refund-" + std::to_string(refund.value) : std::string{};
}

}  // namespace

AnnounceCancellation to_announcement(const eventing::DueRow& row) {
    std::int64_t after = 0;
    std::from_chars(row.body.data(), row.body.data() + row.body.size(), after);
    return {{PerformanceId{row.subject}, ReservationId{after}}};
}

void Policies::listen(eventing::EventHandlers& handlers) {
    const auto apply = [this](const auto& event, const ports::EventEnvelope& envelope) {
        using Event = std::remove_cvref_t<decltype(event)>;
        return eventing::make_job(*this, Seen<Event>{event, envelope.time});
    };
    handlers.on<ReservationCompleted>(apply);
    handlers.on<ReservationReseated>(apply);
    handlers.on<ReservationCancelCompleted>(apply);
    handlers.on<ReservationImpossible>(apply);
    handlers.on<ReservationExpired>(apply);
    handlers.on<PerformanceScheduled>(apply);
    handlers.on<PerformanceCanceled>(apply);
    handlers.on<PaymentRefunded>(apply);
    handlers.on<RefundFailed>(apply);
    handlers.on<AccountErased>(apply);
}

void Policies::declare(const Seen<ReservationCompleted>& seen) {
    const auto& event = seen.event;
    store_.want_note(event.reservation_id);
    store_.want_performance(event.performance_id);
    store_.want_names(event.performance_id);
    store_.want_key(notice_key(event.reservation_id, Kind::ReservationCompleted));
    store_.want_key(notice_key(event.reservation_id, Kind::PerformanceCanceled));
}
void Policies::declare(const Seen<ReservationReseated>& seen) {
    store_.want_names(seen.event.performance_id);
    store_.want_key(
        notice_key(seen.event.reservation_id, Kind::ReservationReseated, occasion_of(seen.event)));
}
void Policies::declare(const Seen<ReservationCancelCompleted>& seen) {
    const auto& event = seen.event;
    store_.want_note(event.reservation_id);
    store_.want_names(event.performance_id);
    store_.want_key(
        notice_key(event.reservation_id, Kind::ReservationCancelCompleted, occasion_of(event)));
}
void Policies::declare(const Seen<ReservationImpossible>& seen) {
    store_.want_note(seen.event.reservation_id);
    store_.want_names(seen.event.performance_id);
    store_.want_key(notice_key(seen.event.reservation_id, Kind::ReservationImpossible));
}
void Policies::declare(const Seen<ReservationExpired>& seen) {
    store_.want_note(seen.event.reservation_id);
    store_.want_names(seen.event.performance_id);
    store_.want_key(notice_key(seen.event.reservation_id, Kind::ReservationExpired));
}
void Policies::declare(const Seen<PerformanceCanceled>& seen) {
    store_.want_performance(seen.event.performance_id);
}
void Policies::declare(const Seen<PaymentRefunded>& seen) {
    store_.want_note(seen.event.reservation_id);
    const auto occasion = occasion_of(seen.event.refund_id.value_or(RefundId{}));
    store_.want_key(notice_key(seen.event.reservation_id, Kind::PaymentRefunded, occasion));
}
void Policies::declare(const Seen<RefundFailed>& seen) {
    store_.want_note(seen.event.reservation_id);
    store_.want_key(notice_key(seen.event.reservation_id, Kind::RefundFailed,
                               occasion_of(seen.event.refund_id)));
}

void Policies::decide(const Seen<ReservationCompleted>& seen, UnitOfWork& work) {
    const auto& event = seen.event;
    News news{.user_id = event.user_id,
              .kind = Kind::ReservationCompleted,
              .occasion = {},
              .facts = {.reservation_id = event.reservation_id,
                        .musical_name = event.musical_name,
                        .venue_name = event.venue_name,
                        .starts_at = event.starts_at,
                        .seats = {},
                        .amount = event.total,
                        .reason = {},
                        .fee = {},
                        .places = places_of(event.seats)},
              .published_at = seen.published_at};
    translate(news.facts, event.performance_id);
    tell(news, work);
    learn(seen, true, work);
    if (!store_.is_canceled(event.performance_id)) return;
    news.kind = Kind::PerformanceCanceled;
    news.facts.amount.reset();
    tell(std::move(news), work);
}

void Policies::decide(const Seen<ReservationReseated>& seen, UnitOfWork& work) {
    const auto& event = seen.event;
    std::vector<SeatDetails> left;
    for (const auto& moved : event.moved) left.push_back(moved.from);
    News news{.user_id = event.user_id,
              .kind = Kind::ReservationReseated,
              .occasion = occasion_of(event),
              .facts = facts_of(event.reservation_id, event.musical_name),
              .published_at = seen.published_at};
    news.facts.venue_name = event.venue_name;
    news.facts.starts_at = event.starts_at;
    news.facts.places = places_of(event.seats);
    news.facts.former_places = places_of(left);
    news.facts.remark = event.reason;
    translate(news.facts, event.performance_id);
    tell(std::move(news), work);
}

void Policies::decide(const Seen<ReservationCancelCompleted>& seen, UnitOfWork& work) {
    const auto& event = seen.event;
    News news{.user_id = event.user_id,
              .kind = Kind::ReservationCancelCompleted,
              .occasion = occasion_of(event),
              .facts = facts_of(event.reservation_id, event.musical_name, event.reason),
              .published_at = seen.published_at};
    if (event.refund.amount > 0) news.facts.amount = event.refund;
    news.facts.fee = event.fee;
    translate(news.facts, event.performance_id);
    tell(std::move(news), work);
    learn(seen, !event.remaining_seats.empty(), work);
}

void Policies::decide(const Seen<ReservationImpossible>& seen, UnitOfWork& work) {
    tell_end(seen, Kind::ReservationImpossible, work);
}

void Policies::decide(const Seen<ReservationExpired>& seen, UnitOfWork& work) {
    tell_end(seen, Kind::ReservationExpired, work);
}

/// It comes before every reservation of the performance: they have the same key of the log.
void Policies::decide(const Seen<PerformanceScheduled>& seen, UnitOfWork&) {
    const auto& event = seen.event;
    store_.put_names(event.performance_id, event.english_names.value_or(EnglishNames{}));
}

/// The house may be full: its people are told page by page, each in a transaction of its own.
void Policies::decide(const Seen<PerformanceCanceled>& seen, UnitOfWork& work) {
    const auto performance = seen.event.performance_id;
    if (store_.is_canceled(performance)) return;
    store_.put_canceled(performance);
    work.set_due(announce_due, performance.value, work.now(), "0");
}

void Policies::decide(const AnnounceCancellation& command, UnitOfWork& work) {
    const auto& page = command.page;
    const auto& holders = store_.holders(page);
    for (const auto& note : holders) {
        tell({.user_id = note.user_id,
              .kind = Kind::PerformanceCanceled,
              .occasion = {},
              .facts = facts_of(note),
              .published_at = work.now()},
             work);
    }
    const auto subject = page.performance_id.value;
    if (holders.size() < holders_max) return work.clear_due(announce_due, subject);
    // The due row's body is the last reservation told.
    work.set_due(announce_due, subject, work.now(),
                 std::to_string(holders.back().reservation_id.value));
}

void Policies::decide(const Seen<PaymentRefunded>& seen, UnitOfWork& work) {
    const auto& event = seen.event;
    if (event.amount.amount == 0) return;
    const ReservationNote::Refund refund{.refund_id = event.refund_id.value_or(RefundId{}),
                                         .amount = event.amount,
                                         .is_at_desk = {}};
    hear_refund(event.reservation_id, refund, seen.published_at, work);
}

/// What the provider refuses is for staff; what waits at the desk must be fetched there.
void Policies::decide(const Seen<RefundFailed>& seen, UnitOfWork& work) {
    const auto& event = seen.event;
    if (event.reason != refund_at_desk) return;
    const ReservationNote::Refund refund{
        .refund_id = event.refund_id, .amount = {}, .is_at_desk = true};
    hear_refund(event.reservation_id, refund, seen.published_at, work);
}

void Policies::decide(const Seen<AccountErased>& seen, UnitOfWork& work) {
    store_.erase(seen.event.user_id);
    work.set_due(forget_again_due, seen.event.user_id.value, work.now() + forget_again_after);
}

void Policies::decide(const ForgetAgain& command, UnitOfWork& work) {
    store_.erase(command.user_id);
    work.clear_due(forget_again_due, command.user_id.value);
}

void Policies::translate(Facts& facts, PerformanceId performance) const {
    const auto* names = store_.find_names(performance);
    if (!names) return;
    facts.musical_name_en = names->musical_name;
    if (!facts.venue_name.empty()) facts.venue_name_en = names->venue_name;
    notification::translate(facts.places, *names);
    notification::translate(facts.former_places, *names);
}

template <class Event>
void Policies::tell_end(const Seen<Event>& seen, Kind kind, UnitOfWork& work) {
    const auto& event = seen.event;
    News news{.user_id = event.user_id,
              .kind = kind,
              .occasion = {},
              .facts = facts_of(event.reservation_id, event.musical_name, event.reason),
              .published_at = seen.published_at};
    translate(news.facts, event.performance_id);
    tell(std::move(news), work);
    learn(seen, false, work);
}

template <class Event>
void Policies::learn(const Seen<Event>& seen, bool is_live, UnitOfWork& work) {
    const auto& event = seen.event;
    const auto* known = store_.find_note(event.reservation_id);
    auto note = known ? *known : ReservationNote{.reservation_id = event.reservation_id};
    note.user_id = event.user_id;
    note.performance_id = event.performance_id;
    note.musical_name = event.musical_name;
    const auto* names = store_.find_names(event.performance_id);
    if (names) note.musical_name_en = names->musical_name;
    note.is_live = is_live;
    for (const auto& refund : std::exchange(note.refunds, {})) {
        tell_refund(note, refund, seen.published_at, work);
    }
    store_.put_note(std::move(note));
}

void Policies::hear_refund(ReservationId reservation, const ReservationNote::Refund& refund,
                           base::Instant published_at, UnitOfWork& work) {
    const auto* known = store_.find_note(reservation);
    if (known && known->user_id) return tell_refund(*known, refund, published_at, work);
    auto note = known ? *known : ReservationNote{.reservation_id = reservation};
    note.refunds.push_back(refund);
    store_.put_note(std::move(note));
}

void Policies::tell_refund(const ReservationNote& note, const ReservationNote::Refund& refund,
                           base::Instant published_at, UnitOfWork& work) {
    const bool is_at_desk = refund.is_at_desk.value_or(false);
    News news{.user_id = note.user_id,
              .kind = is_at_desk ? Kind::RefundFailed : Kind::PaymentRefunded,
              .occasion = occasion_of(refund.refund_id),
              .facts = facts_of(note),
              .published_at = published_at};
    if (!is_at_desk) news.facts.amount = refund.amount;
    tell(std::move(news), work);
}

void Policies::tell(News news, UnitOfWork& work) {
    auto key = notice_key(news.facts.reservation_id, news.kind, news.occasion);
    if (store_.has_key(key)) return;
    const bool is_news = work.now() - news.published_at <= news_age_max;
    Notice notice{.notification_id = work.next_id<NotificationId>(notification_ids),
                  .user_id = news.user_id,
                  .kind = news.kind,
                  .key = std::move(key),
                  .facts = std::move(news.facts),
                  .created_at = work.now(),
                  .status = is_news ? Status::waiting : Status::in_app,
                  .attempts = 0,
                  .read_at = {}};
    if (is_news) {
        const Letter letter{.notification_id = notice.notification_id,
                            .user_id = notice.user_id,
                            .kind = notice.kind,
                            .key = notice.key,
                            .facts = notice.facts};
        work.set_due(deliver_due, notice.notification_id.value, work.now(), encode_letter(letter));
    }
    store_.put_notice(std::move(notice));
}

}  // namespace boxoffice::notification
