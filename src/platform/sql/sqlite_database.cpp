#include "platform/sql/sqlite_database.hpp"

#include "platform/sql/sqlite_connection.hpp"
#include "platform/sql/sqlite_schema.hpp"
#include "platform/sql/sqlite_session.hpp"

#include <fmt/format.h>

#include <atomic>

namespace boxoffice::platform {
namespace {

/// SQLite's URI form, in which '%', '?' and '#' would mean something.
std::string to_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '%' || c == '?' || c == '#') {
            uri += fmt::format("%{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
            uri += c;
        }
    }
    return uri;
}

/// The memdb VFS shares a name that begins with '/' among the connections of the process.
std::string memory_uri() {
    static std::atomic<std::uint64_t> made{0};
    return fmt::format("file:/boxoffice-{}?vfs=memdb", made.fetch_add(1));
}

class SqliteDatabase final : public ports::SqlDatabase {
  public:
    explicit SqliteDatabase(SqliteOptions options) {
        auto location = std::make_shared<SqliteLocation>();
        location->uri = options.path == ":memory:" ? memory_uri() : to_uri(options.path);
        location->options = std::move(options);
        location_ = std::move(location);
        if (location_->is_in_memory()) {
            anchor_ = open_sqlite(location_->uri, location_->options, SqliteRole::writer);
        }
    }

    void migrate(const std::vector<ports::Migration>& migrations) override {
        const auto& options = location_->options;
        if (!location_->is_in_memory()) check_file(options.path, options.context);
        const auto handle = open_sqlite(location_->uri, options, SqliteRole::writer);
        migrate_schema(handle.get(), options.path, options.context, migrations);
    }

    std::unique_ptr<ports::SqlSession> open_writer() override {
        return std::make_unique<SqliteSession>(location_, SqliteRole::writer);
    }

    std::unique_ptr<ports::SqlSession> open_reader() override {
        return std::make_unique<SqliteSession>(location_, SqliteRole::reader);
    }

  private:
    std::shared_ptr<const SqliteLocation> location_;
    SqliteHandle anchor_;  ///< keeps what is in memory alive
};

}  // namespace

std::unique_ptr<ports::SqlDatabase> make_sqlite_database(SqliteOptions options) {
    return std::make_unique<SqliteDatabase>(std::move(options));
}

}  // namespace boxoffice::platform
