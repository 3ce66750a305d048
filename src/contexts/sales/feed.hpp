// The overview as it changes, for everybody who looks at it: server-sent events.
#pragma once

#include "contexts/sales/figures.hpp"
#include "contexts/sales/scope.hpp"
#include "eventing/environment.hpp"
#include "ports/http.hpp"
#include "ports/scheduler.hpp"
#include "ports/sql.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace boxoffice::sales {

/// Streams of one process; more are refused with 503.
inline constexpr std::size_t sales_streams_max = 200;
/// Changes are sent together, at most this long after the first of them: twice a second.
inline constexpr base::Duration sales_stream_delay{500};
/// The pace falls without anything happening: figures of what is being sold come this often.
inline constexpr base::Duration pace_interval{10'000};
/// A line without meaning, so that a dead connection is noticed.
inline constexpr base::Duration sales_heartbeat_interval{15'000};
/// A stream ends after this, so that whoever is no longer staff is not told for ever. Browsers come
/// back by themselves.
inline constexpr base::Duration sales_stream_lifetime = std::chrono::minutes{5};
/// How many bundles of changes a reader may have missed before it gets the whole again.
inline constexpr std::size_t sales_bundles_max = 1'024;

/// Everything but the handler of changes belongs to its own worker.
class Feed {
  public:
    /// `environment` must outlive this. The database is migrated.
    explicit Feed(const eventing::Environment& environment);
    ~Feed();

    /// The figures of these performances have changed and are committed. From any thread.
    void changed(const std::set<contracts::PerformanceId>& performances);
    /// GET /sales/stream. Goes on after Last-Event-ID or ?version=.
    void follow(const ports::HttpRequest& request, const ports::Responder& responder);
    /// Closes every stream; its readers come back to whoever serves then.
    void stop();

  private:
    using Performances = std::set<contracts::PerformanceId>;
    /// What changed between two versions.
    struct Bundle {
        std::int64_t version = 0;
        Performances performances;
    };
    struct Reader {
        std::shared_ptr<ports::HttpStream> stream;
        Scope scope;
        bool with_money = false;
        std::string self;
        base::Instant since{};
        Performances shown;  ///< what its page lists
    };

    void open(const ports::HttpRequest& request, const ports::Responder& responder,
              const Scope& scope);
    /// What somebody who knows `known` has to hear; nothing when that is too long ago.
    [[nodiscard]] std::optional<Performances> missed(std::int64_t known,
                                                     std::int64_t version) const;
    void flush();
    void tell(const Performances& performances);
    static void tell(Reader& reader, const Overview& overview, const Performances& performances);
    void flush_later();
    void beat();
    void beat_later();
    void look_at_pace();
    void look_at_pace_later();
    /// Runs `task`; a fault of the database is logged, and the next one gets a new session.
    bool try_to(const std::function<void(ports::SqlSession&)>& task);
    void end();

    const eventing::Environment& environment_;
    std::mutex mutex_;  ///< guards fresh_ alone
    Performances fresh_;
    std::vector<Reader> readers_;
    std::deque<Bundle> bundles_;
    std::int64_t oldest_known_ = -1;  ///< from this version on everything is in bundles_
    bool has_ended_ = false;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<ports::Timer> flush_timer_;
    std::unique_ptr<ports::Timer> beat_timer_;
    std::unique_ptr<ports::Timer> pace_timer_;
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace boxoffice::sales
