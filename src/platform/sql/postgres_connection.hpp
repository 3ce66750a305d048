// One open connection to PostgreSQL with the house's settings, waiting that always ends, and the
// one place where SQLSTATEs become faults. Internal to the room.
#pragma once

#include "base/fault.hpp"
#include "platform/sql/postgres_database.hpp"

#include <chrono>
#include <memory>
#include <postgresql/libpq-fe.h>
#include <string>
#include <string_view>

namespace boxoffice::platform {

enum class PostgresRole {
    writer,
    reader,    ///< may not write; its transactions are of one moment
    migrator,  ///< waits longer, because it may change whole tables
};

struct PostgresCloser {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using PostgresHandle = std::unique_ptr<PGconn, PostgresCloser>;

struct PostgresClearer {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, PostgresClearer>;

/// The connection is gone; what was open on it is rolled back by the server, sooner or later.
class PostgresConnectionLost final : public base::InfrastructureFault {
  public:
    explicit PostgresConnectionLost(const std::string& what)
        : base::InfrastructureFault(what, base::Retry::yes) {}
};

/// The options of one context as its sessions use them: `{context}` is replaced in the URL.
/// @throws base::InfrastructureFault (not retryable) when the URL cannot be read or holds a
/// password.
[[nodiscard]] PostgresOptions checked(PostgresOptions options);

/// A connection in non-blocking mode.
/// @throws base::InfrastructureFault not retryable when the database does not exist or the user may
/// not use it.
[[nodiscard]] PostgresHandle open_postgres(const PostgresOptions& options, PostgresRole role);

/// How long a session waits for the next answer: longer than the server works on it.
[[nodiscard]] base::Duration answer_timeout(const PostgresOptions& options, PostgresRole role);

/// The next result of what was sent; null at the end of a statement's results. Sends what is not
/// sent yet while it waits.
/// @throws PostgresConnectionLost
/// @throws base::InfrastructureFault (retryable) when `timeout` passes first. In both cases the
/// connection is of no use afterwards.
[[nodiscard]] PostgresResult next_result(PGconn* connection, base::Duration timeout);

/// Runs a script of one or more statements without parameters, outside of pipeline mode.
/// @return the last statement's result.
/// @throws base::InfrastructureFault
PostgresResult run_script(PGconn* connection, const std::string& script, base::Duration timeout);

/// The fault that a failed result means. `doing` is the statement.
[[nodiscard]] base::InfrastructureFault postgres_fault(const PGresult* result,
                                                       std::string_view doing);

/// Whether the connection is of no more use after that failure, although it may still be open: the
/// server shuts down, has become a standby, or has forgotten or outdated what was prepared.
[[nodiscard]] bool ends_connection(const PGresult* result);

}  // namespace boxoffice::platform
