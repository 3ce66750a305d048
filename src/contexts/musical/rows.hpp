// What the store keeps of each thing, next to what the domain knows.
#pragma once

#include "contexts/musical/domain/attributes.hpp"
#include "contexts/musical/domain/catalogue.hpp"
#include "contexts/musical/domain/seat.hpp"
#include "contexts/musical/domain/seat_block.hpp"
#include "contracts/ids.hpp"
#include "contracts/seats.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::musical {

struct MusicalRow {
    Musical musical;
    std::int64_t version = 0;
    bool is_deleted = false;
};

struct VenueRow {
    Venue venue;
    std::int64_t version = 0;
    bool is_deleted = false;
};

struct PerformanceRow {
    Performance performance;
    std::int64_t version = 0;
    bool is_deleted = false;
    std::int64_t house_version = 0;   ///< rises when seats are added, removed or moved
    std::optional<Instant> sweep_at;  ///< when overdue holds are looked for next
    bool seats_pending = false;       ///< its seats are still to be made from the venue's plan
};

/// The part of a seat that moves, with what a move must know.
struct SeatRow {
    Seat seat;
    PerformanceId performance_id;
    MusicalId musical_id;
    std::string grade;
    std::int64_t version = 0;
    bool is_deleted = false;
};

/// A seat as staff describe it and readers see it.
struct SeatDescription {
    contracts::SeatDetails details;
    PlanPoint position;
    Attributes attributes;
    std::optional<SeatBlock> block;  ///< while it is off sale
};

}  // namespace boxoffice::musical
