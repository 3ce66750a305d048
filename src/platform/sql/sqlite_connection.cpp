#include "platform/sql/sqlite_connection.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

namespace boxoffice::platform {
namespace {

struct Advice {
    base::Retry retry;
    std::string_view hint;
};

/// Source: https://www.sqlite.org/rescode.html, primary result codes.
Advice advice_for(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {base::Retry::yes, "another connection is writing"};
        case SQLITE_FULL:
            return {base::Retry::yes, "the disk is full: free some space"};
        case SQLITE_IOERR:
            return {base::Retry::yes, "the disk failed: look into the system log"};
        case SQLITE_NOMEM:
            return {base::Retry::yes, "no memory is left: raise the memory limit"};
        case SQLITE_INTERRUPT:
            return {base::Retry::yes, "it was interrupted"};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {base::Retry::no,
                    "the file is damaged: keep a copy and restore it from a backup"};
        case SQLITE_CANTOPEN:
            return {base::Retry::no, "check that the directory exists and may be written"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return {base::Retry::no, "check the permissions of the file and its directory"};
        case SQLITE_CONSTRAINT:
            return {base::Retry::no, "the statement breaks a rule of the schema"};
        default:
            return {base::Retry::no, "the statement does not fit the schema"};
    }
}

std::string settings(const SqliteOptions& options, SqliteRole role) {
    const bool is_writer = role == SqliteRole::writer;
    std::string script =
        "PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; "
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA wal_autocheckpoint=0; ";
    script +=
        is_writer ? "PRAGMA cache_size=-2048; " : "PRAGMA cache_size=-1024; PRAGMA query_only=ON; ";
    if (options.path == ":memory:")
        return script + "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;";
    script += options.full_sync ? "PRAGMA synchronous=FULL; " : "PRAGMA synchronous=NORMAL; ";
    // Only a writer may change the file; the mode is kept in it.
    if (is_writer) script += "PRAGMA journal_size_limit=67108864; PRAGMA journal_mode=WAL;";
    return script;
}

/// Once, before the first connection: SQLite counts its memory under one lock of the whole process,
/// which every worker would pass through. Source: sqlite.org/c3ref, SQLITE_CONFIG_MEMSTATUS.
void stop_counting_memory() {
    static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (code != SQLITE_OK) throw_sqlite_fault(nullptr, code, "setting up SQLite");
}

}  // namespace

void throw_sqlite_fault(sqlite3* handle, int code, std::string_view doing) {
    const auto advice = advice_for(code);
    const char* reason = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    throw base::InfrastructureFault(
        fmt::format("SQLite: {}: {} (code {}); {}", doing, reason, code, advice.hint),
        advice.retry);
}

SqliteHandle open_sqlite(const std::string& uri, const SqliteOptions& options, SqliteRole role) {
    stop_counting_memory();
    sqlite3* opened = nullptr;
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    const int code = sqlite3_open_v2(uri.c_str(), &opened, flags, nullptr);
    SqliteHandle handle(opened);  // SQLite gives a handle to be closed even when opening failed
    if (code != SQLITE_OK) throw_sqlite_fault(handle.get(), code, "opening " + options.path);
    sqlite3_extended_result_codes(handle.get(), 1);
    sqlite3_busy_timeout(handle.get(), static_cast<int>(options.busy_timeout.count()));
    run_script(handle.get(), settings(options, role));
    return handle;
}

void run_script(sqlite3* handle, const std::string& script) {
    const int code = sqlite3_exec(handle, script.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw_sqlite_fault(handle, code, script.substr(0, 200));
}

std::int64_t read_integer(sqlite3* handle, const std::string& statement) {
    sqlite3_stmt* prepared = nullptr;
    int code = sqlite3_prepare_v2(handle, statement.c_str(), -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(prepared,
                                                                           &sqlite3_finalize);
    if (code != SQLITE_OK) throw_sqlite_fault(handle, code, statement);
    code = sqlite3_step(prepared);
    if (code == SQLITE_ROW) return sqlite3_column_int64(prepared, 0);
    if (code != SQLITE_DONE) throw_sqlite_fault(handle, code, statement);
    return 0;
}

}  // namespace boxoffice::platform
