// Where the contexts of this process keep their rows, as the options choose it.
#pragma once

#include "base/clock.hpp"
#include "platform/sql/table_archive.hpp"
#include "ports/sql.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace boxoffice::app {

/// One database for each context. From one thread while the process is put together; asking for its
/// health is safe from any.
class Storage {
  public:
    virtual ~Storage() = default;
    Storage() = default;
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    /// That context's own, opened at the first call. It lives as long as this.
    [[nodiscard]] ports::SqlDatabase& database(const std::string& context);
    /// Its tables as plain rows; migrated before.
    [[nodiscard]] virtual std::unique_ptr<platform::TableArchive> archive(
        const std::string& context, platform::ArchiveUse use = platform::ArchiveUse::move) = 0;
    /// Every one that was asked for.
    [[nodiscard]] std::map<std::string, ports::SqlDatabase*> databases() const;
    /// Whether that context has been here before, as far as that shows without asking a server.
    [[nodiscard]] virtual bool holds(const std::string& context) const = 0;
    /// Whether something could be stored now; /readyz asks, so it answers within a few seconds.
    [[nodiscard]] virtual bool is_writable() = 0;

  private:
    [[nodiscard]] virtual std::unique_ptr<ports::SqlDatabase> open(const std::string& context) = 0;

    std::map<std::string, std::unique_ptr<ports::SqlDatabase>> databases_;
};

struct StorageOptions {
    std::filesystem::path data;
    std::string database_url;  ///< empty = a SQLite file for each context under `data`
    std::string database_password_file;
    /// How long PostgreSQL works on one statement; tools that read whole tables allow more.
    base::Duration statement_timeout = std::chrono::seconds{10};
};

/// @throws base::InfrastructureFault when the options ask for what is not there.
[[nodiscard]] std::unique_ptr<Storage> make_storage(const StorageOptions& options);

}  // namespace boxoffice::app
