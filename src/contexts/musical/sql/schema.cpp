#include "contexts/musical/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::musical {
namespace {

/// Version 100. Append-only: a change is a new migration.
constexpr std::string_view tables = R"sql(
-- The catalogue: what is searched has a column, the rest is one JSON body by the codec.
CREATE TABLE musical (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL,
    start_date TEXT NOT NULL, end_date TEXT NOT NULL, searched TEXT NOT NULL,
    grades TEXT NOT NULL, is_deleted INTEGER NOT NULL, body TEXT NOT NULL);

CREATE TABLE venue (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL,
    seats INTEGER NOT NULL, is_deleted INTEGER NOT NULL, body TEXT NOT NULL);

-- house_version rises when seats are added, removed or moved; sweep_at is when its overdue holds
-- are looked for next; seats_pending: its seats are still to be made from the venue's plan.
CREATE TABLE performance (id INTEGER PRIMARY KEY, version INTEGER NOT NULL,
    musical_id INTEGER NOT NULL, venue_id INTEGER NOT NULL, starts_at INTEGER NOT NULL,
    status INTEGER NOT NULL, is_default INTEGER NOT NULL, is_deleted INTEGER NOT NULL,
    house_version INTEGER NOT NULL, sweep_at INTEGER, seats_pending INTEGER NOT NULL,
    body TEXT NOT NULL);
CREATE INDEX performance_of_musical ON performance (musical_id, starts_at, id);

-- The seats of a performance have adjacent ids. status: 0 available, 1 held, 2 locked, 3 sold,
-- 4 blocked. owner, until and party_size belong to the hold; epoch never falls; version counts
-- the moves.
CREATE TABLE seat (id INTEGER PRIMARY KEY, performance_id INTEGER NOT NULL,
    musical_id INTEGER NOT NULL, status INTEGER NOT NULL, owner INTEGER NOT NULL,
    epoch INTEGER NOT NULL, until INTEGER NOT NULL, party_size INTEGER NOT NULL,
    version INTEGER NOT NULL, is_deleted INTEGER NOT NULL, section TEXT NOT NULL,
    seat_row INTEGER NOT NULL, seat_col INTEGER NOT NULL, row_label TEXT NOT NULL,
    seat_label TEXT NOT NULL, grade TEXT NOT NULL, price INTEGER NOT NULL,
    currency TEXT NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL,
    attributes INTEGER NOT NULL, block_reason TEXT NOT NULL);
CREATE UNIQUE INDEX seat_place ON seat (performance_id, section, seat_row, seat_col)
    WHERE is_deleted = 0;
CREATE INDEX seat_of_musical ON seat (musical_id, id);
CREATE INDEX seat_owned ON seat (owner) WHERE owner <> 0;
CREATE INDEX seat_held ON seat (performance_id, until) WHERE status = 1;

-- Every move of every seat, in the transaction that made it. Invariant I7 is checked here.
CREATE TABLE seat_history (seat_id INTEGER NOT NULL, version INTEGER NOT NULL,
    at INTEGER NOT NULL, reservation_id INTEGER NOT NULL, epoch INTEGER NOT NULL,
    status INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (seat_id, version)) WITHOUT ROWID;

-- How many seats are available, so that a list of performances counts nothing.
CREATE TABLE seats_left (performance_id INTEGER NOT NULL, grade TEXT NOT NULL,
    seats INTEGER NOT NULL, available INTEGER NOT NULL,
    PRIMARY KEY (performance_id, grade)) WITHOUT ROWID;
)sql";

/// Performances were told without refund tables until tables were told at all (4 = tell_again_due);
/// those with a stated time are told once more, so that their next purchases have rules.
constexpr std::string_view told_again = R"sql(
INSERT INTO due (kind, subject, at, body) SELECT 4, id, 0, '' FROM performance
    WHERE is_default = 0 AND is_deleted = 0 ON CONFLICT (kind, subject) DO NOTHING;
)sql";

/// Nor were names in English told, nor that a performance has no stated time.
constexpr std::string_view told_names = R"sql(
INSERT INTO due (kind, subject, at, body) SELECT 4, id, 0, '' FROM performance
    WHERE is_deleted = 0 ON CONFLICT (kind, subject) DO NOTHING;
)sql";

/// A seat that is off sale says why (a word of BlockKind), and when it goes on sale by itself. What
/// was blocked before is `other`, since its last move.
constexpr std::string_view blocks = R"sql(
ALTER TABLE seat ADD COLUMN block_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE seat ADD COLUMN block_release_at INTEGER;
ALTER TABLE seat ADD COLUMN blocked_at INTEGER;
ALTER TABLE seat ADD COLUMN blocked_by INTEGER;
UPDATE seat SET block_kind = 'other', blocked_at = (SELECT MAX(at) FROM seat_history
    WHERE seat_history.seat_id = seat.id) WHERE status = 4;
CREATE INDEX seat_to_release ON seat (performance_id, block_release_at)
    WHERE block_release_at IS NOT NULL;
)sql";

/// A price that was set for a seat alone stays when that of its grade changes. Which seats had one
/// before nobody noted: those that cost something else than most of their grade.
constexpr std::string_view prices = R"sql(
ALTER TABLE seat ADD COLUMN has_own_price INTEGER NOT NULL DEFAULT 0;
UPDATE seat SET has_own_price = 1 FROM (SELECT performance_id, grade, price,
    ROW_NUMBER() OVER (PARTITION BY performance_id, grade ORDER BY COUNT(*) DESC, price) AS place
    FROM seat WHERE is_deleted = 0 GROUP BY performance_id, grade, price) AS kinds
    WHERE kinds.place > 1 AND seat.performance_id = kinds.performance_id
    AND seat.grade = kinds.grade AND seat.price = kinds.price;
-- So that a calendar of many performances looks at no seat.
ALTER TABLE seats_left ADD COLUMN lowest_price INTEGER;
ALTER TABLE seats_left ADD COLUMN lowest_currency TEXT;
UPDATE seats_left SET lowest_price = cheapest.price, lowest_currency = cheapest.currency FROM
    (SELECT performance_id, grade, MIN(price) AS price, MIN(currency) AS currency FROM seat
    WHERE is_deleted = 0 GROUP BY performance_id, grade) AS cheapest
    WHERE seats_left.performance_id = cheapest.performance_id AND seats_left.grade = cheapest.grade;
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "musical", tables},
                                  {102, "performances are told once more", told_again},
                                  {103, "why seats are blocked, and until when", blocks},
                                  {104, "prices of seats and of grades", prices},
                                  {105, "names in English are told", told_names}});
}

}  // namespace boxoffice::musical
