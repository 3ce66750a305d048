#include "platform/sql/postgres_database.hpp"

#include "platform/sql/postgres_connection.hpp"
#include "platform/sql/postgres_schema.hpp"
#include "platform/sql/postgres_session.hpp"

namespace boxoffice::platform {
namespace {

class PostgresDatabase final : public ports::SqlDatabase {
  public:
    explicit PostgresDatabase(PostgresOptions options)
        : options_(std::make_shared<const PostgresOptions>(checked(std::move(options)))) {}

    void migrate(const std::vector<ports::Migration>& migrations) override {
        // Closing it rolls back what failed and gives up the lock.
        const auto handle = open_postgres(*options_, PostgresRole::migrator);
        migrate_schema(handle.get(), *options_, migrations);
    }

    std::unique_ptr<ports::SqlSession> open_writer() override {
        return std::make_unique<PostgresSession>(options_, PostgresRole::writer);
    }

    std::unique_ptr<ports::SqlSession> open_reader() override {
        return std::make_unique<PostgresSession>(options_, PostgresRole::reader);
    }

  private:
    std::shared_ptr<const PostgresOptions> options_;
};

}  // namespace

std::unique_ptr<ports::SqlDatabase> make_postgres_database(PostgresOptions options) {
    return std::make_unique<PostgresDatabase>(std::move(options));
}

}  // namespace boxoffice::platform
