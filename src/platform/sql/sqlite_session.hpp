// One SQLite connection with its prepared statements. Internal to the room.
#pragma once

#include "platform/sql/sqlite_connection.hpp"
#include "ports/sql.hpp"

#include <sqlite3.h>

#include <future>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace boxoffice::platform {

/// Where a session finds its data. Shared by the sessions of one database.
struct SqliteLocation {
    SqliteOptions options;
    std::string uri;
    [[nodiscard]] bool is_in_memory() const { return options.path == ":memory:"; }
};

/// Opens its connection when first used, and again after a rollback that failed.
class SqliteSession final : public ports::SqlSession {
  public:
    SqliteSession(std::shared_ptr<const SqliteLocation> location, SqliteRole role);
    ~SqliteSession() override;

    void begin() override;
    void commit() override;
    void rollback() noexcept override;
    std::int64_t execute(ports::SqlText statement,
                         std::initializer_list<ports::SqlParameter> parameters) override;
    void query(ports::SqlText statement, std::initializer_list<ports::SqlParameter> parameters,
               const ports::SqlRowReader& read) override;
    void execute_batch(ports::SqlText statement, const ports::SqlRows& rows) override;
    void query_batch(ports::SqlText statement, const ports::SqlRows& rows,
                     const ports::SqlRowReader& read) override;

    SqliteSession(const SqliteSession&) = delete;
    SqliteSession& operator=(const SqliteSession&) = delete;

  private:
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };
    struct Prepared {
        std::unique_ptr<sqlite3_stmt, Finalizer> statement;
        /// indexes[n - 1] is SQLite's own number for $n.
        std::vector<int> indexes;
        bool is_running = false;
    };

    [[nodiscard]] sqlite3* connection();
    [[nodiscard]] Prepared& prepared(ports::SqlText statement);
    [[nodiscard]] Prepared prepare(std::string_view text);
    template <class Read>
    void run(Prepared& prepared, const Read& read);
    template <class Read>
    void run_batch(ports::SqlText statement, const ports::SqlRows& rows, const Read& read);
    void bind(const Prepared& prepared, std::initializer_list<ports::SqlParameter> parameters);
    void bind(const Prepared& prepared, const ports::SqlRows& rows, std::size_t row);
    void expect_count(const Prepared& prepared, std::size_t given) const;
    void check_binding(int code, const Prepared& prepared) const;
    void checkpoint_if_due() noexcept;
    void close() noexcept;

    std::shared_ptr<const SqliteLocation> location_;
    SqliteRole role_;
    SqliteHandle handle_;
    /// Keyed by the literal's address: a SqlText is always a literal, so one address is one text.
    std::unordered_map<const char*, Prepared> statements_;
    /// How many pages the write-ahead log held after the last commit.
    std::int64_t wal_pages_ = 0;
    /// With more pages than this, they are copied into the file.
    std::int64_t next_checkpoint_pages_ = 0;
    /// Valid while they are being copied, and until this session has noticed the end of it.
    std::future<void> copying_;
};

}  // namespace boxoffice::platform
