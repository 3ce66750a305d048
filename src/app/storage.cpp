#include "app/storage.hpp"

#include "base/fault.hpp"
#include "platform/sql/postgres_database.hpp"
#include "platform/sql/sqlite_database.hpp"

#include <chrono>
#include <mutex>
#include <optional>

namespace boxoffice::app {
namespace {

/// What a power cut takes of it comes again from the log, and it tells nobody anything. Only a
/// file may be so: a server goes down without its clients, who would go on from what it has lost.
bool needs_full_sync(const std::string& context) {
    return context != "sales";
}

class SqliteStorage final : public Storage {
  public:
    explicit SqliteStorage(std::filesystem::path directory) : directory_(std::move(directory)) {}

    bool holds(const std::string& context) const override {
        return std::filesystem::exists(directory_ / (context + ".db"));
    }
    std::unique_ptr<platform::TableArchive> archive(const std::string& context,
                                                    platform::ArchiveUse use) override {
        return platform::make_sqlite_archive(directory_ / (context + ".db"), context, use);
    }
    /// What a full disk does to a file shows in each answer (503), and goes away by itself.
    bool is_writable() override { return true; }

  private:
    std::unique_ptr<ports::SqlDatabase> open(const std::string& context) override {
        return platform::make_sqlite_database({.path = (directory_ / (context + ".db")).string(),
                                               .context = context,
                                               .full_sync = needs_full_sync(context)});
    }

    std::filesystem::path directory_;
};

class PostgresStorage final : public Storage {
  public:
    explicit PostgresStorage(StorageOptions options) : options_(std::move(options)) {}

    bool holds(const std::string&) const override { return true; }
    std::unique_ptr<platform::TableArchive> archive(const std::string& context,
                                                    platform::ArchiveUse use) override {
        return platform::make_postgres_archive(postgres_options(context), use);
    }

    /// Asks each context's server, at most once in a second however often it is called. A standby
    /// is not writable, and one that was asked wrongly in its first second will be asked again.
    bool is_writable() override {
        const std::lock_guard lock{mutex_};
        const auto now = std::chrono::steady_clock::now();
        if (!checked_at_ || now - *checked_at_ >= std::chrono::seconds{1}) {
            is_writable_ = are_all_writable();
            checked_at_ = std::chrono::steady_clock::now();
        }
        return is_writable_;
    }

  private:
    std::unique_ptr<ports::SqlDatabase> open(const std::string& context) override {
        const std::lock_guard lock{mutex_};
        auto asked = postgres_options(context);
        asked.connect_timeout = asked.statement_timeout = std::chrono::seconds{2};
        probes_.push_back(platform::make_postgres_database(asked)->open_writer());
        return platform::make_postgres_database(postgres_options(context));
    }

    [[nodiscard]] platform::PostgresOptions postgres_options(const std::string& context) const {
        return {.url = options_.database_url,
                .context = context,
                .password_file = options_.database_password_file,
                .statement_timeout = options_.statement_timeout};
    }

    bool are_all_writable() {
        try {
            bool are_writable = true;
            for (const auto& probe : probes_) {
                probe->query("SELECT current_setting('transaction_read_only') = 'off'", {},
                             [&](const ports::SqlRow& row) {
                                 are_writable = are_writable && row.integer(0) != 0;
                             });
            }
            return are_writable;
        } catch (const base::InfrastructureFault&) {
            return false;
        }
    }

    StorageOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<ports::SqlSession>> probes_;  ///< one for each context
    std::optional<std::chrono::steady_clock::time_point> checked_at_;
    bool is_writable_ = false;
};

}  // namespace

ports::SqlDatabase& Storage::database(const std::string& context) {
    auto& database = databases_[context];
    if (!database) database = open(context);
    return *database;
}

std::map<std::string, ports::SqlDatabase*> Storage::databases() const {
    std::map<std::string, ports::SqlDatabase*> opened;
    for (const auto& [name, database] : databases_) opened[name] = database.get();
    return opened;
}

std::unique_ptr<Storage> make_storage(const StorageOptions& options) {
    if (options.database_url.empty()) return std::make_unique<SqliteStorage>(options.data);
    return std::make_unique<PostgresStorage>(options);
}

}  // namespace boxoffice::app
