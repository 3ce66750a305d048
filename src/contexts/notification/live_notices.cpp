#include "contexts/notification/live_notices.hpp"

#include "base/fault.hpp"
#include "contexts/notification/codecs.hpp"
#include "contexts/notification/queries.hpp"
#include "contracts/event_stream.hpp"
#include "contracts/problem.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::notification {
namespace {

using contracts::UserId;

/// Up to where the reader knows his notices; nothing when he does not say it, or in no number of
/// one.
std::optional<std::int64_t> known_to(const ports::HttpRequest& request) {
    const auto known = contracts::known_position(request, "after");
    return known && *known >= 0 ? known : std::nullopt;
}

std::string unread_event(std::int64_t unread) {
    return contracts::stream_event(std::nullopt, "unread",
                                   "{\"unread\":" + std::to_string(unread) + '}');
}

std::string notice_event(const Notice& notice, const Style& style) {
    return contracts::stream_event(notice.notification_id.value, "notification",
                                   to_resource(notice, style));
}

/// The id says from where to go on once the list has been read.
std::string reset_event(std::int64_t newest) {
    return contracts::stream_event(newest, "reset", "{}");
}

/// What somebody who knows his notices up to some id has to hear; `newest` is that of `missed`.
std::string news(const std::vector<Notice>& missed, std::int64_t newest, const Style& style) {
    if (missed.size() > missed_notices_max) return reset_event(newest);
    std::string chunk;
    for (const auto& notice : missed) chunk += notice_event(notice, style);
    return chunk;
}

}  // namespace

LiveNotices::LiveNotices(const eventing::Environment& environment)
    : environment_(environment), worker_(environment.scheduler.make_worker("notification-live")) {}

LiveNotices::~LiveNotices() {
    stop();
}

void LiveNotices::start() {
    worker_->post([this, head = environment_.bus.head()] {
        if (has_ended_) return;
        broadcast_ = std::make_unique<eventing::Broadcast>(
            "notification-live", environment_, *worker_, head,
            [this](const ports::Delivery& delivery) { heard(*delivery.event); });
    });
}

/// What became of a notice says that it is written, whichever replica did it.
void LiveNotices::heard(const ports::EventEnvelope& event) {
    if (has_ended_ || entries_.empty() || event.source != "notification") return;
    const auto told = contracts::decode<ToldPerson>(event.payload);
    if (!told || !entries_.contains(told->user_id)) return;
    changed_.insert(told->user_id);
    flush_later();
}

void LiveNotices::stop() {
    worker_->close();  // from here nothing else touches what the worker used
    end();
}

void LiveNotices::end() {
    has_ended_ = true;
    broadcast_.reset();
    flush_timer_.reset();
    beat_timer_.reset();
    poll_timer_.reset();
    for (auto& [user, entry] : entries_) {
        for (const auto& reader : entry.readers) reader.stream->close();
    }
    entries_.clear();
    streams_ = 0;
}

ports::SqlSession& LiveNotices::session() {
    if (!session_) session_ = environment_.database.open_reader();
    return *session_;
}

void LiveNotices::follow(const ports::HttpRequest& request, const ports::Responder& responder,
                         UserId user, const Style& style) {
    worker_->post([this, request, responder, user, style] {
        try {
            open(request, responder, user, style);
        } catch (const base::InfrastructureFault& fault) {
            session_.reset();
            environment_.log.write(ports::LogLevel::error, "notices cannot be read",
                                   {{"context", "notification"}, {"fault", fault.what()}});
            responder->send(contracts::problem_response(request, 503, "overloaded"));
        }
    });
}

void LiveNotices::open(const ports::HttpRequest& request, const ports::Responder& responder,
                       UserId user, const Style& style) {
    if (has_ended_ || streams_ >= notice_streams_max) {
        return responder->send(contracts::problem_response(request, 503, "overloaded"));
    }
    auto& entry = entries_[user];
    // Those who are here already hear what came since, and all of them then know the same.
    tell(user, entry);
    auto head = contracts::event_stream_head();
    head.body += unread_event(entry.unread);
    if (const auto known = known_to(request)) {
        const auto missed = read_notices_after(session(), user, *known, missed_notices_max + 1);
        head.body += news(missed, entry.sent, style);
    }
    auto stream = responder->open_stream(std::move(head));
    if (!stream) {
        if (entry.readers.empty()) entries_.erase(user);
        return;
    }
    entry.readers.push_back(
        {std::move(stream), style, environment_.clock.now() + notice_stream_life});
    ++streams_;
    beat_later();
    if (!environment_.is_alone) poll_later();
}

void LiveNotices::changed(std::vector<UserId> users) {
    worker_->post([this, users = std::move(users)] {
        for (const auto user : users) {
            if (entries_.contains(user)) changed_.insert(user);
        }
        if (!changed_.empty()) flush_later();
    });
}

void LiveNotices::flush_later() {
    if (flush_timer_ || has_ended_) return;
    flush_timer_ = environment_.scheduler.after(notice_delay, *worker_, [this] {
        flush_timer_.reset();
        if (!has_ended_) flush();
    });
}

void LiveNotices::flush() {
    try {
        while (!changed_.empty()) {
            const auto user = *changed_.begin();
            const auto entry = entries_.find(user);
            if (entry != entries_.end()) tell(user, entry->second);
            changed_.erase(user);
        }
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        environment_.log.write(ports::LogLevel::warning, "notices cannot be read, will try again",
                               {{"context", "notification"}, {"fault", fault.what()}});
        flush_later();
    }
}

/// Sends what came since the last time, and how many are unread if that has changed.
void LiveNotices::tell(UserId user, Entry& entry) {
    const bool is_new = entry.readers.empty();
    const auto unread = count_unread(session(), user);
    auto missed = read_missed(user, entry);
    if (is_new) missed.clear();  // the list has them
    const bool has_unread_changed = !is_new && unread != entry.unread;
    entry.unread = unread;
    for (const auto& reader : entry.readers) {
        auto chunk = news(missed, entry.sent, reader.style);
        if (has_unread_changed) chunk += unread_event(unread);
        if (!chunk.empty()) reader.stream->write(std::move(chunk));
    }
}

void LiveNotices::poll_later() {
    if (poll_timer_ || has_ended_) return;
    poll_timer_ = environment_.scheduler.after(notice_poll_interval, *worker_, [this] {
        poll_timer_.reset();
        if (!has_ended_) poll();
    });
}

/// The next people in turn, and the first again after the last.
void LiveNotices::poll() {
    if (entries_.empty()) return;
    auto next = entries_.upper_bound(polled_up_to_);
    const auto count = std::min(entries_.size(), notice_poll_people_max);
    for (std::size_t i = 0; i < count; ++i) {
        if (next == entries_.end()) next = entries_.begin();
        polled_up_to_ = next->first;
        changed_.insert(next->first);
        ++next;
    }
    flush();
    poll_later();
}

/// What its readers do not know yet; from then on they do.
std::vector<Notice> LiveNotices::read_missed(UserId user, Entry& entry) {
    const bool is_new = entry.readers.empty();
    const auto newest = newest_notice(session(), user);
    const auto since = (is_new ? newest.created_at : entry.sent_at) - notice_skew;
    auto missed =
        read_notices_since(session(), user, since, missed_notices_max + entry.recent.size() + 1);
    std::erase_if(missed, [&entry](const Notice& notice) {
        return entry.recent.contains(notice.notification_id.value);
    });
    if (newest.created_at >= entry.sent_at) {
        entry.sent = newest.id;
        entry.sent_at = newest.created_at;
    }
    for (const auto& notice : missed) {
        entry.recent.emplace(notice.notification_id.value, notice.created_at);
    }
    std::erase_if(entry.recent, [oldest = entry.sent_at - notice_skew](const auto& known) {
        return known.second < oldest;
    });
    return missed;
}

void LiveNotices::beat_later() {
    if (beat_timer_ || has_ended_) return;
    beat_timer_ = environment_.scheduler.after(notice_heartbeat, *worker_, [this] {
        beat_timer_.reset();
        if (!has_ended_) beat();
    });
}

void LiveNotices::beat() {
    const auto now = environment_.clock.now();
    streams_ = 0;
    for (auto each = entries_.begin(); each != entries_.end();) {
        auto& readers = each->second.readers;
        for (const auto& reader : readers) {
            if (now >= reader.ends_at) reader.stream->close();
        }
        std::erase_if(readers, [](const Reader& reader) { return !reader.stream->is_open(); });
        for (const auto& reader : readers) reader.stream->write(":\n\n");
        streams_ += readers.size();
        each = readers.empty() ? entries_.erase(each) : std::next(each);
    }
    if (streams_ > 0) beat_later();
}

}  // namespace boxoffice::notification
