// All seat maps that people look at: kept up to date by the bus, answered from memory, streamed.
#pragma once

#include "contexts/musical/seat_map.hpp"
#include "eventing/broadcast.hpp"
#include "eventing/environment.hpp"
#include "ports/http.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::musical {

using contracts::PerformanceId;

/// Maps in memory; the one that was looked at longest ago makes room, unless somebody follows it.
inline constexpr std::size_t seat_maps_max = 32;
/// Streams of one process; more are refused with 503.
inline constexpr std::size_t seat_streams_max = 20'000;
/// Changes are sent together, at most this long after the first of them.
inline constexpr base::Duration stream_delay{50};
/// An answer may be this much older than the newest change; its version says which state it shows.
inline constexpr base::Duration seat_map_age_max{50};
/// A line without meaning, so that a dead connection is noticed and a proxy does not close a quiet
/// one.
inline constexpr base::Duration heartbeat_interval{15'000};

/// The events are a broadcast: every replica has its own maps. Handlers are called from any thread.
class SeatMaps {
  public:
    /// `environment` must outlive this. The database is migrated.
    explicit SeatMaps(const eventing::Environment& environment);
    ~SeatMaps();

    /// Follows the bus from its present head.
    void start();
    /// Closes every stream; its readers come back to whoever serves then.
    void stop();

    /// GET /performances/{id}/seatmap, conditional by the version.
    void show(const ports::HttpRequest& request, const ports::Responder& responder);
    /// GET /performances/{id}/seatmap/stream. Goes on after Last-Event-ID or ?version=.
    void follow(const ports::HttpRequest& request, const ports::Responder& responder);
    /// POST /performances/{id}/best-available.
    void find_best(const ports::HttpRequest& request, const ports::Responder& responder);

  private:
    struct Snapshot {
        SeatMap::Version version = 0;
        Instant made_at{};
        std::shared_ptr<const std::string> body;
        bool is_current = true;
    };
    struct Entry {
        SeatMap map;
        std::uint64_t last_use = 0;
        SeatMap::Version sent = 0;
        std::vector<std::shared_ptr<ports::HttpStream>> streams;
    };

    /// Runs `task` on the worker; a fault of the database is answered with 503.
    void post(const ports::HttpRequest& request, const ports::Responder& responder,
              std::function<void(const ports::HttpRequest&, const ports::Responder&)> task);
    [[nodiscard]] Entry* load(PerformanceId id);
    void make_room();
    void drop(PerformanceId id, SeatMap::Version version);
    void apply(const ports::Delivery& delivery);
    [[nodiscard]] bool answer_from_snapshot(const ports::HttpRequest& request,
                                            const ports::Responder& responder, PerformanceId id);
    void take_snapshot(PerformanceId id, const Entry& entry);
    void forget_snapshot(PerformanceId id);
    void flush();
    void flush_later();
    void beat();
    void beat_later();
    std::size_t send(Entry& entry, const std::string& chunk);
    void end();

    const eventing::Environment& environment_;
    std::mutex mutex_;  ///< guards snapshots_ alone; everything else belongs to the worker
    std::map<PerformanceId, Snapshot> snapshots_;
    std::map<PerformanceId, Entry> entries_;
    std::uint64_t uses_ = 0;
    std::size_t streams_ = 0;
    bool has_ended_ = false;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<eventing::Broadcast> broadcast_;
    std::unique_ptr<ports::Timer> flush_timer_;
    std::unique_ptr<ports::Timer> beat_timer_;
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace boxoffice::musical
