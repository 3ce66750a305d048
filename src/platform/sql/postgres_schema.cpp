#include "platform/sql/postgres_schema.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "platform/sql/postgres_dialect.hpp"
#include "platform/sql/schema_checksum.hpp"
#include "platform/sql/schema_history.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string>

namespace boxoffice::platform {
namespace {

/// A migrating connection, and the words for its faults.
class Migrator {
  public:
    Migrator(PGconn* connection, const PostgresOptions& options)
        : connection_(connection),
          options_(options),
          timeout_(answer_timeout(options, PostgresRole::migrator)) {}

    PostgresResult run(const std::string& script) {
        return run_script(connection_, script, timeout_);
    }
    /// The single value that `statement` answers; empty when it answers none or NULL.
    std::string read(const std::string& statement) {
        const auto result = run(statement);
        if (PQntuples(result.get()) == 0 || PQgetisnull(result.get(), 0, 0) != 0) return {};
        return PQgetvalue(result.get(), 0, 0);
    }
    std::string quoted(std::string_view text) {
        const std::unique_ptr<char, decltype(&PQfreemem)> escaped(
            PQescapeLiteral(connection_, text.data(), text.size()), &PQfreemem);
        BOXOFFICE_INVARIANT(escaped != nullptr);
        return escaped.get();
    }
    [[noreturn]] void refuse(std::string_view why) {
        const char* host = PQhost(connection_);
        throw base::InfrastructureFault(
            fmt::format("the database {} at {}:{} is refused: {}", PQdb(connection_),
                        host != nullptr ? host : "", PQport(connection_), why),
            base::Retry::no);
    }
    [[nodiscard]] const std::string& context() const { return options_.context; }

  private:
    PGconn* connection_;
    const PostgresOptions& options_;
    base::Duration timeout_;
};

/// Held by the session until it is closed: replicas that start together migrate one after another.
void lock(Migrator& migrator) {
    const auto key = static_cast<std::int64_t>(fnv1a("boxoffice migrates " + migrator.context()));
    try {
        migrator.run(fmt::format("SELECT pg_advisory_lock({})", key));
    } catch (const base::InfrastructureFault& fault) {
        throw base::InfrastructureFault(
            std::string{"another process is migrating this database: "} + fault.what(),
            base::Retry::yes);
    }
}

void check_owner(Migrator& migrator) {
    const auto schema = migrator.read("SELECT current_schema()");
    if (schema.empty()) {
        migrator.refuse(
            fmt::format("the schema that the URL names is not there; make it with CREATE SCHEMA {}",
                        migrator.context()));
    }
    if (migrator.read("SELECT to_regclass('schema_owner')").empty()) {
        // What belongs to an extension is nobody's table.
        const auto strangers = migrator.read(
            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT EXISTS "
            "(SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')");
        if (strangers != "0") {
            migrator.refuse(fmt::format(
                "it holds tables that were not made by the context \"{}\"; name an empty database",
                migrator.context()));
        }
        migrator.run(fmt::format(
            "BEGIN; CREATE TABLE schema_owner (context TEXT PRIMARY KEY); "
            "INSERT INTO schema_owner VALUES ({}); CREATE TABLE schema_migration (version BIGINT "
            "PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL); COMMIT",
            migrator.quoted(migrator.context())));
    }
    const auto owner = migrator.read("SELECT context FROM schema_owner");
    if (owner != migrator.context()) {
        migrator.refuse(
            fmt::format("it belongs to the context \"{}\", not to \"{}\"; each context has a "
                        "database of its own: write {{context}} where the URL names it",
                        owner, migrator.context()));
    }
}

SchemaHistory read_history(Migrator& migrator) {
    const auto has_kinds = migrator.read(
        "SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = 'schema_migration' AND column_name = 'is_contract'");
    if (has_kinds.empty()) {
        migrator.run(
            "ALTER TABLE schema_migration ADD COLUMN is_contract BOOLEAN NOT NULL DEFAULT FALSE");
    }
    const auto result =
        migrator.run("SELECT version, name, checksum, is_contract FROM schema_migration");
    SchemaHistory history;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        const std::string_view digits = PQgetvalue(result.get(), row, 0);
        int version = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), version);
        history[version] = {.name = PQgetvalue(result.get(), row, 1),
                            .checksum = PQgetvalue(result.get(), row, 2),
                            .is_contract = *PQgetvalue(result.get(), row, 3) == 't'};
    }
    return history;
}

void apply(Migrator& migrator, const ports::Migration& migration) {
    migrator.run("BEGIN");
    migrator.run(translate_script(migration));
    migrator.run(fmt::format(
        "INSERT INTO schema_migration (version, name, checksum, is_contract) VALUES ({}, {}, {}, "
        "{})",
        migration.version, migrator.quoted(migration.name), migrator.quoted(checksum(migration)),
        migration.kind == ports::MigrationKind::contract));
    migrator.run("COMMIT");
}

}  // namespace

void migrate_schema(PGconn* connection, const PostgresOptions& options,
                    const std::vector<ports::Migration>& migrations) {
    Migrator migrator{connection, options};
    lock(migrator);
    check_owner(migrator);
    const auto history = read_history(migrator);
    if (const auto why = objection(history, migrations)) migrator.refuse(*why);
    const auto missing = still_to_apply(history, migrations);
    if (!missing.empty()) migrator.run(std::string{dialect_functions});
    for (const auto& migration : missing) apply(migrator, migration);
}

}  // namespace boxoffice::platform
