#include "contexts/sales/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::sales {
namespace {

constexpr std::string_view tables = R"sql(
CREATE TABLE musical (id INTEGER PRIMARY KEY, name TEXT NOT NULL);

-- status: 0 scheduled, 1 canceled, 2 deleted.
CREATE TABLE performance (id INTEGER PRIMARY KEY, musical_id INTEGER NOT NULL,
    musical_name TEXT NOT NULL, venue_name TEXT NOT NULL, starts_at INTEGER,
    status INTEGER NOT NULL);
CREATE INDEX performance_of_musical ON performance (musical_id, starts_at, id);
CREATE INDEX performance_by_time ON performance (starts_at, id);

-- state: 0 available, 1 held, 2 sold, 3 blocked, 4 deleted; owner: the reservation that holds or
-- bought it.
CREATE TABLE seat (id INTEGER PRIMARY KEY, performance_id INTEGER NOT NULL, grade TEXT NOT NULL,
    price INTEGER NOT NULL, currency TEXT NOT NULL, state INTEGER NOT NULL,
    owner INTEGER NOT NULL, changed_at INTEGER NOT NULL);
CREATE INDEX seat_sold ON seat (changed_at, performance_id, grade) WHERE state = 2;

-- The seats counted. price is the dearest there was, and only sorts.
CREATE TABLE grade (performance_id INTEGER NOT NULL, grade TEXT NOT NULL, currency TEXT NOT NULL,
    price INTEGER NOT NULL, capacity INTEGER NOT NULL, held INTEGER NOT NULL,
    sold INTEGER NOT NULL, blocked INTEGER NOT NULL,
    PRIMARY KEY (performance_id, grade)) WITHOUT ROWID;

-- One row per reservation that ever held seats; `body` is the purchase by the codec.
CREATE TABLE purchase (reservation_id INTEGER PRIMARY KEY, performance_id INTEGER NOT NULL,
    body TEXT NOT NULL);

-- Where tickets and money stand: the sums of the minutes.
CREATE TABLE sales_total (performance_id INTEGER NOT NULL, grade TEXT NOT NULL,
    method TEXT NOT NULL, currency TEXT NOT NULL, tickets INTEGER NOT NULL,
    captured INTEGER NOT NULL, refunded INTEGER NOT NULL, fees INTEGER NOT NULL,
    PRIMARY KEY (performance_id, grade, method, currency)) WITHOUT ROWID;

-- What moved in each minute since 1970 (UTC). Holds have neither method nor currency.
CREATE TABLE sales_minute (performance_id INTEGER NOT NULL, minute INTEGER NOT NULL,
    grade TEXT NOT NULL, method TEXT NOT NULL, currency TEXT NOT NULL, held INTEGER NOT NULL,
    released INTEGER NOT NULL, sold INTEGER NOT NULL, cancelled INTEGER NOT NULL,
    captured INTEGER NOT NULL, refunded INTEGER NOT NULL, fees INTEGER NOT NULL,
    PRIMARY KEY (performance_id, minute, grade, method, currency)) WITHOUT ROWID;
CREATE INDEX sales_minute_of_house ON sales_minute (minute);
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "sales", tables}});
}

}  // namespace boxoffice::sales
