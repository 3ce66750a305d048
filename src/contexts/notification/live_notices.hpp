// GET /notifications/stream: notices as they are written, for whoever has a page open.
#pragma once

#include "contexts/notification/notice.hpp"
#include "contexts/notification/texts.hpp"
#include "eventing/broadcast.hpp"
#include "eventing/environment.hpp"
#include "ports/http.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace boxoffice::notification {

/// Streams of one process; more are refused with 503.
inline constexpr std::size_t notice_streams_max = 20'000;
/// Notices that a reader may have missed and is sent; with more he is told to read the list.
inline constexpr std::size_t missed_notices_max = 200;
/// News are sent together, at most this long after the first of them.
inline constexpr base::Duration notice_delay{50};
/// A line without meaning, so that a dead connection is noticed and a proxy does not close a quiet
/// one.
inline constexpr base::Duration notice_heartbeat{15'000};
/// Then a stream ends, and its reader comes back: who he is, is asked anew.
inline constexpr base::Duration notice_stream_life = std::chrono::minutes{5};

/// What other replicas did without a word on the bus (marks, notices that wait for their letter) is
/// looked for this often, for so many people in turn.
inline constexpr base::Duration notice_poll_interval{500};
inline constexpr std::size_t notice_poll_people_max = 100;
/// A notice may be committed after one that is younger, by another replica: looks go back so far.
inline constexpr base::Duration notice_skew{10'000};

/// Notices of every replica: this process knows what it writes itself, hears over the bus of what
/// others have sent, and, when it is not alone, looks for the rest. Calls come from any thread;
/// everything happens on one worker.
class LiveNotices {
  public:
    /// `environment` must outlive this; its database must be migrated before anybody follows.
    explicit LiveNotices(const eventing::Environment& environment);
    ~LiveNotices();

    /// Listens to what other replicas write, from the head of the log on.
    void start();
    /// Goes on after Last-Event-ID or `?after=`. `style` is the reader's.
    void follow(const ports::HttpRequest& request, const ports::Responder& responder,
                contracts::UserId user, const Style& style);
    /// Notices of these people were written, read or deleted, and that is committed.
    void changed(std::vector<contracts::UserId> users);
    /// Closes every stream; its readers come back to whoever serves then.
    void stop();

  private:
    struct Reader {
        std::shared_ptr<ports::HttpStream> stream;
        Style style;
        base::Instant ends_at{};
    };
    struct Entry {
        std::int64_t sent = 0;  ///< the newest notice that its readers know
        base::Instant sent_at{};
        std::map<std::int64_t, base::Instant> recent;  ///< what they know of the skew before it
        std::int64_t unread = 0;
        std::vector<Reader> readers;
    };

    void open(const ports::HttpRequest& request, const ports::Responder& responder,
              contracts::UserId user, const Style& style);
    [[nodiscard]] ports::SqlSession& session();
    void flush_later();
    void flush();
    void heard(const ports::EventEnvelope& event);
    void tell(contracts::UserId user, Entry& entry);
    void poll_later();
    void poll();
    [[nodiscard]] std::vector<Notice> read_missed(contracts::UserId user, Entry& entry);
    void beat_later();
    void beat();
    void end();

    const eventing::Environment& environment_;
    std::map<contracts::UserId, Entry> entries_;
    std::set<contracts::UserId> changed_;
    std::size_t streams_ = 0;
    bool has_ended_ = false;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<ports::Timer> flush_timer_;
    std::unique_ptr<ports::Timer> beat_timer_;
    std::unique_ptr<ports::Timer> poll_timer_;
    contracts::UserId polled_up_to_;
    std::unique_ptr<eventing::Broadcast> broadcast_;
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace boxoffice::notification
