// The scale-out shape's database: one PostgreSQL database (or schema) per context, by libpq.
#pragma once

#include "base/clock.hpp"
#include "ports/sql.hpp"

#include <memory>
#include <string>

namespace boxoffice::platform {

struct PostgresOptions {
    /// postgresql://user@host:port/name, or several hosts with commas between them; what libpq
    /// knows may follow as parameters (sslmode, connect_timeout, target_session_attrs, options,
    /// ...).
    /// `{context}` stands for the context's name, in the database's name or wherever it is written.
    /// Source: https://www.postgresql.org/docs/15/libpq-connect.html
    std::string url;
    /// Marks the database, so that no context opens another one's.
    std::string context;
    /// A file with the user's password, read anew for each connection; empty leaves it to libpq.
    /// A password in the URL is refused: every user of the machine would see it.
    std::string password_file;
    /// For each host; unless the URL says otherwise.
    base::Duration connect_timeout{5'000};
    /// How long the server works on one statement; the session waits a little longer for its answer
    /// and then takes the connection for lost. No call lasts longer without any answer.
    base::Duration statement_timeout{10'000};
    /// How long a statement waits for another transaction's lock.
    base::Duration lock_timeout{5'000};
    /// When a transaction whose session is silent is ended, so that its locks do not outlive a
    /// process that hangs or is cut off.
    base::Duration idle_transaction_timeout{10'000};
};

/// Opens nothing yet: the first use of a session or `migrate` does. Sessions may outlive it.
/// @throws base::InfrastructureFault (not retryable) when the URL cannot be read or holds a
/// password.
[[nodiscard]] std::unique_ptr<ports::SqlDatabase> make_postgres_database(PostgresOptions options);

}  // namespace boxoffice::platform
