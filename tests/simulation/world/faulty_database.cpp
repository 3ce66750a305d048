#include "simulation/world/faulty_database.hpp"

#include "base/fault.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "postgres/postgres_server.hpp"

#include <cstdlib>
#include <string_view>

namespace boxoffice::simulation {
namespace {

class FaultySession final : public ports::SqlSession {
  public:
    FaultySession(std::unique_ptr<ports::SqlSession> inner, DatabaseFaults& faults)
        : inner_(std::move(inner)), faults_(faults) {}

    void begin() override {
        if (faults_.on_begin()) fail("begin");
        inner_->begin();
    }
    void commit() override {
        const auto fate = faults_.on_commit();
        if (fate == DatabaseFaults::Commit::fails) fail("commit");
        inner_->commit();
        if (fate == DatabaseFaults::Commit::fails_after) fail("answer of a commit");
    }
    void rollback() noexcept override { inner_->rollback(); }
    std::int64_t execute(ports::SqlText statement,
                         std::initializer_list<ports::SqlParameter> parameters) override {
        return inner_->execute(statement, parameters);
    }
    void query(ports::SqlText statement, std::initializer_list<ports::SqlParameter> parameters,
               const ports::SqlRowReader& read) override {
        inner_->query(statement, parameters, read);
    }
    void execute_batch(ports::SqlText statement, const ports::SqlRows& rows) override {
        inner_->execute_batch(statement, rows);
    }
    void query_batch(ports::SqlText statement, const ports::SqlRows& rows,
                     const ports::SqlRowReader& read) override {
        inner_->query_batch(statement, rows, read);
    }

  private:
    [[noreturn]] static void fail(const std::string& what) {
        throw base::InfrastructureFault("simulated: failing " + what, base::Retry::yes);
    }

    std::unique_ptr<ports::SqlSession> inner_;
    DatabaseFaults& faults_;
};

class FaultyDatabase final : public ports::SqlDatabase {
  public:
    FaultyDatabase(ports::SqlDatabase& inner, DatabaseFaults& faults)
        : inner_(inner), faults_(faults) {}

    void migrate(const std::vector<ports::Migration>& migrations) override {
        inner_.migrate(migrations);
    }
    std::unique_ptr<ports::SqlSession> open_writer() override {
        return std::make_unique<FaultySession>(inner_.open_writer(), faults_);
    }
    std::unique_ptr<ports::SqlSession> open_reader() override { return inner_.open_reader(); }

  private:
    ports::SqlDatabase& inner_;
    DatabaseFaults& faults_;
};

}  // namespace

std::unique_ptr<ports::SqlDatabase> make_faulty_database(ports::SqlDatabase& inner,
                                                         DatabaseFaults& faults) {
    return std::make_unique<FaultyDatabase>(inner, faults);
}

std::unique_ptr<ports::SqlDatabase> make_memory_database(const std::string& context) {
    const char* wanted = std::getenv("BOXOFFICE_TEST_DATABASE");
    if (wanted != nullptr && std::string_view{wanted} == "postgresql") {
        return real_server::make_schema_database(context);
    }
    platform::SqliteOptions options;
    options.path = ":memory:";
    options.context = context;
    return platform::make_sqlite_database(std::move(options));
}

}  // namespace boxoffice::simulation
