// Goal: a session behaves the same on SQLite in memory, on disk, and on PostgreSQL: what stores
// rely on, and nothing of a vendor's quirks.
#include "base/fault.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "platform/tests/test_directory.hpp"
#include "postgres/postgres_server.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

enum class Place { memory, disk, server };

const std::vector<ports::Migration> migrations{
    {1, "seats",
     "CREATE TABLE seat (id INTEGER PRIMARY KEY, owner TEXT, price INTEGER CHECK (price >= 0));"}};

class Session : public testing::TestWithParam<Place> {
  protected:
    Session() {
        SqliteOptions options{.context = "musical", .full_sync = false, .busy_timeout = 0ms};
        if (GetParam() == Place::disk) options.path = directory_.file("musical.db");
        database_ = GetParam() == Place::server ? real_server::make_schema_database("musical")
                                                : make_sqlite_database(options);
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
    writer_->execute(
        "CREATE TABLE value (id INTEGER, whole INTEGER, text TEXT, empty TEXT, absent TEXT, "
        "instant INTEGER, least INTEGER)",
        {});
    writer_->execute("INSERT INTO value VALUES ($1, $2, $3, $4, $5, $6, $7)",
                     {id, true, "서울", "", nobody, when, INT64_MIN});
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
        EXPECT_EQ(row.integer(6), INT64_MIN);
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
    if (GetParam() != Place::memory) {
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
    if (GetParam() == Place::server) GTEST_SKIP() << "PostgreSQL has writers beside each other";
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

TEST_P(Session, APlaceholderMayBeNullAtFirstAndAnythingLater) {
    const auto insert = [&](int id, std::optional<std::string_view> owner,
                            std::optional<std::int64_t> price) {
        writer_->execute("INSERT INTO seat (id, owner, price) VALUES ($1, $2, $3)",
                         {id, owner, price});
    };
    insert(1, std::nullopt, std::nullopt);
    insert(2, "kim", std::nullopt);
    insert(3, std::nullopt, INT64_MAX);
    insert(4, "", 0);
    EXPECT_EQ(seats(*writer_), (Texts{"1 - -", "2 kim -", "3 - 9223372036854775807", "4  0"}));
}

TEST_P(Session, AFilterThatIsNullIsNone) {
    writer_->execute("INSERT INTO seat VALUES (1, 'kim', 10), (2, 'lee', 20)", {});
    const auto count = [&](std::optional<std::int64_t> price) {
        std::int64_t found = 0;
        reader_->query("SELECT COUNT(*) FROM seat WHERE CAST($1 AS INTEGER) IS NULL OR price = $1",
                       {price}, [&](const ports::SqlRow& row) { found = row.integer(0); });
        return found;
    };
    EXPECT_EQ(count(std::nullopt), 2);
    EXPECT_EQ(count(20), 1);
}

TEST_P(Session, SumsAndTruthsAreIntegers) {
    writer_->execute("INSERT INTO seat VALUES (1, 'kim', 10), (2, 'lee', 25)", {});
    reader_->query(
        "SELECT SUM(price), SUM(price) / 2, price > 10, COUNT(*) FROM seat "
        "WHERE id > 1 GROUP BY price",
        {}, [&](const ports::SqlRow& row) {
            EXPECT_EQ(row.integer(0), 25);
            EXPECT_EQ(row.integer(1), 12);
            EXPECT_EQ(row.integer(2), 1);
            EXPECT_EQ(row.integer(3), 1);
        });
}

TEST_P(Session, TextsAreOrderedByTheirBytesAndSearchedWithoutCapitals) {
    writer_->execute("INSERT INTO seat VALUES (1, 'b', 0), (2, 'B', 0), (3, '나', 0), (4, 'a', 0)",
                     {});
    Texts ordered;
    reader_->query("SELECT owner FROM seat ORDER BY owner", {},
                   [&](const ports::SqlRow& row) { ordered.emplace_back(row.text(0)); });
    EXPECT_EQ(ordered, (Texts{"B", "a", "b", "나"}));
    std::int64_t found = 0;
    reader_->query("SELECT COUNT(*) FROM seat WHERE owner LIKE $1", {"b%"},
                   [&](const ports::SqlRow& row) { found = row.integer(0); });
    EXPECT_EQ(found, 2);
}

TEST_P(Session, AReaderMayAskMoreWhileItIsShownRows) {
    writer_->execute("INSERT INTO seat VALUES (1, 'kim', 10), (2, 'lee', 20)", {});
    std::vector<std::int64_t> prices;
    reader_->query("SELECT id FROM seat ORDER BY id", {}, [&](const ports::SqlRow& seat) {
        reader_->query("SELECT price FROM seat WHERE id = $1", {seat.integer(0)},
                       [&](const ports::SqlRow& row) { prices.push_back(row.integer(0)); });
    });
    EXPECT_EQ(prices, (std::vector<std::int64_t>{10, 20}));
}

TEST_P(Session, ATransactionThatLocksWhatItReadsWorksEverywhere) {
    writer_->execute("INSERT INTO seat VALUES (1, 'kim', 10), (2, 'lee', 20)", {});
    ports::SqlRows keys(1);
    keys.add({2});
    keys.add({1});
    std::vector<std::int64_t> prices;
    writer_->begin();
    writer_->query_batch("SELECT price FROM seat WHERE id = $1 /* FOR UPDATE */", keys,
                         [&](const ports::SqlRow& row) { prices.push_back(row.integer(0)); });
    writer_->commit();
    EXPECT_EQ(prices, (std::vector<std::int64_t>{20, 10}));
}

TEST_P(Session, AReadersTransactionIsOfOneMoment) {
    if (GetParam() == Place::memory) GTEST_SKIP() << "in memory a writer would wait for it";
    reader_->begin();
    EXPECT_EQ(seats(*reader_), Texts{});
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {1});
    EXPECT_EQ(seats(*reader_), Texts{});
    reader_->rollback();
    EXPECT_EQ(seats(*reader_), Texts{"1 - 0"});
}

TEST_P(Session, ATransactionWithoutAStatementIsNothing) {
    writer_->begin();
    writer_->commit();
    writer_->begin();
    writer_->rollback();
    EXPECT_THROW(writer_->commit(), base::InfrastructureFault);
    writer_->execute("INSERT INTO seat VALUES ($1, NULL, 0)", {1});
    EXPECT_EQ(seats(*reader_), Texts{"1 - 0"});
}

std::string name_of(const testing::TestParamInfo<Place>& place) {
    return place.param == Place::memory ? "Memory" : place.param == Place::disk ? "Disk" : "Server";
}

INSTANTIATE_TEST_SUITE_P(Databases, Session,
                         testing::Values(Place::memory, Place::disk, Place::server), name_of);

}  // namespace
}  // namespace boxoffice::platform
