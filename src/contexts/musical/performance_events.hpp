// What the house tells everybody of a performance and its seats, in pieces that others can carry.
#pragma once

#include "contexts/musical/rows.hpp"
#include "contracts/musical_events.hpp"
#include "eventing/unit_of_work.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// The venue of the performance, or else of the musical.
[[nodiscard]] std::optional<VenueRow> find_venue(ports::SqlSession& sql, VenueId id);
[[nodiscard]] VenueId venue_of(const PerformanceTerms& terms, const MusicalDetails& musical);

/// What a hall and its sections are called.
struct VenueNames {
    std::string name;
    std::optional<std::string> name_en;
    std::vector<contracts::SectionName> sections;
    friend bool operator==(const VenueNames&, const VenueNames&) = default;
};
[[nodiscard]] VenueNames names_of(const VenueDetails& venue);

/// The names of the halls of many performances, each hall read once.
class HallNames {
  public:
    explicit HallNames(ports::SqlSession& sql) : sql_(sql) {}

    /// Those of the venue of the performance, or else of the musical; empty without any. A deleted
    /// venue keeps its name.
    [[nodiscard]] const VenueNames& of(const PerformanceRow& row, const MusicalDetails& musical);

  private:
    ports::SqlSession& sql_;
    std::map<VenueId, VenueNames> known_;
};

void publish_scheduled(eventing::UnitOfWork& work, HoldDefault hold_default,
                       const PerformanceRow& row, const MusicalDetails& musical,
                       const VenueNames& venue);
/// In chunks of contracts::seats_per_event_max.
void publish_opened(eventing::UnitOfWork& work, const PerformanceRow& row,
                    const MusicalDetails& musical,
                    const std::vector<contracts::SeatDetails>& seats);
void publish_changed(eventing::UnitOfWork& work, const SeatRow& row, const char* change,
                     const std::string& reason, std::vector<contracts::SeatDetails> seats);

/// The same of any number of seats, in events of seats_per_event_max.
void publish_all_changed(eventing::UnitOfWork& work, const SeatRow& any, const char* change,
                         const std::string& reason,
                         const std::vector<contracts::SeatDetails>& seats);

/// The seats as they are described; those that are not there are left out.
[[nodiscard]] std::vector<SeatDescription> select_descriptions(ports::SqlSession& sql,
                                                               const std::vector<SeatId>& ids);
/// A description from the columns (id, section, seat_row, seat_col, row_label, seat_label, grade,
/// price, currency, x, y, attributes, block_kind, block_reason, block_release_at, blocked_at,
/// blocked_by), the first of them being `first_column`.
[[nodiscard]] SeatDescription read_description(const ports::SqlRow& row, int first_column = 0);

}  // namespace boxoffice::musical
