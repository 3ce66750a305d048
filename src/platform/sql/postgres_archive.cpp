// A PostgreSQL database as plain rows: a cursor to read, whole inserts to write.
#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "platform/sql/postgres_connection.hpp"
#include "platform/sql/table_archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace boxoffice::platform {
namespace {

constexpr int rows_at_once = 1'000;
/// Source: pg_type.dat of PostgreSQL 15; the schema has no other types.
constexpr Oid int8_type = 20;
constexpr Oid int4_type = 23;

std::int64_t number_of(const char* digits) {
    std::int64_t number = 0;
    const std::string_view text = digits;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class PostgresArchive final : public TableArchive {
  public:
    PostgresArchive(const PostgresOptions& options, PostgresRole role)
        : options_(checked(options)),
          timeout_(answer_timeout(options_, role)),
          connection_(open_postgres(options_, role)) {}

    std::vector<ArchiveTable> tables() override {
        std::vector<ArchiveTable> found;
        const auto names = run(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND "
            "relkind = 'r' AND relname NOT IN ('schema_migration', 'schema_owner') "
            "ORDER BY relname COLLATE \"C\"");
        found.reserve(static_cast<std::size_t>(PQntuples(names.get())));
        for (int row = 0; row < PQntuples(names.get()); ++row) {
            found.push_back(shape_of(PQgetvalue(names.get(), row, 0)));
        }
        return found;
    }

    std::vector<std::pair<std::int64_t, std::string>> migrations() override {
        std::vector<std::pair<std::int64_t, std::string>> found;
        const auto rows = run("SELECT version, checksum FROM schema_migration ORDER BY version");
        found.reserve(static_cast<std::size_t>(PQntuples(rows.get())));
        for (int row = 0; row < PQntuples(rows.get()); ++row) {
            found.emplace_back(number_of(PQgetvalue(rows.get(), row, 0)),
                               PQgetvalue(rows.get(), row, 1));
        }
        return found;
    }

    std::int64_t count(const ArchiveTable& table) override {
        const auto rows = run("SELECT COUNT(*) FROM " + name(table.name));
        return number_of(PQgetvalue(rows.get(), 0, 0));
    }

    void read(const ArchiveTable& table,
              const std::function<void(const ArchiveRow&)>& take) override {
        run(fmt::format(
            "DECLARE moving NO SCROLL CURSOR WITH HOLD FOR SELECT {} FROM {} ORDER BY {}",
            names(table.columns), name(table.name), names(table.key)));
        ArchiveRow cells(table.columns.size());
        for (int count = rows_at_once; count == rows_at_once;) {
            const auto rows = run(fmt::format("FETCH {} FROM moving", rows_at_once));
            count = PQntuples(rows.get());
            for (int row = 0; row < count; ++row) {
                for (std::size_t i = 0; i < cells.size(); ++i) {
                    cells[i] = cell(rows.get(), row, static_cast<int>(i));
                }
                take(cells);
            }
        }
        run("CLOSE moving");
    }

    void clear(const ArchiveTable& table) override { run("DELETE FROM " + name(table.name)); }

    void insert(const ArchiveTable& table, const std::vector<ArchiveRow>& rows) override {
        if (rows.empty()) return;
        auto script =
            fmt::format("INSERT INTO {} ({}) VALUES ", name(table.name), names(table.columns));
        for (const auto& row : rows) {
            script += &row == &rows.front() ? "(" : ", (";
            for (const auto& cell : row) {
                if (&cell != &row.front()) script += ", ";
                append(script, cell);
            }
            script += ')';
        }
        run(script);
    }

    void begin() override { run("BEGIN ISOLATION LEVEL REPEATABLE READ"); }
    void end() override { run("COMMIT"); }

  private:
    PostgresResult run(const std::string& script) {
        return run_script(connection_.get(), script, timeout_);
    }

    /// Names of tables and columns come from the schema itself, never from outside.
    std::string name(const std::string& text) {
        const std::unique_ptr<char, decltype(&PQfreemem)> quoted(
            PQescapeIdentifier(connection_.get(), text.data(), text.size()), &PQfreemem);
        BOXOFFICE_INVARIANT(quoted != nullptr);
        return quoted.get();
    }
    std::string names(const std::vector<std::string>& texts) {
        std::string list;
        for (const auto& text : texts) list += (list.empty() ? "" : ", ") + name(text);
        return list;
    }

    ArchiveTable shape_of(const std::string& table) {
        ArchiveTable shape{.name = table};
        const auto relation = literal(name(table)) + "::regclass";
        const auto columns =
            run("SELECT attname FROM pg_attribute WHERE attrelid = " + relation +
                " AND attnum > 0 AND NOT attisdropped ORDER BY attname COLLATE \"C\"");
        for (int row = 0; row < PQntuples(columns.get()); ++row) {
            shape.columns.emplace_back(PQgetvalue(columns.get(), row, 0));
        }
        const auto key =
            run("SELECT attname FROM pg_index CROSS JOIN unnest(indkey) WITH ORDINALITY AS part "
                "(number, "
                "place) JOIN pg_attribute ON attrelid = indrelid AND attnum = part.number "
                "WHERE indisprimary AND indrelid = " +
                relation + " ORDER BY place");
        for (int row = 0; row < PQntuples(key.get()); ++row) {
            shape.key.emplace_back(PQgetvalue(key.get(), row, 0));
        }
        if (shape.key.empty()) shape.key = shape.columns;
        return shape;
    }

    std::string literal(const std::string& text) {
        const std::unique_ptr<char, decltype(&PQfreemem)> quoted(
            PQescapeLiteral(connection_.get(), text.data(), text.size()), &PQfreemem);
        if (quoted == nullptr) {
            throw base::InfrastructureFault("a text that is not UTF-8 cannot be stored",
                                            base::Retry::no);
        }
        return quoted.get();
    }

    void append(std::string& script, const ArchiveCell& cell) {
        if (const auto* number = std::get_if<std::int64_t>(&cell)) {
            script += std::to_string(*number);
        } else if (const auto* text = std::get_if<std::string>(&cell)) {
            script += literal(*text);
        } else {
            script += "NULL";
        }
    }

    static ArchiveCell cell(const PGresult* rows, int row, int column) {
        if (PQgetisnull(rows, row, column) != 0) return std::monostate{};
        const auto type = PQftype(rows, column);
        const char* value = PQgetvalue(rows, row, column);
        if (type == int8_type || type == int4_type) return number_of(value);
        return std::string{value, static_cast<std::size_t>(PQgetlength(rows, row, column))};
    }

    PostgresOptions options_;
    base::Duration timeout_;
    PostgresHandle connection_;
};

}  // namespace

std::unique_ptr<TableArchive> make_postgres_archive(const PostgresOptions& options,
                                                    ArchiveUse use) {
    return std::make_unique<PostgresArchive>(
        options, use == ArchiveUse::move ? PostgresRole::migrator : PostgresRole::reader);
}

}  // namespace boxoffice::platform
