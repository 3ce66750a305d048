#include "contexts/reservation/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::reservation {
namespace {

constexpr std::string_view tables = R"sql(
-- One row per reservation: what is searched, and the aggregate as JSON.
CREATE TABLE reservation (id INTEGER PRIMARY KEY, version INTEGER NOT NULL,
    user_id INTEGER NOT NULL, performance_id INTEGER NOT NULL, state TEXT NOT NULL,
    live_seats INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX reservation_user ON reservation (user_id);
CREATE INDEX reservation_performance ON reservation (performance_id);

-- Every step of every saga, written in its own transaction. What was placed stands in the
-- reservation and is not repeated here.
CREATE TABLE reservation_history (reservation_id INTEGER NOT NULL, version INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (reservation_id, version)) WITHOUT ROWID;

-- The ticket of a seat, from the sale until it is given back; used_at is when its bearer was let
-- in. A live ticket is unique per seat.
CREATE TABLE ticket (id INTEGER PRIMARY KEY, reservation_id INTEGER NOT NULL,
    performance_id INTEGER NOT NULL, seat_id INTEGER NOT NULL, secret TEXT NOT NULL,
    is_live INTEGER NOT NULL, used_at INTEGER);
CREATE UNIQUE INDEX ticket_live_seat ON ticket (seat_id) WHERE is_live = 1;
CREATE INDEX ticket_reservation ON ticket (reservation_id);

-- The seat directory: what a POST is answered from, kept from the events of musical.
CREATE TABLE directory_performance (id INTEGER PRIMARY KEY, musical_id INTEGER NOT NULL,
    musical_name TEXT NOT NULL, venue_name TEXT NOT NULL, starts_at INTEGER NOT NULL,
    sales_open_at INTEGER, sales_close_at INTEGER, seat_limit INTEGER NOT NULL,
    is_canceled INTEGER NOT NULL);
CREATE TABLE directory_seat (id INTEGER PRIMARY KEY, performance_id INTEGER NOT NULL,
    section TEXT NOT NULL, seat_row INTEGER NOT NULL, seat_col INTEGER NOT NULL,
    row_label TEXT NOT NULL, seat_label TEXT NOT NULL,
    grade TEXT NOT NULL, price INTEGER NOT NULL, currency TEXT NOT NULL);
)sql";

// Refund rules are stored once for all purchases under them, and never change; a performance names
// those that new purchases get, 0 = none. A round tells the reservations of a canceled performance.
constexpr std::string_view cancellations = R"sql(
CREATE TABLE refund_rules (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE UNIQUE INDEX refund_rules_body ON refund_rules (body);
ALTER TABLE directory_performance ADD COLUMN refund_rules INTEGER NOT NULL DEFAULT 0;
CREATE TABLE cancellation_round (performance_id INTEGER PRIMARY KEY, reason TEXT NOT NULL,
    begun_at INTEGER NOT NULL, finished_at INTEGER, told_up_to INTEGER NOT NULL,
    told INTEGER NOT NULL);
)sql";

// What staff search by: the public status, and when it was reserved. Of what was placed before, the
// day is read from the stored text, to the second.
constexpr std::string_view searching = R"sql(
ALTER TABLE reservation ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE reservation ADD COLUMN reserved_at INTEGER NOT NULL DEFAULT 0;
UPDATE reservation SET
    status = CASE
        WHEN state IN ('Completed', 'Canceling') THEN 'ReservationCompleted'
        WHEN state IN ('Impossible', 'Expired') THEN 'ReservationImpossible'
        WHEN state = 'Canceled' THEN 'ReservationCanceled'
        WHEN state = 'NeedsAttention' AND body LIKE '%"cameFrom":"Canceling"%'
            THEN 'ReservationCompleted'
        WHEN state IN ('Refunding', 'NeedsAttention') AND body LIKE '%"seatLost":true%'
            THEN 'ReservationImpossible'
        WHEN state IN ('Refunding', 'NeedsAttention') THEN 'ReservationCanceled'
        ELSE 'ReservationPlaced' END,
    reserved_at = COALESCE(1000 * CAST(strftime('%s',
        substr(body, instr(body, '"reservedDt":"') + 14, 19)) AS INTEGER), 0);
CREATE INDEX reservation_reserved ON reservation (reserved_at);
)sql";
constexpr std::string_view search_again = [] {
    const auto begin = searching.find("UPDATE reservation");
    return searching.substr(begin, searching.find("CREATE INDEX") - begin);
}();

// One row per buyer and performance with a limit, written by replicas alone: its lock is the
// buyer's turn. And the seats of one performance are read again when another replica has changed
// them.
constexpr std::string_view replicas = R"sql(
CREATE TABLE buyer_turn (user_id INTEGER NOT NULL, performance_id INTEGER NOT NULL,
    PRIMARY KEY (user_id, performance_id)) WITHOUT ROWID;
CREATE INDEX directory_seat_performance ON directory_seat (performance_id);
)sql";

// What the house calls a showing in English, as PerformanceScheduled says it; empty = nothing. And
// a default performance has no time that anybody is told.
constexpr std::string_view names = R"sql(
ALTER TABLE directory_performance ADD COLUMN english_names TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_performance ADD COLUMN is_default INTEGER NOT NULL DEFAULT 0;
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "reservations, history, tickets, seat directory", tables},
                                  {101, "refund rules, cancellation rounds", cancellations},
                                  {102, "status and day of reservations", searching, search_again},
                                  {103, "many replicas", replicas},
                                  {104, "names in English, default performances", names}});
}

}  // namespace boxoffice::reservation
