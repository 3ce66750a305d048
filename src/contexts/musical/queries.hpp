// What GET shows: committed states, page by page.
#pragma once

#include "contexts/musical/resources.hpp"
#include "contracts/resource.hpp"
#include "ports/sql.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::musical {

struct Page {
    std::vector<std::string> items;  ///< JSON
    std::int64_t total = 0;
};

/// A resource with the version of its row, for the ETag.
struct Shown {
    std::string json;
    std::int64_t version = 0;
};

inline constexpr std::array<std::string_view, 4> musicals_sortable{"id", "name", "startDate",
                                                                   "endDate"};
inline constexpr std::array<std::string_view, 2> venues_sortable{"id", "name"};
inline constexpr std::array<std::string_view, 2> performances_sortable{"id", "startsAt"};
inline constexpr std::array<std::string_view, 2> seats_sortable{"id", "price"};

/// `text` anywhere in names and descriptions; played on some day between `from` and `to`
/// (YYYY-MM-DD); with a price for `grade`. Empty = any. `is_available`: with a performance that is
/// not canceled, starts between `plays_from` and `plays_before` (exclusive) and has seats (of that
/// grade) left; one without a stated time is always there.
struct MusicalSearch {
    std::string text;
    std::string from;
    std::string to;
    std::string grade;
    bool is_available = false;
    Instant plays_from{};
    Instant plays_before = Instant::max();
};
[[nodiscard]] Page select_musicals(ports::SqlSession& sql, const MusicalSearch& search,
                                   const contracts::PageRequest& page);
[[nodiscard]] std::optional<Shown> select_musical(ports::SqlSession& sql, MusicalId id);

[[nodiscard]] Page select_venues(ports::SqlSession& sql, const contracts::PageRequest& page);
[[nodiscard]] std::optional<Shown> select_venue(ports::SqlSession& sql, VenueId id);

/// Those of one musical, or of all, that start from `from` on and before `before`.
struct PerformanceFilter {
    std::optional<MusicalId> musical;
    Instant from = Instant::min();
    Instant before = Instant::max();
};
[[nodiscard]] Page select_performances(ports::SqlSession& sql, const PerformanceFilter& filter,
                                       const contracts::PageRequest& page,
                                       HoldDefault hold_default);
[[nodiscard]] std::optional<Shown> select_performance(ports::SqlSession& sql, PerformanceId id,
                                                      HoldDefault hold_default);

/// A performance with how many of its seats are what.
struct PerformanceState {
    PerformanceRow row;
    std::string musical_name;
    SeatCounts seats;
};
[[nodiscard]] std::optional<PerformanceState> select_performance_state(ports::SqlSession& sql,
                                                                       PerformanceId id,
                                                                       Instant now);

/// `status`: Available, Held, Sold, Blocked, or empty for any.
struct SeatFilter {
    std::optional<PerformanceId> performance;
    std::optional<MusicalId> musical;
    std::string status;
};
[[nodiscard]] Page select_seats(ports::SqlSession& sql, const SeatFilter& filter,
                                const contracts::PageRequest& page, Instant now, ShownTo whom);
[[nodiscard]] std::optional<Shown> select_seat(ports::SqlSession& sql, SeatId id, Instant now,
                                               ShownTo whom);

}  // namespace boxoffice::musical
