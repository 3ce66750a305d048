// Goal: a PostgreSQL database grows once, by whoever comes first, and nobody uses one that is not
// his.
#include "base/fault.hpp"
#include "platform/sql/postgres_database.hpp"
#include "postgres/postgres_server.hpp"

#include <gtest/gtest.h>

#include <future>

namespace boxoffice::platform {
namespace {

using real_server::PostgresServer;

const std::vector<ports::Migration> first{
    {1, "seat", "CREATE TABLE seat (id INTEGER PRIMARY KEY, note TEXT) WITHOUT ROWID;"}};
const std::vector<ports::Migration> both{
    first[0],
    {2, "hold", "CREATE TABLE hold (id INTEGER PRIMARY KEY); INSERT INTO hold VALUES (7);"}};

class PostgresSchemaTest : public testing::Test {
  protected:
    ~PostgresSchemaTest() override { server_.run("DROP SCHEMA " + schema_ + " CASCADE"); }

    /// Why it is refused; empty when it is not.
    std::string migrate(const std::vector<ports::Migration>& migrations,
                        const std::string& context = "musical") {
        try {
            make_postgres_database({.url = server_.url("postgres", schema_), .context = context})
                ->migrate(migrations);
        } catch (const base::InfrastructureFault& fault) {
            EXPECT_FALSE(fault.is_retryable()) << fault.what();
            return fault.what();
        }
        return {};
    }
    std::string read(const std::string& sql) {
        return server_.run("SET search_path = " + schema_ + "; " + sql);
    }

    PostgresServer& server_ = PostgresServer::shared();
    std::string schema_ = server_.make_schema();
};

TEST_F(PostgresSchemaTest, GrowsOnceAndInOrder) {
    EXPECT_EQ(migrate(first), "");
    EXPECT_EQ(migrate(both), "");
    EXPECT_EQ(migrate(both), "");
    EXPECT_EQ(read("SELECT count(*) FROM hold"), "1");
    EXPECT_EQ(read("SELECT count(*) FROM schema_migration"), "2");
}

TEST_F(PostgresSchemaTest, ReplicasThatStartTogetherMigrateOnce) {
    std::vector<std::future<std::string>> replicas;
    for (int i = 0; i < 8; ++i) {
        replicas.push_back(std::async(std::launch::async, [this] { return migrate(both); }));
    }
    for (auto& replica : replicas) EXPECT_EQ(replica.get(), "");
    EXPECT_EQ(read("SELECT count(*) FROM hold"), "1");
}

TEST_F(PostgresSchemaTest, AMigrationThatFailsLeavesNothingOfItself) {
    const std::vector<ports::Migration> broken{
        first[0], {2, "x", "CREATE TABLE hold (id INTEGER); CREATE TABLE hold (id INTEGER);"}};
    EXPECT_NE(migrate(broken), "");
    EXPECT_EQ(read("SELECT to_regclass('hold')"), "");
    EXPECT_EQ(migrate(both), "");
}

TEST_F(PostgresSchemaTest, AnExpandedOneServesTheProgramBefore) {
    EXPECT_EQ(migrate(both), "");
    EXPECT_EQ(migrate(first), "");
    EXPECT_EQ(migrate(both), "");
}

TEST_F(PostgresSchemaTest, AContractedOneRefusesTheProgramBefore) {
    const std::vector<ports::Migration> contracted{
        first[0], {2, "no seats", "DROP TABLE seat;", {}, ports::MigrationKind::contract}};
    EXPECT_EQ(migrate(contracted), "");
    EXPECT_NE(migrate(first).find("newer than this program: migration 2 (no seats)"),
              std::string::npos);
    EXPECT_EQ(migrate(contracted), "");
}

TEST_F(PostgresSchemaTest, ADatabaseFromBeforeKindsGoesOn) {
    EXPECT_EQ(migrate(first), "");
    read("ALTER TABLE schema_migration DROP COLUMN is_contract");
    EXPECT_EQ(migrate(both), "");
    EXPECT_EQ(migrate(first), "");
}

TEST_F(PostgresSchemaTest, AChangedMigrationIsRefused) {
    EXPECT_EQ(migrate(first), "");
    EXPECT_NE(migrate({{1, "seat", "CREATE TABLE seat (id TEXT);"}}).find("migration 1 (seat)"),
              std::string::npos);
}

TEST_F(PostgresSchemaTest, AnotherContextsDatabaseIsRefusedAndKept) {
    EXPECT_EQ(migrate(first), "");
    EXPECT_NE(migrate(both, "payment").find("\"musical\", not to \"payment\""), std::string::npos);
    EXPECT_EQ(read("SELECT to_regclass('hold')"), "");
}

TEST_F(PostgresSchemaTest, TablesOfSomebodyElseAreRefusedAndKept) {
    read("CREATE TABLE theirs (id int)");
    EXPECT_NE(migrate(first).find("not made by the context \"musical\""), std::string::npos);
    EXPECT_EQ(read("SELECT to_regclass('schema_owner')"), "");
}

TEST_F(PostgresSchemaTest, AMissingSchemaIsToldHowToMake) {
    const auto database =
        make_postgres_database({.url = server_.url("postgres", "not_there"), .context = "musical"});
    try {
        database->migrate(first);
        FAIL() << "there is no such schema";
    } catch (const base::InfrastructureFault& fault) {
        EXPECT_NE(std::string{fault.what()}.find("CREATE SCHEMA"), std::string::npos);
    }
}

TEST_F(PostgresSchemaTest, TriggersThatRefuseAreTranslated) {
    const std::vector<ports::Migration> guarded{
        first[0],
        {2, "guard",
         "CREATE TRIGGER seat_stays BEFORE DELETE ON seat\n    BEGIN SELECT RAISE(ABORT, "
         "'a seat stays: it''s a rule'); END;"},
        {3, "no guard", "DROP TRIGGER seat_stays;"}};
    EXPECT_EQ(migrate({guarded[0], guarded[1]}), "");
    read("INSERT INTO seat VALUES (1, 'x')");
    try {
        read("DELETE FROM seat");
        FAIL() << "the trigger is not there";
    } catch (const std::runtime_error& refused) {
        EXPECT_NE(std::string{refused.what()}.find("it's a rule"), std::string::npos);
    }
    EXPECT_EQ(migrate(guarded), "");
    read("DELETE FROM seat");
    EXPECT_EQ(read("SELECT count(*) FROM seat"), "0");
}

TEST_F(PostgresSchemaTest, WhatOnlySqliteCanMoveIsLeftOut) {
    static constexpr std::string_view script =
        "CREATE TABLE hold (id INTEGER); UPDATE hold SET id = strftime('%s'); "
        "CREATE INDEX hold_id ON hold (id);";
    EXPECT_EQ(migrate({{.version = 1,
                        .name = "hold",
                        .script = script,
                        .sqlite_only = "UPDATE hold SET id = strftime('%s');"}}),
              "");
    EXPECT_EQ(read("SELECT to_regclass('hold_id') IS NOT NULL"), "t");
}

}  // namespace
}  // namespace boxoffice::platform
