// One performance's seat map in memory: the compact answer, its versions, and what changed between
// them.
#pragma once

#include "contexts/musical/domain/house.hpp"
#include "contracts/ids.hpp"
#include "contracts/seats.hpp"
#include "ports/sql.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::musical {

/// The statuses of all seats are one text, a letter a seat in the order of `seats`: A(vailable),
/// H(eld), S(old), B(locked). Everything else changes only when staff change the house.
class SeatMap {
  public:
    using Version = std::int64_t;

    struct Change {
        SeatId seat;
        char status;
    };
    struct Delta {
        Version version;
        std::vector<Change> changes;
    };

    /// Reads the committed house and its version in one view. @return nothing when there is no such
    /// performance.
    [[nodiscard]] static std::optional<SeatMap> select(ports::SqlSession& sql,
                                                       contracts::PerformanceId id);

    /// The sequence of musical's last event of this performance; the ETag, and the id on the
    /// stream.
    [[nodiscard]] Version version() const { return version_; }
    [[nodiscard]] std::int64_t generation() const { return generation_; }
    /// Takes over one event's effect. `version` is the next one.
    void apply(Version version, const std::vector<Change>& changes);

    /// The whole answer of GET /performances/{id}/seatmap.
    [[nodiscard]] std::string to_json() const;
    /// What happened after `version`, merged seat by seat. @return nothing when that is too long
    /// ago.
    [[nodiscard]] std::optional<std::vector<Change>> changes_since(Version version) const;

    [[nodiscard]] const House& house() const { return house_; }
    /// Labels and price of a seat, for best-available.
    [[nodiscard]] const contracts::SeatDetails* details(SeatId id) const;

  private:
    House house_;
    std::vector<contracts::SeatDetails> seats_;  ///< sorted by id
    std::string statuses_;                       ///< in the order of seats_
    std::string head_;                           ///< the answer up to the version
    std::string tail_;                           ///< what stands between version and statuses
    Version version_ = 0;
    std::int64_t generation_ = 1;
    std::deque<Delta> deltas_;
};

/// How many deltas a stream may be behind before it is told to read the map again.
inline constexpr std::size_t deltas_max = 1'024;

/// {"version":7,"changes":[{"seatId":1,"status":"Held"}]}
[[nodiscard]] std::string to_json(SeatMap::Version version,
                                  const std::vector<SeatMap::Change>& changes);

}  // namespace boxoffice::musical
