// What is checked before a database is trusted, and how its schema grows. Internal to the room.
#pragma once

#include "ports/sql.hpp"

#include <sqlite3.h>

#include <string>
#include <vector>

namespace boxoffice::platform {

/// Reads the file's first bytes and its length, before SQLite may write to it. A missing or empty
/// file is new.
/// @throws base::InfrastructureFault (not retryable) when it is no SQLite file, has been cut off,
/// or is marked as another context's.
void check_file(const std::string& path, const std::string& context);

/// Refuses a database that is damaged (deep check only up to 8 MiB, so that a start stays quick),
/// belongs to another context, or is not for programs of these `migrations`; then applies what is
/// missing, each in its own transaction. Source: schema_history.hpp.
/// @throws base::InfrastructureFault
void migrate_schema(sqlite3* handle, const std::string& path, const std::string& context,
                    const std::vector<ports::Migration>& migrations);

}  // namespace boxoffice::platform
