// How the catalogue's rows are read and written, for the store and the queries alike.
#pragma once

#include "contexts/musical/rows.hpp"
#include "eventing/batch_rows.hpp"
#include "ports/sql.hpp"

#include <set>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// A text as search compares it: lower case where that is defined, Korean as it is.
[[nodiscard]] std::string searchable(std::string_view text);

void load(ports::SqlSession& sql, eventing::BatchRows<MusicalId, MusicalRow>& rows);
void load(ports::SqlSession& sql, eventing::BatchRows<VenueId, VenueRow>& rows);
void load(ports::SqlSession& sql, eventing::BatchRows<PerformanceId, PerformanceRow>& rows);
/// @return which performances of those musicals there are; they are in `rows` now.
[[nodiscard]] std::vector<std::pair<MusicalId, PerformanceId>> load_performances_of(
    ports::SqlSession& sql, const std::set<MusicalId>& musicals,
    eventing::BatchRows<PerformanceId, PerformanceRow>& rows);

void save(ports::SqlSession& sql, const eventing::BatchRows<MusicalId, MusicalRow>& rows);
void save(ports::SqlSession& sql, const eventing::BatchRows<VenueId, VenueRow>& rows);
void save(ports::SqlSession& sql, const eventing::BatchRows<PerformanceId, PerformanceRow>& rows);

/// A musical from the columns (id, version, is_deleted, body).
[[nodiscard]] MusicalRow read_musical(const ports::SqlRow& row);
/// A venue from the columns (id, version, is_deleted, body).
[[nodiscard]] VenueRow read_venue(const ports::SqlRow& row);
/// A performance from the columns (id, version, musical_id, starts_at, status, is_default,
/// is_deleted, house_version, sweep_at, seats_pending, body).
[[nodiscard]] PerformanceRow read_performance(const ports::SqlRow& row);

}  // namespace boxoffice::musical
