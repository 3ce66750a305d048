// Goal: the migrations of every context, written once in SQLite's dialect, make the same schema on
// PostgreSQL.
#include "app/moving/schemas.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "postgres/postgres_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace boxoffice::app {
namespace {

using Lines = std::vector<std::string>;

/// The statements answer one text each; columns of a key are never NULL, whatever SQLite would
/// take.
struct Questions {
    ports::SqlText columns;
    ports::SqlText keys;
    ports::SqlText indexes;
    ports::SqlText triggers;
};

constexpr Questions of_sqlite{
    .columns =
        "SELECT tables.name || '.' || field.name || ' ' || field.type || "
        "CASE WHEN field.\"notnull\" = 1 OR field.pk > 0 THEN ' always' ELSE '' END || "
        "COALESCE(' default ' || field.dflt_value, '') "
        "FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS field "
        "WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'",
    .keys =
        "SELECT tables.name || ' (' || (SELECT group_concat(name, ', ') FROM "
        "(SELECT name FROM pragma_table_info(tables.name) WHERE pk > 0 ORDER BY pk)) || ')' "
        "FROM sqlite_schema AS tables "
        "WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'",
    .indexes =
        "SELECT tables.name || ' (' || (SELECT group_concat(name, ', ') FROM "
        "(SELECT name FROM pragma_index_info(entry.name) ORDER BY seqno)) || ')' || "
        "CASE WHEN entry.\"unique\" = 1 THEN ' unique' ELSE '' END || "
        "CASE WHEN entry.partial = 1 THEN ' partial' ELSE '' END "
        "FROM sqlite_schema AS tables JOIN pragma_index_list(tables.name) AS entry "
        "WHERE tables.type = 'table' AND entry.origin <> 'pk'",
    .triggers = "SELECT name || ' on ' || tbl_name FROM sqlite_schema WHERE type = 'trigger'"};

constexpr Questions of_postgres{
    .columns =
        "SELECT table_name || '.' || column_name || ' ' || "
        "CASE data_type WHEN 'bigint' THEN 'INTEGER' "
        "ELSE upper(data_type) END || "
        "CASE WHEN is_nullable = 'NO' THEN ' always' ELSE '' END || "
        "COALESCE(' default ' || replace(column_default, '::text', ''), '') || "
        "CASE WHEN data_type = 'text' AND collation_name IS DISTINCT FROM 'C' "
        "THEN ' not by bytes' ELSE '' END "
        "FROM information_schema.columns WHERE table_schema = current_schema()",
    .keys =
        "SELECT relname || ' (' || (SELECT string_agg(attname, ', ' ORDER BY place) FROM "
        "unnest(indkey) WITH ORDINALITY AS part (number, place) "
        "JOIN pg_attribute ON attrelid = indrelid AND attnum = number) || ')' "
        "FROM pg_index JOIN pg_class ON pg_class.oid = indrelid "
        "WHERE relnamespace = current_schema()::regnamespace AND indisprimary",
    .indexes =
        "SELECT relname || ' (' || (SELECT string_agg(attname, ', ' ORDER BY place) FROM "
        "unnest(indkey) WITH ORDINALITY AS part (number, place) "
        "JOIN pg_attribute ON attrelid = indrelid AND attnum = number) || ')' || "
        "CASE WHEN indisunique THEN ' unique' ELSE '' END || "
        "CASE WHEN indpred IS NOT NULL THEN ' partial' ELSE '' END "
        "FROM pg_index JOIN pg_class ON pg_class.oid = indrelid "
        "WHERE relnamespace = current_schema()::regnamespace AND NOT indisprimary",
    .triggers =
        "SELECT tgname || ' on ' || relname FROM pg_trigger "
        "JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal"};

/// In the order of the alphabet, without the tables in which each database keeps its own records.
Lines ask(ports::SqlSession& session, ports::SqlText question) {
    Lines lines;
    session.query(question, {}, [&](const ports::SqlRow& row) {
        if (!row.text(0).starts_with("schema_")) lines.emplace_back(row.text(0));
    });
    std::sort(lines.begin(), lines.end());
    return lines;
}

void expect_the_same(const std::string& context, const std::vector<ports::Migration>& migrations) {
    const testing::ScopedTrace trace{__FILE__, __LINE__, context};
    const auto embedded = platform::make_sqlite_database({.context = context});
    const auto server = real_server::make_schema_database(context);
    embedded->migrate(migrations);
    server->migrate(migrations);
    const auto ours = embedded->open_reader();
    const auto theirs = server->open_reader();
    const auto columns = ask(*ours, of_sqlite.columns);
    EXPECT_FALSE(columns.empty());
    EXPECT_EQ(ask(*theirs, of_postgres.columns), columns);
    EXPECT_EQ(ask(*theirs, of_postgres.keys), ask(*ours, of_sqlite.keys));
    EXPECT_EQ(ask(*theirs, of_postgres.indexes), ask(*ours, of_sqlite.indexes));
    EXPECT_EQ(ask(*theirs, of_postgres.triggers), ask(*ours, of_sqlite.triggers));
}

TEST(BothSchemas, AreTheSameForEveryContext) {
    for (const auto context : stored_contexts()) {
        expect_the_same(std::string{context}, schema_of(context));
    }
}

}  // namespace
}  // namespace boxoffice::app
