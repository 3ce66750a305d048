// The embedded shape's database: one SQLite file per context, or the same in memory for tests and
// simulation.
#pragma once

#include "base/clock.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace boxoffice::platform {

struct SqliteOptions {
    /// A file, or ":memory:". What is in memory lives as long as the SqlDatabase, also while no
    /// session is open, so that a simulation can crash a context and open it again; its readers
    /// wait for a writer's transaction to end, while those of a file read beside it.
    std::string path = ":memory:";
    /// Marks the file (application_id), so that no context opens another one's.
    std::string context;
    /// synchronous=FULL: what was committed survives a power cut. false is for tools that can start
    /// anew.
    bool full_sync = true;
    /// How long a call waits for another connection's lock before it fails with a retryable fault.
    base::Duration busy_timeout{2'000};
    /// After a commit that leaves more pages than this in the write-ahead log, they are copied into
    /// the file, beside the commits that follow. Bounds the log: to four times as many pages, 64
    /// MiB by default, as long as no reader holds it.
    std::int64_t checkpoint_pages = 4'000;
};

/// Opens nothing yet: the first session or `migrate` does.
/// Sessions may outlive the database object when it is on disk, not when it is in memory.
[[nodiscard]] std::unique_ptr<ports::SqlDatabase> make_sqlite_database(SqliteOptions options);

}  // namespace boxoffice::platform
