#include "platform/sql/sqlite_schema.hpp"

#include "base/fault.hpp"
#include "platform/sql/schema_checksum.hpp"
#include "platform/sql/schema_history.hpp"
#include "platform/sql/sqlite_connection.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>

namespace boxoffice::platform {
namespace {

/// A deep check reads every page: at most this much, about 50 ms.
constexpr std::int64_t deep_check_bytes_max = 8 << 20;

[[noreturn]] void refuse(const std::string& path, std::string_view why) {
    throw base::InfrastructureFault(fmt::format("the database {} is refused: {}", path, why),
                                    base::Retry::no);
}

/// SQLite's application_id is a signed 32-bit number; 0 means "nobody's".
std::int64_t context_mark(const std::string& context) {
    return static_cast<std::int64_t>(fnv1a("boxoffice:" + context) & 0x7fff'ffffULL) | 1;
}

std::uint32_t big_endian(const unsigned char* bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
}

void check_pages(sqlite3* handle, const std::string& path) {
    const auto bytes =
        read_integer(handle, "PRAGMA page_count") * read_integer(handle, "PRAGMA page_size");
    if (bytes > deep_check_bytes_max) return;
    // The answer is one row, "ok", or one per fault; anything but "ok" ends the start.
    const auto is_sound = read_integer(
        handle, "SELECT count(*) = 1 AND min(quick_check) = 'ok' FROM pragma_quick_check");
    if (is_sound == 0) refuse(path, "it is damaged; keep a copy and restore it from a backup");
}

[[noreturn]] void refuse_owner(const std::string& path, const std::string& context) {
    refuse(path,
           fmt::format("it was not written by the context \"{}\"; each context has a file of its "
                       "own, give it back its name or name another data directory",
                       context));
}

void check_owner(sqlite3* handle, const std::string& path, const std::string& context) {
    const auto owner = read_integer(handle, "PRAGMA application_id");
    if (owner == context_mark(context)) return;
    const bool is_new =
        owner == 0 && read_integer(handle, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!is_new) refuse_owner(path, context);
    run_script(handle, fmt::format("PRAGMA application_id={}", context_mark(context)));
}

std::string text_at(sqlite3_stmt* row, int column) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return text != nullptr ? text : "";
}

SchemaHistory read_history(sqlite3* handle) {
    run_script(handle,
               "CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name "
               "TEXT NOT NULL, checksum TEXT NOT NULL)");
    if (read_integer(handle,
                     "SELECT count(*) FROM pragma_table_info('schema_migration') "
                     "WHERE name = 'is_contract'") == 0) {
        run_script(handle,
                   "ALTER TABLE schema_migration ADD COLUMN is_contract INTEGER NOT NULL "
                   "DEFAULT 0");
    }
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(
        handle, "SELECT version, name, checksum, is_contract FROM schema_migration", -1, &statement,
        nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(statement,
                                                                           &sqlite3_finalize);
    SchemaHistory history;
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code != SQLITE_ROW) break;
        history[sqlite3_column_int(statement, 0)] = {
            .name = text_at(statement, 1),
            .checksum = text_at(statement, 2),
            .is_contract = sqlite3_column_int(statement, 3) != 0};
    }
    if (code != SQLITE_DONE) throw_sqlite_fault(handle, code, "reading schema_migration");
    return history;
}

void apply(sqlite3* handle, const ports::Migration& migration) {
    run_script(handle, "BEGIN IMMEDIATE");
    try {
        run_script(handle, std::string(migration.script));
        const int is_contract = migration.kind == ports::MigrationKind::contract ? 1 : 0;
        std::unique_ptr<char, decltype(&sqlite3_free)> insert(
            sqlite3_mprintf("INSERT INTO schema_migration (version, name, checksum, is_contract) "
                            "VALUES (%d, %Q, %Q, %d)",
                            migration.version, std::string(migration.name).c_str(),
                            checksum(migration).c_str(), is_contract),
            &sqlite3_free);
        run_script(handle, insert.get());
        run_script(handle, "COMMIT");
    } catch (...) {
        sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
}

}  // namespace

void check_file(const std::string& path, const std::string& context) {
    std::error_code missing;
    const auto length = std::filesystem::file_size(path, missing);
    if (missing || length == 0) return;
    std::array<unsigned char, 100> header{};
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(header.data()), header.size());
    // Source: https://www.sqlite.org/fileformat2.html section 1.3.
    static constexpr std::string_view magic("SQLite format 3\0", 16);
    const std::string_view start(reinterpret_cast<const char*>(header.data()), magic.size());
    if (!file || start != magic) {
        refuse(path,
               "it is not a SQLite file or its beginning is damaged; restore it from a backup");
    }
    const std::int64_t owner = big_endian(&header[68]);
    if (owner != 0 && owner != context_mark(context)) refuse_owner(path, context);
    // While a write-ahead log is waiting the file may rightly be shorter than its header says.
    const auto log_length = std::filesystem::file_size(path + "-wal", missing);
    if (!missing && log_length > 0) return;
    const std::uint32_t stored_size = std::uint32_t{header[16]} << 8 | header[17];
    const std::uint64_t page_size = stored_size == 1 ? 65'536 : stored_size;
    if (length < page_size * big_endian(&header[28])) {
        refuse(path, "it has been cut off; restore it from a backup");
    }
}

void migrate_schema(sqlite3* handle, const std::string& path, const std::string& context,
                    const std::vector<ports::Migration>& migrations) {
    check_pages(handle, path);
    check_owner(handle, path, context);
    const auto history = read_history(handle);
    if (const auto why = objection(history, migrations)) refuse(path, *why);
    for (const auto& migration : still_to_apply(history, migrations)) apply(handle, migration);
}

}  // namespace boxoffice::platform
