// One open SQLite handle with the house's settings, and the one place where SQLite's codes become
// faults.
#pragma once

#include "platform/sql/sqlite_database.hpp"

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::platform {

enum class SqliteRole { writer, reader };

struct SqliteCloser {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};
using SqliteHandle = std::unique_ptr<sqlite3, SqliteCloser>;

/// Opens the file named by `uri` (SQLite's URI form) and applies the settings of that role.
/// @throws base::InfrastructureFault
[[nodiscard]] SqliteHandle open_sqlite(const std::string& uri, const SqliteOptions& options,
                                       SqliteRole role);

/// Runs a script of one or more statements without parameters.
/// @throws base::InfrastructureFault
void run_script(sqlite3* handle, const std::string& script);

/// The single integer that a statement answers; 0 when it answers no row.
/// @throws base::InfrastructureFault
[[nodiscard]] std::int64_t read_integer(sqlite3* handle, const std::string& statement);

/// Says what failed, whether trying again makes sense, and what an operator can do.
/// @throws base::InfrastructureFault always.
[[noreturn]] void throw_sqlite_fault(sqlite3* handle, int code, std::string_view doing);

}  // namespace boxoffice::platform
