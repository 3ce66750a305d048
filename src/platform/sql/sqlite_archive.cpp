// A SQLite file as plain rows.
#include "base/fault.hpp"
#include "platform/sql/sqlite_connection.hpp"
#include "platform/sql/table_archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace boxoffice::platform {
namespace {

struct StatementCloser {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

/// Names of tables and columns come from the schema itself, never from outside.
std::string in_quotes(const std::string& name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? std::string{"\"\""} : std::string{c};
    return text + '"';
}

std::string in_quotes(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + in_quotes(name);
    return text;
}

std::string text_of(sqlite3_stmt* statement, int column) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    return bytes == nullptr ? std::string{} : std::string{bytes, size};
}

class SqliteArchive final : public TableArchive {
  public:
    SqliteArchive(const std::string& path, const std::string& context, ArchiveUse use)
        : path_(path) {
        if (!std::filesystem::exists(path)) {
            throw base::InfrastructureFault(path + " does not exist", base::Retry::no);
        }
        handle_ = open_sqlite("file:" + path, {.path = path, .context = context},
                              use == ArchiveUse::move ? SqliteRole::writer : SqliteRole::reader);
    }

    std::vector<ArchiveTable> tables() override {
        std::vector<ArchiveTable> found;
        each(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND "
            "name <> 'schema_migration' ORDER BY name",
            [&](sqlite3_stmt* row) { found.push_back({.name = text_of(row, 0)}); });
        for (auto& table : found) read_shape(table);
        return found;
    }

    std::vector<std::pair<std::int64_t, std::string>> migrations() override {
        std::vector<std::pair<std::int64_t, std::string>> found;
        each("SELECT version, checksum FROM schema_migration ORDER BY version",
             [&](sqlite3_stmt* row) {
                 found.emplace_back(sqlite3_column_int64(row, 0), text_of(row, 1));
             });
        return found;
    }

    std::int64_t count(const ArchiveTable& table) override {
        return read_integer(handle_.get(), "SELECT COUNT(*) FROM " + in_quotes(table.name));
    }

    void read(const ArchiveTable& table,
              const std::function<void(const ArchiveRow&)>& take) override {
        ArchiveRow cells(table.columns.size());
        each(fmt::format("SELECT {} FROM {} ORDER BY {}", in_quotes(table.columns),
                         in_quotes(table.name), in_quotes(table.key)),
             [&](sqlite3_stmt* row) {
                 for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cell(table, row, i);
                 take(cells);
             });
    }

    void clear(const ArchiveTable& table) override {
        run_script(handle_.get(), "DELETE FROM " + in_quotes(table.name));
    }

    void insert(const ArchiveTable& table, const std::vector<ArchiveRow>& rows) override {
        std::string marks;
        for (std::size_t i = 0; i < table.columns.size(); ++i) marks += i == 0 ? "?" : ", ?";
        const auto statement =
            prepare(fmt::format("INSERT INTO {} ({}) VALUES ({})", in_quotes(table.name),
                                in_quotes(table.columns), marks));
        for (const auto& row : rows) {
            for (std::size_t i = 0; i < row.size(); ++i) bind(statement.get(), i, row[i]);
            const int code = sqlite3_step(statement.get());
            if (code != SQLITE_DONE) fail(code, "writing " + table.name);
            sqlite3_reset(statement.get());
        }
    }

    void begin() override { run_script(handle_.get(), "BEGIN IMMEDIATE"); }
    void end() override { run_script(handle_.get(), "COMMIT"); }

  private:
    [[noreturn]] void fail(int code, const std::string& doing) {
        throw_sqlite_fault(handle_.get(), code, doing + " in " + path_);
    }

    Statement prepare(const std::string& text) {
        sqlite3_stmt* prepared = nullptr;
        const int code = sqlite3_prepare_v2(handle_.get(), text.c_str(), -1, &prepared, nullptr);
        Statement statement{prepared};
        if (code != SQLITE_OK) fail(code, text);
        return statement;
    }

    template <class Take>
    void each(const std::string& text, const Take& take) {
        const auto statement = prepare(text);
        int code = SQLITE_ROW;
        while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) take(statement.get());
        if (code != SQLITE_DONE) fail(code, text);
    }

    void read_shape(ArchiveTable& table) {
        std::vector<std::pair<int, std::string>> key;
        each("SELECT name, pk FROM pragma_table_info(" + in_quotes(table.name) + ")",
             [&](sqlite3_stmt* row) {
                 table.columns.push_back(text_of(row, 0));
                 const int place = sqlite3_column_int(row, 1);
                 if (place > 0) key.emplace_back(place, table.columns.back());
             });
        std::sort(table.columns.begin(), table.columns.end());
        std::sort(key.begin(), key.end());
        for (auto& [place, name] : key) table.key.push_back(std::move(name));
        if (table.key.empty()) table.key = table.columns;
    }

    ArchiveCell cell(const ArchiveTable& table, sqlite3_stmt* row, std::size_t column) {
        const auto i = static_cast<int>(column);
        switch (sqlite3_column_type(row, i)) {
            case SQLITE_NULL:
                return std::monostate{};
            case SQLITE_INTEGER:
                return std::int64_t{sqlite3_column_int64(row, i)};
            case SQLITE_TEXT:
                return text_of(row, i);
            default:
                throw base::InfrastructureFault(
                    fmt::format("{}: column {} of {} holds neither a whole number nor text", path_,
                                table.columns[column], table.name),
                    base::Retry::no);
        }
    }

    static void bind(sqlite3_stmt* statement, std::size_t column, const ArchiveCell& cell) {
        const auto i = static_cast<int>(column) + 1;
        if (const auto* number = std::get_if<std::int64_t>(&cell)) {
            sqlite3_bind_int64(statement, i, *number);
        } else if (const auto* text = std::get_if<std::string>(&cell)) {
            sqlite3_bind_text(statement, i, text->data(), static_cast<int>(text->size()),
                              SQLITE_STATIC);
        } else {
            sqlite3_bind_null(statement, i);
        }
    }

    std::string path_;
    SqliteHandle handle_;
};

}  // namespace

std::unique_ptr<TableArchive> make_sqlite_archive(const std::string& path,
                                                  const std::string& context, ArchiveUse use) {
    return std::make_unique<SqliteArchive>(path, context, use);
}

}  // namespace boxoffice::platform
