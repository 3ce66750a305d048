// Goal: a database is only opened when it is whole, ours and has what this program needs; and what
// was committed survives a kill.
#include "base/fault.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace boxoffice::platform {
namespace {

namespace fs = std::filesystem;

const std::vector<ports::Migration> first{
    {1, "seat", "CREATE TABLE seat (id INTEGER PRIMARY KEY, text TEXT);"}};
const std::vector<ports::Migration> both{
    first[0], {2, "hold", "CREATE TABLE hold (id); INSERT INTO hold VALUES (7);"}};
const std::vector<ports::Migration> contracted{
    first[0],
    {2, "no text", "ALTER TABLE seat DROP COLUMN text;", {}, ports::MigrationKind::contract}};

std::unique_ptr<ports::SqlDatabase> open(const std::string& path,
                                         const std::string& context = "musical") {
    return make_sqlite_database({.path = path, .context = context});
}

std::int64_t number(ports::SqlDatabase& database, ports::SqlText statement) {
    std::int64_t answer = -1;
    database.open_reader()->query(statement, {},
                                  [&](const ports::SqlRow& row) { answer = row.integer(0); });
    return answer;
}

/// The reason why `database` is refused; empty when it is accepted.
std::string refusal(ports::SqlDatabase& database, const std::vector<ports::Migration>& migrations) {
    try {
        database.migrate(migrations);
    } catch (const base::InfrastructureFault& fault) {
        EXPECT_FALSE(fault.is_retryable());
        return fault.what();
    }
    return "";
}

void fill(const std::string& path, int rows) {
    auto database = open(path);
    database->migrate(first);
    ports::SqlRows seats(2);
    for (int id = 1; id <= rows; ++id) seats.add({id, std::string(200, 'x')});
    database->open_writer()->execute_batch("INSERT INTO seat VALUES ($1, $2)", seats);
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void overwrite(const std::string& path, std::streamoff at, const std::string& bytes) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(at);
    file << bytes;
}

TEST(Schema, GrowsOnceAndInOrder) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    open(path)->migrate(first);
    open(path)->migrate(both);
    auto database = open(path);
    database->migrate(both);
    EXPECT_EQ(number(*database, "SELECT count(*) FROM hold"), 1);
    EXPECT_EQ(number(*database, "SELECT count(*) FROM schema_migration"), 2);
}

TEST(Schema, GrowsInMemoryToo) {
    auto database = make_sqlite_database({.context = "musical"});
    database->migrate(first);
    database->migrate(both);
    EXPECT_EQ(number(*database, "SELECT id FROM hold"), 7);
}

TEST(Schema, TwoDatabasesInMemoryShareNothing) {
    auto one = make_sqlite_database({.context = "musical"});
    auto other = make_sqlite_database({.context = "musical"});
    one->migrate(both);
    EXPECT_EQ(number(*other, "SELECT count(*) FROM sqlite_schema"), 0);
}

TEST(Schema, AMigrationThatFailsLeavesNothingOfItself) {
    const TestDirectory directory;
    auto database = open(directory.file("a.db"));
    const std::vector<ports::Migration> broken{
        first[0], {2, "x", "CREATE TABLE hold (id); CREATE TABLE hold (id);"}};
    EXPECT_NE(refusal(*database, broken), "");
    EXPECT_EQ(number(*database, "SELECT count(*) FROM sqlite_schema WHERE name = 'hold'"), 0);
    EXPECT_EQ(refusal(*database, both), "");
}

TEST(Schema, AnExpandedOneServesTheProgramBefore) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    open(path)->migrate(both);
    const auto before = open(path);
    EXPECT_EQ(refusal(*before, first), "");
    before->open_writer()->execute("INSERT INTO seat (id, text) VALUES ($1, $2)", {1, "A-1"});
    EXPECT_EQ(number(*open(path), "SELECT count(*) FROM schema_migration"), 2);
    EXPECT_EQ(refusal(*open(path), both), "");
}

TEST(Schema, AContractedOneRefusesTheProgramBefore) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    open(path)->migrate(contracted);
    EXPECT_NE(refusal(*open(path), first).find("newer than this program: migration 2 (no text)"),
              std::string::npos);
    EXPECT_EQ(refusal(*open(path), contracted), "");
}

TEST(Schema, ADatabaseFromBeforeKindsGoesOn) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    open(path)->migrate(first);
    open(path)->open_writer()->execute("ALTER TABLE schema_migration DROP COLUMN is_contract", {});
    EXPECT_EQ(refusal(*open(path), both), "");
    EXPECT_EQ(refusal(*open(path), first), "");
}

TEST(Schema, AChangedMigrationIsRefused) {
    const TestDirectory directory;
    open(directory.file("a.db"))->migrate(first);
    const std::vector<ports::Migration> changed{{1, "seat", "CREATE TABLE seat (id TEXT);"}};
    EXPECT_NE(refusal(*open(directory.file("a.db")), changed).find("migration 1 (seat)"),
              std::string::npos);
}

TEST(Schema, AnotherContextsFileIsRefusedAndKept) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    fill(path, 1);
    const auto before = bytes_of(path);
    EXPECT_NE(refusal(*open(path, "payment"), first).find("\"payment\""), std::string::npos);
    EXPECT_EQ(bytes_of(path), before);
}

TEST(Schema, WhatIsNoDatabaseIsRefusedAndKept) {
    const TestDirectory directory;
    const std::string text(5'000, 'n');
    std::ofstream(directory.file("a.db")) << text;
    EXPECT_NE(refusal(*open(directory.file("a.db")), first).find("not a SQLite file"),
              std::string::npos);
    EXPECT_EQ(bytes_of(directory.file("a.db")), text);
}

TEST(Schema, ADamagedFileIsRefused) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    fill(path, 1'000);
    overwrite(path, 3 * 4'096, std::string(4'096, '\xee'));
    EXPECT_NE(refusal(*open(path), first).find("damaged"), std::string::npos);
}

TEST(Schema, ACutOffFileIsRefused) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    fill(path, 1'000);
    fs::resize_file(path, fs::file_size(path) - 4'096);
    EXPECT_NE(refusal(*open(path), first).find("cut off"), std::string::npos);
}

TEST(Schema, AMissingDirectoryIsAFault) {
    EXPECT_NE(refusal(*open("/nonexistent-boxoffice/a.db"), first).find("directory"),
              std::string::npos);
}

TEST(Schema, WhatWasCommittedSurvivesAKill) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    auto database = open(path);
    database->migrate(first);
    auto writer = database->open_writer();
    writer->execute("INSERT INTO seat VALUES ($1, $2)", {1, "committed"});
    writer->begin();
    writer->execute("INSERT INTO seat VALUES ($1, $2)", {2, "not committed"});
    // What a kill leaves: the file and its log as they are now, without any closing.
    const auto copy = directory.file("b.db");
    fs::copy_file(path, copy);
    ASSERT_GT(fs::file_size(path + "-wal"), 0U);
    fs::copy_file(path + "-wal", copy + "-wal");
    auto after = open(copy);
    after->migrate(first);
    EXPECT_EQ(number(*after, "SELECT group_concat(id) FROM seat"), 1);
    EXPECT_EQ(number(*after, "SELECT count(*) FROM seat"), 1);
}

TEST(Schema, ACutLogLosesOnlyItsEnd) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    auto database = open(path);
    database->migrate(first);
    auto writer = database->open_writer();
    for (int id = 1; id <= 5; ++id) writer->execute("INSERT INTO seat VALUES ($1, $2)", {id, "x"});
    const auto whole = fs::file_size(path + "-wal");
    std::int64_t previous = 0;
    for (std::uintmax_t length = 32; length <= whole; length += 1'030) {
        const auto copy = directory.file(std::to_string(length));
        fs::copy_file(path, copy);
        fs::copy_file(path + "-wal", copy + "-wal");
        fs::resize_file(copy + "-wal", length);
        auto after = open(copy);
        after->migrate(first);
        const auto seats = number(*after, "SELECT count(*) FROM seat");
        EXPECT_EQ(number(*after, "SELECT coalesce(max(id), 0) FROM seat"), seats);
        EXPECT_GE(seats, previous);
        previous = seats;
    }
    EXPECT_EQ(previous, 5);
}

TEST(Checkpoint, KeepsTheLogShort) {
    const TestDirectory directory;
    const auto path = directory.file("a.db");
    auto database = make_sqlite_database(
        {.path = path, .context = "musical", .full_sync = false, .checkpoint_pages = 20});
    database->migrate(first);
    auto writer = database->open_writer();
    for (int id = 1; id <= 2'000; ++id) {
        writer->execute("INSERT INTO seat VALUES ($1, $2)", {id, std::string(400, 'x')});
    }
    // Four times the limit, and the last transaction.
    EXPECT_LT(fs::file_size(path + "-wal"), 90U * 4'120);
    EXPECT_GT(fs::file_size(path), 100U * 4'096);
}

TEST(Checkpoint, ALongReaderDelaysItAndLosesNothing) {
    const TestDirectory directory;
    auto database = make_sqlite_database({.path = directory.file("a.db"),
                                          .context = "musical",
                                          .full_sync = false,
                                          .checkpoint_pages = 20});
    database->migrate(first);
    auto writer = database->open_writer();
    auto reader = database->open_reader();
    const auto count = [&] {
        std::int64_t seats = -1;
        reader->query("SELECT count(*) FROM seat", {},
                      [&](const ports::SqlRow& row) { seats = row.integer(0); });
        return seats;
    };
    const auto insert = [&](int from, int to) {
        for (int id = from; id < to; ++id) {
            writer->execute("INSERT INTO seat VALUES ($1, $2)", {id, std::string(400, 'x')});
        }
    };
    reader->begin();
    EXPECT_EQ(count(), 0);
    insert(0, 500);
    EXPECT_EQ(count(), 0);
    const auto log_before = fs::file_size(directory.file("a.db-wal"));
    reader->rollback();
    insert(500, 1'500);
    EXPECT_EQ(count(), 1'500);
    // The log began anew inside its old length instead of growing on.
    EXPECT_LT(fs::file_size(directory.file("a.db-wal")), log_before * 3 / 2);
}

}  // namespace
}  // namespace boxoffice::platform
