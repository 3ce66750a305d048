// SQL as the stores see it: prepared statements only, no vendor. SQLite and PostgreSQL stand behind
// it.
#pragma once

#include "base/clock.hpp"
#include "base/id.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace boxoffice::ports {

/// A statement known when the program was compiled. A string built at run time does not convert, so
/// SQL injection has no door. Placeholders are $1, $2, ...; adapters bind them by name.
class SqlText {
  public:
    template <std::size_t size>
    consteval SqlText(const char (&text)[size]) : text_(text), length_(size - 1) {}

    [[nodiscard]] std::string_view view() const { return {text_, length_}; }

  private:
    const char* text_;
    std::size_t length_;
};

/// One bound value, borrowed for the time of the call. Instants are stored as milliseconds since
/// 1970 UTC.
class SqlParameter {
  public:
    using Value = std::variant<std::monostate, std::int64_t, std::string_view>;

    SqlParameter(std::nullptr_t) {}
    template <std::integral T>
    SqlParameter(T value) : value_(static_cast<std::int64_t>(value)) {}
    template <class Tag>
    SqlParameter(base::Id<Tag> id) : value_(id.value) {}
    SqlParameter(base::Instant instant)
        : value_(static_cast<std::int64_t>(instant.time_since_epoch().count())) {}
    SqlParameter(std::string_view text) : value_(text) {}
    SqlParameter(const std::string& text) : value_(std::string_view{text}) {}
    SqlParameter(const char* text) : value_(std::string_view{text}) {}
    template <class T>
    SqlParameter(const std::optional<T>& value) {
        if (value) *this = SqlParameter(*value);
    }

    [[nodiscard]] const Value& value() const { return value_; }

  private:
    Value value_;
};

/// Rows of parameters for execute_batch and query_batch. Texts are copied in, all into one buffer.
class SqlRows {
  public:
    explicit SqlRows(std::size_t columns) : columns_(columns) {}
    void add(std::initializer_list<SqlParameter> row);
    void clear();

    [[nodiscard]] std::size_t columns() const { return columns_; }
    [[nodiscard]] std::size_t size() const { return cells_.size() / columns_; }
    [[nodiscard]] bool empty() const { return cells_.empty(); }
    /// Borrowed until the next add().
    [[nodiscard]] SqlParameter::Value cell(std::size_t row, std::size_t column) const;

  private:
    struct Text {
        std::size_t begin = 0;
        std::size_t size = 0;
    };
    using Cell = std::variant<std::monostate, std::int64_t, Text>;

    std::size_t columns_;
    std::vector<Cell> cells_;
    std::string texts_;
};

/// One row of an answer. Texts are valid only inside the callback.
class SqlRow {
  public:
    virtual ~SqlRow() = default;
    [[nodiscard]] virtual bool is_null(int column) const = 0;
    /// 0 for NULL.
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    /// Empty for NULL.
    [[nodiscard]] virtual std::string_view text(int column) const = 0;

    [[nodiscard]] base::Instant instant(int column) const {
        return base::Instant{std::chrono::milliseconds{integer(column)}};
    }
    [[nodiscard]] std::optional<base::Instant> optional_instant(int column) const {
        if (is_null(column)) return std::nullopt;
        return instant(column);
    }
    template <class Id>
    [[nodiscard]] Id id(int column) const {
        return Id{integer(column)};
    }
};

using SqlRowReader = std::function<void(const SqlRow&)>;

/// One connection, used by one thread at a time; opened when it is first used, and again after it
/// was lost: the call that notices fails, and the transaction is gone.
/// A statement that ends with the comment /* FOR UPDATE */ or /* FOR UPDATE SKIP LOCKED */ locks
/// the rows that it reads: SQLite's writer has locked everything, PostgreSQL is told in these
/// words. A placeholder that is only asked whether it IS NULL has no type of its own, so it is
/// cast: CAST($1 AS INTEGER) IS NULL. Every call may throw base::InfrastructureFault: retryable
/// when the database was busy or away.
class SqlSession {
  public:
    virtual ~SqlSession() = default;

    /// A writer's transaction sees what others commit meanwhile (PostgreSQL: read committed); a
    /// reader's is of one moment.
    virtual void begin() = 0;
    /// A fault leaves open whether it has happened (eventing/batch_mark.hpp tells).
    virtual void commit() = 0;
    /// Never throws: what cannot be rolled back is closed.
    virtual void rollback() noexcept = 0;

    /// @return how many rows changed.
    virtual std::int64_t execute(SqlText statement,
                                 std::initializer_list<SqlParameter> parameters) = 0;
    virtual void query(SqlText statement, std::initializer_list<SqlParameter> parameters,
                       const SqlRowReader& read) = 0;
    /// The statement once for each row, in their order: a prepared loop on SQLite, one round trip
    /// on PostgreSQL. Outside of a transaction it is one of its own: all rows or none.
    virtual void execute_batch(SqlText statement, const SqlRows& rows) = 0;
    /// The same for answers; rows of several inputs come in the order of the inputs.
    virtual void query_batch(SqlText statement, const SqlRows& rows, const SqlRowReader& read) = 0;
};

/// One migration, applied once and in order; the list is append-only.
/// Whether a program that does not know a migration may go on working on a database that has it.
/// Versions N and N+1 work side by side while one replaces the other, and N comes back when N+1
/// was a mistake: so a change expands first, and contracts a version later, once nobody needs what
/// is taken away. Source: docs/adr/0027-versions-side-by-side.md.
enum class MigrationKind {
    expand,   ///< adds tables, indexes, and columns that may be left out of an INSERT
    contract  ///< takes away or narrows: from here on only programs that know it
};

struct Migration {
    int version;
    std::string_view name;
    /// In SQLite's dialect. The adapter for PostgreSQL translates what tables, indexes and triggers
    /// need; a test migrates every context on both and compares what came out.
    std::string_view script;
    /// The part of `script`, word for word, that moves rows of databases from before there was
    /// PostgreSQL, and may use functions of SQLite alone. It is left out there: it has no such
    /// rows.
    std::string_view sqlite_only = {};
    MigrationKind kind = MigrationKind::expand;
};

/// One context's database.
class SqlDatabase {
  public:
    virtual ~SqlDatabase() = default;

    /// Brings the schema up to date. Refuses (InfrastructureFault, not retryable) a database that
    /// is damaged, belongs to another context or has a contracting migration that is not among
    /// these.
    virtual void migrate(const std::vector<Migration>& migrations) = 0;
    [[nodiscard]] virtual std::unique_ptr<SqlSession> open_writer() = 0;
    /// Sees committed states only.
    [[nodiscard]] virtual std::unique_ptr<SqlSession> open_reader() = 0;
};

}  // namespace boxoffice::ports
