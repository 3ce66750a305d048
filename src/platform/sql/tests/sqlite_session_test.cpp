// Goal: a session behaves the same in memory and on disk: what stores rely on, and nothing of
// SQLite's quirks.
#include "base/fault.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

enum class Place { memory, disk };

const std::vector<ports::Migration> migrations{
    {1, "seats",
     "CREATE TABLE seat (id INTEGER PRIMARY KEY, owner TEXT, price INTEGER CHECK (price >= 0));"}};

class Session : public testing::TestWithParam<Place> {
  protected:
    Session() {
        SqliteOptions options{.context = "musical", .full_sync = false, .busy_timeout = 0ms};
        if (GetParam() == Place::disk) options.path = directory_.file("musical.db");
        database_ = make_sqlite_database(options);
        database_->migrate(migrations);
        writer_ = database_->open_writer();
        reader_ = database_->open_reader();
    }

    /// Every seat as "id owner price", NULL as "-", as `session` sees them.
    static Texts seats(ports::SqlSession& session) {
        Texts seen;
        session.query(
            "SELECT id, owner, price FROM seat ORDER BY id", {}, [&](const ports::SqlRow& row) {
                const std::string owner = row.is_null(1) ? "-" : std::string(row.text(1));
                const std::string price = row.is_null(2) ? "-" : std::to_string(row.integer(2));
                seen.push_back(std::to_string(row.integer(0)) + " " + owner + " " + price);
            });
        return seen;
    }

    TestDirectory directory_;
    std::unique_ptr<ports::SqlDatabase> database_;
    std::unique_ptr<ports::SqlSession> writer_;
    std::unique_ptr<ports::SqlSession> reader_;
};

TEST_P(Session, KeepsEveryKindOfValue) {
    const base::Instant when{1'700'000'000'123ms};
    const base::Id<struct SeatTag> id{base::id_max};
    const std::optional<std::string> nobody;
    const std::string with_zero("a\0b", 3);
    writer_->execute("CREATE TABLE value (id, whole, text, empty, absent, instant, zero, least)",
                     {});
    writer_->execute("INSERT INTO value VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                     {id, true, "서울", "", nobody, when, with_zero, INT64_MIN});
    int rows = 0;
    writer_->query("SELECT * FROM value", {}, [&](const ports::SqlRow& row) {
        ++rows;
        EXPECT_EQ(row.id<base::Id<struct SeatTag>>(0), id);
        EXPECT_EQ(row.integer(1), 1);
        EXPECT_EQ(row.text(2), "서울");
        EXPECT_FALSE(row.is_null(3));
        EXPECT_EQ(row.text(3), "");
        EXPECT_TRUE(row.is_null(4));
        EXPECT_EQ(row.text(4), "");
        EXPECT_EQ(row.integer(4), 0);
        EXPECT_EQ(row.instant(5), when);
        EXPECT_EQ(row.optional_instant(4), std::nullopt);
        EXPECT_EQ(row.text(6), with_zero);
        EXPECT_EQ(row.integer(7), INT64_MIN);
    });
    EXPECT_EQ(rows, 1);
}

TEST_P(Session, BindsPlaceholdersByNameNotByAppearance) {
    writer_->execute("INSERT INTO seat (price, owner, id) VALUES ($3, $2, $1)", {1, "kim", 500});
    EXPECT_EQ(seats(*writer_), Texts{"1 kim 500"});
    EXPECT_EQ(
        writer_->execute("UPDATE seat SET price = $2, owner = owner || $2 WHERE id = $1", {1, 7}),
        1);
    EXPECT_EQ(seats(*writer_), Texts{"1 kim7 7"});
}

TEST_P(Session, AnEmptyViewIsATextAndNotNull) {
    writer_->execute("INSERT INTO seat VALUES ($1, $2, $3)", {1, std::string_view{}, nullptr});
    EXPECT_EQ(seats(*writer_), Texts{"1  -"});
}

TEST_P(Session, CountsChangedRows) {
    const auto insert = [&](int id) {
        return writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0) ON CONFLICT DO NOTHING",
                                {id});
    };
    EXPECT_EQ(insert(1), 1);
    EXPECT_EQ(insert(1), 0);
    EXPECT_EQ(insert(2), 1);
    EXPECT_EQ(writer_->execute("UPDATE seat SET price = $1", {9}), 2);
}

TEST_P(Session, ReadersSeeWhatIsCommittedAndNothingElse) {
    writer_->begin();
    writer_->execute("INSERT INTO seat VALUES ($1, $2, $3)", {1, "kim", 5});
    if (GetParam() == Place::disk) {
        EXPECT_EQ(seats(*reader_), Texts{});
    } else {
        // In memory there is no log to read beside: a reader waits for the writer.
        EXPECT_THROW(seats(*reader_), base::InfrastructureFault);
    }
    EXPECT_EQ(seats(*writer_), Texts{"1 kim 5"});
    writer_->commit();
    EXPECT_EQ(seats(*reader_), Texts{"1 kim 5"});
}

TEST_P(Session, ReadersCannotWrite) {
    EXPECT_THROW(reader_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {1}),
                 base::InfrastructureFault);
    EXPECT_EQ(seats(*writer_), Texts{});
}

TEST_P(Session, RollbackForgetsAndTheSessionGoesOn) {
    writer_->begin();
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {1});
    writer_->rollback();
    writer_->rollback();
    EXPECT_EQ(seats(*writer_), Texts{});
    writer_->begin();
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {2});
    writer_->commit();
    EXPECT_EQ(seats(*reader_), Texts{"2 - 0"});
}

TEST_P(Session, ASessionThatDiesInATransactionLeavesNothing) {
    writer_->begin();
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {1});
    writer_.reset();
    reader_.reset();
    auto again = database_->open_writer();
    EXPECT_EQ(seats(*again), Texts{});
}

TEST_P(Session, DataOutlivesAllSessions) {
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {1});
    writer_.reset();
    reader_.reset();
    EXPECT_EQ(seats(*database_->open_reader()), Texts{"1 - 0"});
}

TEST_P(Session, BatchesRunOnceForEachRowInOrder) {
    ports::SqlRows rows(3);
    rows.add({2, "lee", 20});
    rows.add({1, nullptr, 10});
    writer_->execute_batch("INSERT INTO seat VALUES ($1, $2, $3)", rows);
    EXPECT_EQ(seats(*reader_), (Texts{"1 - 10", "2 lee 20"}));

    ports::SqlRows keys(1);
    keys.add({2});
    keys.add({7});
    keys.add({1});
    std::vector<std::int64_t> prices;
    reader_->query_batch("SELECT price FROM seat WHERE id = $1", keys,
                         [&](const ports::SqlRow& row) { prices.push_back(row.integer(0)); });
    EXPECT_EQ(prices, (std::vector<std::int64_t>{20, 10}));
    writer_->execute_batch("INSERT INTO seat VALUES ($1, $2, $3)", ports::SqlRows(3));
}

TEST_P(Session, ABatchOfItsOwnIsAllOrNothing) {
    ports::SqlRows rows(2);
    rows.add({1, 10});
    rows.add({2, -1});
    try {
        writer_->execute_batch("INSERT INTO seat VALUES ($1, NULL, $2)", rows);
        FAIL() << "the schema forbids a negative price";
    } catch (const base::InfrastructureFault& fault) {
        EXPECT_FALSE(fault.is_retryable());
    }
    EXPECT_EQ(seats(*writer_), Texts{});
}

TEST_P(Session, ClaimsByBatchAnswerOnlyTheNewOnes) {
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {2});
    ports::SqlRows rows(1);
    for (const int id : {1, 2, 3}) rows.add({id});
    std::vector<std::int64_t> claimed;
    writer_->query_batch(
        "INSERT INTO seat VALUES ($1, NULL, 0) ON CONFLICT DO NOTHING RETURNING id", rows,
        [&](const ports::SqlRow& row) { claimed.push_back(row.integer(0)); });
    EXPECT_EQ(claimed, (std::vector<std::int64_t>{1, 3}));
}

TEST_P(Session, ASecondWriterIsToldToComeBack) {
    writer_->begin();
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {1});
    auto second = database_->open_writer();
    try {
        second->begin();
        FAIL() << "two writers at once";
    } catch (const base::InfrastructureFault& fault) {
        EXPECT_TRUE(fault.is_retryable()) << fault.what();
    }
    writer_->commit();
    second->begin();
    second->commit();
}

TEST_P(Session, AWrongStatementOrCountIsAFaultThatNamesIt) {
    const auto fault_of = [&](auto&& call) -> std::string {
        try {
            call();
        } catch (const base::InfrastructureFault& fault) {
            EXPECT_FALSE(fault.is_retryable());
            return fault.what();
        }
        return "no fault";
    };
    EXPECT_NE(fault_of([&] { writer_->execute("UPDATE sofa SET id = 1", {}); }).find("sofa"),
              std::string::npos);
    EXPECT_NE(fault_of([&] {
                  writer_->execute("DELETE FROM seat WHERE id = $1", {});
              }).find("1 placeholders but 0 parameters"),
              std::string::npos);
    EXPECT_NE(fault_of([&] {
                  writer_->execute("DELETE FROM seat WHERE id = $2", {1});
              }).find("without a gap"),
              std::string::npos);
}

TEST_P(Session, AReaderThatThrowsLeavesTheStatementUsable) {
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {1});
    const auto read = [&](bool is_throwing) {
        int rows = 0;
        reader_->query("SELECT id FROM seat", {}, [&](const ports::SqlRow&) {
            ++rows;
            if (is_throwing) throw std::runtime_error("no");
        });
        return rows;
    };
    EXPECT_THROW(read(true), std::runtime_error);
    EXPECT_EQ(read(false), 1);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, Session, testing::Values(Place::memory, Place::disk),
                         [](const auto& place) {
                             return place.param == Place::memory ? "Memory" : "Disk";
                         });

}  // namespace
}  // namespace boxoffice::platform
