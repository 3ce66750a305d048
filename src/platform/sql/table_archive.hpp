// A context's tables as plain rows, whichever database keeps them: what `boxoffice export` reads
// and `boxoffice import` writes. No context is known here; the tables are what the schema says.
#pragma once

#include "platform/sql/postgres_database.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace boxoffice::platform {

using ArchiveCell = std::variant<std::monostate, std::int64_t, std::string>;
using ArchiveRow = std::vector<ArchiveCell>;

/// Columns by name, so that both databases give the same rows for the same data.
struct ArchiveTable {
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::string> key;  ///< columns of the primary key, in its order

    friend bool operator==(const ArchiveTable&, const ArchiveTable&) = default;
};

/// Every call may throw base::InfrastructureFault.
class TableArchive {
  public:
    virtual ~TableArchive() = default;
    /// All but the record of migrations, by name.
    [[nodiscard]] virtual std::vector<ArchiveTable> tables() = 0;
    /// The migrations that made them: version and checksum.
    [[nodiscard]] virtual std::vector<std::pair<std::int64_t, std::string>> migrations() = 0;
    [[nodiscard]] virtual std::int64_t count(const ArchiveTable& table) = 0;
    /// Rows in the order of the key, texts by their bytes. What is read between begin() and end()
    /// is of one moment.
    virtual void read(const ArchiveTable& table,
                      const std::function<void(const ArchiveRow&)>& take) = 0;

    /// Takes a table's rows away, for those that are to be written.
    virtual void clear(const ArchiveTable& table) = 0;
    virtual void insert(const ArchiveTable& table, const std::vector<ArchiveRow>& rows) = 0;

    virtual void begin() = 0;
    /// Keeps what was written since begin().
    virtual void end() = 0;
};

enum class ArchiveUse {
    move,  ///< read and write
    look,  ///< the database refuses to write
};

/// The SQLite file of a context, which must exist.
[[nodiscard]] std::unique_ptr<TableArchive> make_sqlite_archive(const std::string& path,
                                                                const std::string& context,
                                                                ArchiveUse use = ArchiveUse::move);

/// The PostgreSQL database of a context, migrated before.
[[nodiscard]] std::unique_ptr<TableArchive> make_postgres_archive(
    const PostgresOptions& options, ArchiveUse use = ArchiveUse::move);

}  // namespace boxoffice::platform
