// Exactly-once effects: one row per (source, key) says how far this context has come.
#pragma once

#include "base/clock.hpp"
#include "ports/event_bus.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace boxoffice::eventing {

/// What to do with a delivery, given how far its key has come.
enum class InboxVerdict {
    apply,  ///< the next one
    drop,   ///< seen before
    park,   ///< its key waits for a human: an earlier event of it could not be applied, or is
            ///< missing
};

/// The rows of one batch are locked when it begins and saved with its effects, each only if it is
/// still as it was loaded. A zombie consumer loses at the row; a repeated event is dropped; nothing
/// grows with time.
class Inbox {
  public:
    void begin_batch();
    void want(const ports::EventEnvelope& event);
    void load(ports::SqlSession& sql);

    [[nodiscard]] InboxVerdict judge(const ports::EventEnvelope& event) const;
    /// The event took effect, or was not for us: it will not be applied again.
    void advance(const ports::EventEnvelope& event);
    /// The event goes aside, and with it every later one of its key.
    void park(const ports::Delivery& delivery, const std::string& reason, base::Instant now);
    /// Everything of its partition up to `position` is dealt with by this batch.
    void reached(ports::Position position);

    [[nodiscard]] bool has_changes() const { return is_dirty_; }
    /// @throws base::InfrastructureFault (a conflict) when another replica has moved a row since it
    /// was loaded, as may happen to rows that were not there yet and so could not be locked.
    void save(ports::SqlSession& sql);

    /// Where to read on: what this context, with all its replicas, has stored.
    [[nodiscard]] static ports::Positions select_positions(ports::SqlSession& sql);
    /// How many events have gone aside and still wait for a human.
    [[nodiscard]] static std::int64_t count_parked(ports::SqlSession& sql);
    /// For a database that was filled from elsewhere and whose log is another one.
    static void store_positions(ports::SqlSession& sql, const ports::Positions& positions);

  private:
    struct State {
        std::int64_t generation = 0;
        std::int64_t sequence = 0;
        std::int64_t loaded_generation = 0;
        std::int64_t loaded_sequence = 0;
        bool is_parked = false;
        bool is_dirty = false;
    };
    struct Parked {
        ports::Delivery delivery;
        std::string reason;
        base::Instant at;
    };
    [[nodiscard]] static std::string row_key(const ports::EventEnvelope& event);
    void save_rows(ports::SqlSession& sql);

    std::unordered_map<std::string, State> states_;
    std::vector<std::pair<std::string, std::string>> wanted_;
    std::vector<Parked> parked_;
    ports::Positions reached_;
    bool is_dirty_ = false;
};

}  // namespace boxoffice::eventing
