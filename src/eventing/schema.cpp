#include "eventing/schema.hpp"

#include "base/invariant.hpp"

namespace boxoffice::eventing {
namespace {

/// Version 1. Append-only: a change is a new migration. Migrations are written in SQLite's dialect:
/// INTEGER is 64 bits wide (only INTEGER PRIMARY KEY is the row's own key there), and tables whose
/// key is not one integer are WITHOUT ROWID. The adapter for PostgreSQL translates these two.
constexpr std::string_view kernel_tables = R"sql(
-- How far ids of each kind are given out, in blocks.
CREATE TABLE id_block (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;

-- This source's generation; `boxoffice restore` raises it.
CREATE TABLE event_source (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
INSERT INTO event_source (id, generation) VALUES (1, 1);

-- The last sequence given per key: gapless, taken under the row's lock.
CREATE TABLE event_sequence (key TEXT PRIMARY KEY, generation INTEGER NOT NULL,
    sequence INTEGER NOT NULL) WITHOUT ROWID;

-- Committed events on their way to the bus: one row per transaction, with the positions of its first
-- and last event, and the events as a JSON array.
CREATE TABLE outbox (position INTEGER PRIMARY KEY, last_position INTEGER NOT NULL,
    events TEXT NOT NULL);
CREATE TABLE outbox_relayed (id INTEGER PRIMARY KEY, position INTEGER NOT NULL);

-- How far this context has come with each (source, key).
CREATE TABLE inbox (source TEXT NOT NULL, key TEXT NOT NULL, generation INTEGER NOT NULL,
    sequence INTEGER NOT NULL, is_parked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, key)) WITHOUT ROWID;
CREATE TABLE log_position (id INTEGER PRIMARY KEY, position INTEGER NOT NULL);

-- Events that could not be applied, and the later ones of their keys, for a human.
CREATE TABLE parked_event (source TEXT NOT NULL, key TEXT NOT NULL, generation INTEGER NOT NULL,
    sequence INTEGER NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL, payload TEXT NOT NULL,
    reason TEXT NOT NULL, parked_at INTEGER NOT NULL,
    PRIMARY KEY (source, key, generation, sequence)) WITHOUT ROWID;

-- Each writer's last committed batch: tells whether a commit whose answer was lost has happened.
CREATE TABLE batch_mark (writer INTEGER PRIMARY KEY, batch INTEGER NOT NULL, at INTEGER NOT NULL);

-- Deadlines and effects, as stored intents.
CREATE TABLE due (kind INTEGER NOT NULL, subject INTEGER NOT NULL, at INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (kind, subject)) WITHOUT ROWID;
CREATE INDEX due_at ON due (kind, at);

-- Answers of POSTs with an Idempotency-Key.
CREATE TABLE idempotency (scope TEXT PRIMARY KEY, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, location TEXT NOT NULL, content_type TEXT NOT NULL, body TEXT NOT NULL,
    created_at INTEGER NOT NULL);
CREATE INDEX idempotency_created_at ON idempotency (created_at);
)sql";

/// Version 2. The log has partitions; what was stored before is of partition 0.
constexpr std::string_view log_partitions = R"sql(
-- How far this context has come in each partition of the log.
CREATE TABLE log_progress (log_partition INTEGER NOT NULL, log_offset INTEGER NOT NULL,
    PRIMARY KEY (log_partition)) WITHOUT ROWID;
INSERT INTO log_progress (log_partition, log_offset) SELECT 0, position FROM log_position;
DROP TABLE log_position;
)sql";

/// What several replicas of a context need beside that. Source: docs/adr/0016.
constexpr std::string_view replicas = R"sql(
-- Committed events on their way to the bus, a row each; bucket is a number from the key. A row that
-- stands is not on the bus, whenever its transaction committed.
CREATE TABLE outbox_event (bucket INTEGER NOT NULL, key TEXT NOT NULL, generation INTEGER NOT NULL,
    sequence INTEGER NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL, payload TEXT NOT NULL,
    PRIMARY KEY (bucket, key, generation, sequence)) WITHOUT ROWID;

-- The replicas that live, and which of them carries which bucket; owner 0: nobody.
CREATE TABLE relay_member (owner INTEGER PRIMARY KEY, until INTEGER NOT NULL);
CREATE TABLE relay_lease (bucket INTEGER PRIMARY KEY, owner INTEGER NOT NULL,
    until INTEGER NOT NULL);
INSERT INTO relay_lease (bucket, owner, until)
    WITH RECURSIVE numbers (bucket) AS
        (SELECT 0 UNION ALL SELECT bucket + 1 FROM numbers WHERE bucket < 31)
    SELECT bucket, 0, 0 FROM numbers;

-- Who has started due work, and until when nobody else does.
ALTER TABLE due ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE due ADD COLUMN leased_until INTEGER NOT NULL DEFAULT 0;
)sql";

/// On whose behalf, as ports/trace_context.hpp writes it; empty when nobody traces. Source:
/// docs/adr/0022.
constexpr std::string_view traces = R"sql(
ALTER TABLE outbox_event ADD COLUMN trace TEXT NOT NULL DEFAULT '';
ALTER TABLE due ADD COLUMN trace TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace

std::vector<ports::Migration> with_kernel(std::vector<ports::Migration> context_migrations) {
    std::vector<ports::Migration> all{{1, "eventing kernel", kernel_tables},
                                      {2, "partitions of the log", log_partitions},
                                      {3, "many replicas", replicas},
                                      {4, "traces", traces}};
    for (auto& migration : context_migrations) {
        BOXOFFICE_INVARIANT(migration.version >= 100);
        all.push_back(migration);
    }
    return all;
}

const Environment& migrated(const Environment& environment,
                            const std::vector<ports::Migration>& migrations) {
    environment.database.migrate(migrations);
    return environment;
}

}  // namespace boxoffice::eventing
