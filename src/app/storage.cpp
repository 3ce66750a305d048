#include "app/storage.hpp"

#include "base/fault.hpp"
#include "platform/sql/sqlite_database.hpp"

namespace boxoffice::app {
namespace {

class SqliteStorage final : public Storage {
  public:
    explicit SqliteStorage(std::filesystem::path directory) : directory_(std::move(directory)) {}

    /// What a full disk does to a file shows in each answer (503), and goes away by itself.
    bool is_writable() override { return true; }

  private:
    std::unique_ptr<ports::SqlDatabase> open(const std::string& context) override {
        return platform::make_sqlite_database(
            {.path = (directory_ / (context + ".db")).string(),
             .context = context,
             // What a power cut takes of it comes again from the log, and it tells nobody anything.
             .full_sync = context != "sales"});
    }

    std::filesystem::path directory_;
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

std::unique_ptr<Storage> make_storage(const platform::ServeOptions& options,
                                      const std::filesystem::path& data) {
    if (!options.database_url.empty()) {
        throw base::InfrastructureFault(
            "this version keeps everything in SQLite: leave out --database", base::Retry::no);
    }
    return std::make_unique<SqliteStorage>(data);
}

}  // namespace boxoffice::app
