#include "contexts/notification/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::notification {
namespace {

constexpr std::string_view tables = R"sql(
-- One row per notice; `facts` is what the templates print, by the codec.
CREATE TABLE notification (notification_id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL,
    kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, facts TEXT NOT NULL,
    created_at INTEGER NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, read_at INTEGER);
CREATE INDEX notification_of_user ON notification (user_id, notification_id);

-- Whose a reservation is and what it is for, as far as events have told; `body` by the codec.
CREATE TABLE reservation_note (reservation_id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL,
    performance_id INTEGER NOT NULL, is_live INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX reservation_note_of_performance ON reservation_note (performance_id, reservation_id);
CREATE INDEX reservation_note_of_user ON reservation_note (user_id);

CREATE TABLE canceled_performance (performance_id INTEGER PRIMARY KEY);

-- People who asked to be forgotten: an event of theirs may come after, from another key of the log.
CREATE TABLE erased_account (user_id INTEGER PRIMARY KEY);
)sql";

/// What performances are called in English, for whoever reads that; `body` by the codec.
constexpr std::string_view names = R"sql(
CREATE TABLE performance_names (performance_id INTEGER PRIMARY KEY, body TEXT NOT NULL);
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "notification", tables}, {101, "names in English", names}});
}

}  // namespace boxoffice::notification
