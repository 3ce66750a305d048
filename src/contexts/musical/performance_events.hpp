// What the house tells everybody of a performance and its seats, in pieces that others can carry.
#pragma once

#include "contexts/musical/rows.hpp"
#include "contracts/musical_events.hpp"
#include "eventing/unit_of_work.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// The venue of the performance, or else of the musical.
[[nodiscard]] std::optional<VenueRow> find_venue(ports::SqlSession& sql, VenueId id);
[[nodiscard]] VenueId venue_of(const PerformanceTerms& terms, const MusicalDetails& musical);
[[nodiscard]] std::string venue_name(ports::SqlSession& sql, const PerformanceRow& row,
                                     const MusicalDetails& musical);

void publish_scheduled(eventing::UnitOfWork& work, HoldDefault hold_default,
                       const PerformanceRow& row, const MusicalDetails& musical,
                       const std::string& venue);
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
