// Goal: a context's tables arrive as they left, and what was changed on the way is refused with
// nothing written.
#include "app/moving/context_files.hpp"

#include "base/fault.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace boxoffice::app {
namespace {

constexpr std::string_view tables = R"sql(
CREATE TABLE seat (id INTEGER PRIMARY KEY, label TEXT NOT NULL, owner INTEGER);
CREATE TABLE quota (buyer INTEGER NOT NULL, performance INTEGER NOT NULL, note TEXT,
    PRIMARY KEY (performance, buyer)) WITHOUT ROWID;
CREATE TABLE log_progress (log_partition INTEGER PRIMARY KEY, log_offset INTEGER NOT NULL);
)sql";
constexpr ports::SqlText insert_seat = "INSERT INTO seat (id, label, owner) VALUES ($1, $2, $3)";
constexpr ports::SqlText insert_quota =
    "INSERT INTO quota (buyer, performance, note) VALUES ($1, $2, $3)";
constexpr ports::SqlText insert_position = "INSERT INTO log_progress VALUES (0, 7)";
constexpr ports::SqlText count_seats = "SELECT COUNT(*) FROM seat";

class Moving : public testing::Test {
  protected:
    Moving() {
        make("old", tables);
        make("new", tables);
        const auto sql = database("old")->open_writer();
        sql->execute(insert_seat, {2, "1층 A열 \"2\"\n", nullptr});
        sql->execute(insert_seat, {1, "", 9'007'199'254'740'991});
        sql->execute(insert_quota, {3, 10, "é"});
        sql->execute(insert_quota, {4, 9, nullptr});
        sql->execute(insert_position, {});
    }

    std::unique_ptr<ports::SqlDatabase> database(const std::string& name) {
        return platform::make_sqlite_database(
            {.path = directory.file(name + ".db"), .context = "musical"});
    }
    void make(const std::string& name, std::string_view script) {
        database(name)->migrate({{1, "tables", script}});
    }
    std::unique_ptr<platform::TableArchive> archive(const std::string& name) {
        return platform::make_sqlite_archive(directory.file(name + ".db"), "musical");
    }
    MovedContext exported() {
        return write_tables(*archive("old"), "musical", directory.path() / "out", count);
    }
    void import(const MovedContext& moved) {
        read_tables(*archive("new"), moved, directory.path() / "out", count);
    }
    std::string file(const std::string& table) const {
        std::ifstream stream{directory.path() / "out" / (table + ".jsonl")};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    std::int64_t seats_in_new() {
        std::int64_t seats = -1;
        database("new")->open_reader()->query(
            count_seats, {}, [&](const ports::SqlRow& row) { seats = row.integer(0); });
        return seats;
    }

    platform::TestDirectory directory;
    std::int64_t progress = 0;
    RowProgress count = [this](std::int64_t rows) { progress += rows; };
};

TEST_F(Moving, WritesRowsInTheOrderOfTheirKey) {
    const auto moved = exported();
    ASSERT_EQ(moved.tables.size(), 2U);
    EXPECT_EQ(moved.tables[0].columns, (std::vector<std::string>{"buyer", "note", "performance"}));
    EXPECT_EQ(file("quota"), "[4,null,9]\n[3,\"é\",10]\n");
    EXPECT_EQ(file("seat"), "[1,\"\",9007199254740991]\n[2,\"1층 A열 \\\"2\\\"\\n\",null]\n");
    EXPECT_EQ(progress, 4);
}

TEST_F(Moving, BringsEveryRowBack) {
    const auto moved = exported();
    import(moved);
    EXPECT_EQ(differences(*archive("new"), moved, count), std::vector<std::string>{});
    EXPECT_EQ(write_tables(*archive("new"), "musical", directory.path() / "again", count), moved);
}

TEST_F(Moving, TakesThePlaceOfWhatWasThere) {
    database("new")->open_writer()->execute(insert_seat, {5, "from before", nullptr});
    const auto moved = exported();
    import(moved);
    EXPECT_EQ(seats_in_new(), 2);
}

TEST_F(Moving, NamesTheTableThatDiffers) {
    const auto moved = exported();
    import(moved);
    database("new")->open_writer()->execute(insert_seat, {5, "later", nullptr});
    const auto found = differences(*archive("new"), moved, count);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NE(found.front().find("musical: seat holds 3 rows"), std::string::npos) << found.front();
}

TEST_F(Moving, RefusesAFileThatWasChanged) {
    const auto moved = exported();
    std::ofstream{directory.path() / "out/seat.jsonl", std::ios::app} << "[3,\"forged\",null]\n";
    EXPECT_THROW(import(moved), base::InfrastructureFault);
    EXPECT_EQ(seats_in_new(), 0);
}

TEST_F(Moving, RefusesAFileThatWasCutOff) {
    const auto moved = exported();
    std::filesystem::resize_file(directory.path() / "out/seat.jsonl", file("seat").size() - 1);
    EXPECT_THROW(import(moved), base::InfrastructureFault);
    EXPECT_EQ(seats_in_new(), 0);
}

TEST_F(Moving, RefusesAnotherSchema) {
    const auto moved = exported();
    database("new")->migrate(
        {{1, "tables", tables}, {2, "more", "CREATE TABLE extra (id INTEGER PRIMARY KEY)"}});
    EXPECT_THROW(import(moved), base::InfrastructureFault);
}

}  // namespace
}  // namespace boxoffice::app
