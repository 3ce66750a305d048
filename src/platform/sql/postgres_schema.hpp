// What is checked before a PostgreSQL database is trusted, and how its schema grows. Internal to
// the room.
#pragma once

#include "platform/sql/postgres_connection.hpp"
#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::platform {

/// Refuses a database that belongs to another context or is not for programs of these
/// `migrations`; then applies what is missing, each in its own transaction. Processes that start
/// together wait for each other. Source: schema_history.hpp.
/// @throws base::InfrastructureFault
void migrate_schema(PGconn* connection, const PostgresOptions& options,
                    const std::vector<ports::Migration>& migrations);

}  // namespace boxoffice::platform
