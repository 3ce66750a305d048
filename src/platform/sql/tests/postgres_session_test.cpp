// Goal: whatever happens to the connection or the server, a session says so in time, leaves nothing
// half done, and goes on by itself.
#include "base/fault.hpp"
#include "platform/sql/postgres_database.hpp"
#include "platform/tests/test_directory.hpp"
#include "postgres/cutting_proxy.hpp"
#include "postgres/postgres_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <future>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;
using real_server::CuttingProxy;
using real_server::PostgresServer;
using Fate = CuttingProxy::Fate;

const std::vector<ports::Migration> migrations{
    {1, "seats", "CREATE TABLE seat (id INTEGER PRIMARY KEY, owner TEXT NOT NULL);"}};

/// Whether the call fails with a fault that may be tried again; "" when it does not fail.
template <class Call>
std::string fault_of(const Call& call) {
    try {
        call();
    } catch (const base::InfrastructureFault& fault) {
        return std::string{fault.is_retryable() ? "retry: " : "no retry: "} + fault.what();
    }
    return {};
}

bool is_retryable(const std::string& fault) {
    return fault.starts_with("retry: ");
}

class PostgresSessionTest : public testing::Test {
  protected:
    PostgresSessionTest() { database(PostgresServer::default_port)->migrate(migrations); }
    ~PostgresSessionTest() override { server_.run("DROP SCHEMA " + schema_ + " CASCADE"); }

    std::unique_ptr<ports::SqlDatabase> database(int port, PostgresOptions options = {}) {
        options.url = server_.url("postgres", schema_, port);
        options.context = "musical";
        return make_postgres_database(options);
    }
    static void insert(ports::SqlSession& session, int id, const std::string& owner = "kim") {
        session.execute("INSERT INTO seat VALUES ($1, $2)", {id, owner});
    }
    static std::int64_t count(ports::SqlSession& session) {
        std::int64_t found = -1;
        session.query("SELECT COUNT(*) FROM seat", {},
                      [&](const ports::SqlRow& row) { found = row.integer(0); });
        return found;
    }
    /// Ends the connections of every session but this program's own questions.
    void end_connections() {
        server_.run(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE application_name = 'boxoffice musical'");
    }

    PostgresServer& server_ = PostgresServer::shared();
    std::string schema_ = server_.make_schema();
    CuttingProxy proxy_{server_.directory()};
    std::unique_ptr<ports::SqlDatabase> direct_ = database(PostgresServer::default_port);
    std::unique_ptr<ports::SqlDatabase> through_proxy_ = database(CuttingProxy::port);
    std::unique_ptr<ports::SqlSession> watcher_ = direct_->open_reader();
};

TEST_F(PostgresSessionTest, AConnectionLostInATransactionLosesAllOfIt) {
    const auto writer = direct_->open_writer();
    writer->begin();
    insert(*writer, 1);
    end_connections();
    EXPECT_TRUE(is_retryable(fault_of([&] { insert(*writer, 2); })));
    // Nothing may run outside of the transaction that it was meant for.
    EXPECT_TRUE(is_retryable(fault_of([&] { insert(*writer, 3); })));
    EXPECT_TRUE(is_retryable(fault_of([&] { writer->commit(); })));
    writer->rollback();
    EXPECT_EQ(count(*watcher_), 0);

    writer->begin();
    insert(*writer, 1);
    writer->commit();
    EXPECT_EQ(count(*watcher_), 1);
}

TEST_F(PostgresSessionTest, AnIdleSessionDoesNotNoticeThatItsConnectionWasLost) {
    const auto writer = direct_->open_writer();
    insert(*writer, 1);
    EXPECT_EQ(count(*watcher_), 1);
    end_connections();
    EXPECT_EQ(count(*watcher_), 1);
    writer->begin();
    insert(*writer, 2);
    writer->commit();
    EXPECT_EQ(count(*watcher_), 2);
}

TEST_F(PostgresSessionTest, AWriteOutsideOfATransactionIsNeverRepeated) {
    const auto writer = through_proxy_->open_writer();
    insert(*writer, 1);
    proxy_.next("meant once", Fate::cut_after);
    EXPECT_TRUE(is_retryable(fault_of([&] { insert(*writer, 2, "meant once"); })));
    EXPECT_EQ(count(*writer), 2);  // it happened, and only the session does not know
}

TEST_F(PostgresSessionTest, ACommitWhoseAnswerIsLostThrowsAlthoughItHappened) {
    const auto writer = through_proxy_->open_writer();
    writer->begin();
    insert(*writer, 1);
    proxy_.next("COMMIT", Fate::cut_after);
    EXPECT_TRUE(is_retryable(fault_of([&] { writer->commit(); })));
    writer->rollback();
    EXPECT_EQ(count(*watcher_), 1);
}

TEST_F(PostgresSessionTest, ACommitThatNeverArrivedThrowsAndDidNotHappen) {
    const auto writer = through_proxy_->open_writer();
    writer->begin();
    insert(*writer, 1);
    proxy_.next("COMMIT", Fate::cut_before);
    EXPECT_TRUE(is_retryable(fault_of([&] { writer->commit(); })));
    writer->rollback();
    EXPECT_EQ(count(*writer), 0);
}

TEST_F(PostgresSessionTest, ACommitAfterAFailedStatementThrows) {
    const auto writer = direct_->open_writer();
    writer->begin();
    insert(*writer, 1);
    EXPECT_NE(fault_of([&] { writer->execute("INSERT INTO seat VALUES ($1, NULL)", {2}); }), "");
    EXPECT_TRUE(is_retryable(fault_of([&] { writer->commit(); })));
    writer->rollback();
    EXPECT_EQ(count(*watcher_), 0);
}

TEST_F(PostgresSessionTest, ADeadLineIsNoticedInTime) {
    const auto database =
        this->database(CuttingProxy::port, {.statement_timeout = 100ms, .lock_timeout = 100ms});
    const auto writer = database->open_writer();
    writer->begin();
    insert(*writer, 1);
    proxy_.next("never arrives", Fate::silent);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_TRUE(is_retryable(fault_of([&] { insert(*writer, 2, "never arrives"); })));
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
    writer->rollback();
    // The server still holds the old transaction's lock until it notices; it need not hold ours up.
    insert(*writer, 3);
    EXPECT_EQ(count(*writer), 1);
}

TEST_F(PostgresSessionTest, AStatementThatTakesTooLongIsInterrupted) {
    const auto database = this->database(PostgresServer::default_port, {.statement_timeout = 50ms});
    const auto reader = database->open_reader();
    const auto fault = fault_of([&] { reader->query("SELECT pg_sleep(60)", {}, {}); });
    EXPECT_NE(fault.find("57014"), std::string::npos) << fault;
    EXPECT_TRUE(is_retryable(fault));
    EXPECT_EQ(count(*reader), 0);
}

TEST_F(PostgresSessionTest, ASilentTransactionIsEndedByTheServer) {
    const auto database =
        this->database(PostgresServer::default_port, {.idle_transaction_timeout = 50ms});
    const auto silent = database->open_writer();
    silent->begin();
    insert(*silent, 1);
    // Waits for the first one's row until the server has ended that transaction.
    const auto other = direct_->open_writer();
    insert(*other, 1, "lee");
    EXPECT_TRUE(is_retryable(fault_of([&] { silent->commit(); })));
}

TEST_F(PostgresSessionTest, TwoWritersOfOneRowFollowEachOther) {
    const auto first = direct_->open_writer();
    insert(*first, 1);
    first->begin();
    first->execute("UPDATE seat SET owner = 'first' WHERE id = $1", {1});
    auto waiting = std::async(std::launch::async, [&] {
        const auto second = direct_->open_writer();
        std::string seen;
        second->begin();
        second->query("SELECT owner FROM seat WHERE id = $1 /* FOR UPDATE */", {1},
                      [&](const ports::SqlRow& row) { seen = row.text(0); });
        second->rollback();
        return seen;
    });
    first->commit();
    EXPECT_EQ(waiting.get(), "first");
}

TEST_F(PostgresSessionTest, ALockedRowIsSkippedOrWaitedForInTime) {
    const auto first = direct_->open_writer();
    insert(*first, 1);
    first->begin();
    first->execute("UPDATE seat SET owner = 'first' WHERE id = $1", {1});
    const auto database = this->database(PostgresServer::default_port, {.lock_timeout = 50ms});
    const auto second = database->open_writer();
    int rows = 0;
    second->query("SELECT id FROM seat WHERE id = $1 /* FOR UPDATE SKIP LOCKED */", {1},
                  [&](const ports::SqlRow&) { ++rows; });
    EXPECT_EQ(rows, 0);
    const auto fault = fault_of(
        [&] { second->query("SELECT id FROM seat WHERE id = $1 /* FOR UPDATE */", {1}, {}); });
    EXPECT_NE(fault.find("55P03"), std::string::npos) << fault;
    EXPECT_TRUE(is_retryable(fault));
}

TEST_F(PostgresSessionTest, ADeadlockIsToldToOneOfThem) {
    const auto first = direct_->open_writer();
    const auto second = direct_->open_writer();
    insert(*first, 1);
    insert(*first, 2);
    const auto take = [](ports::SqlSession& session, int id) {
        session.execute("UPDATE seat SET owner = owner WHERE id = $1", {id});
    };
    first->begin();
    second->begin();
    take(*first, 1);
    take(*second, 2);
    auto waiting =
        std::async(std::launch::async, [&] { return fault_of([&] { take(*first, 2); }); });
    const auto fault = fault_of([&] { take(*second, 1); });
    second->rollback();
    const auto other = waiting.get();
    EXPECT_NE(fault.empty(), other.empty()) << fault << other;
    EXPECT_NE((fault + other).find("40P01"), std::string::npos);
    EXPECT_TRUE(is_retryable(fault + other));
    first->rollback();
}

TEST_F(PostgresSessionTest, ARestartOfTheServerIsSurvived) {
    PostgresServer server;
    const auto database =
        make_postgres_database({.url = server.url("postgres"), .context = "musical"});
    database->migrate(migrations);
    const auto writer = database->open_writer();
    const auto reader = database->open_reader();
    insert(*writer, 1);
    EXPECT_EQ(count(*reader), 1);
    writer->begin();
    insert(*writer, 2);
    server.crash();
    EXPECT_TRUE(is_retryable(fault_of([&] { writer->commit(); })));
    writer->rollback();
    EXPECT_TRUE(is_retryable(fault_of([&] { insert(*writer, 3); })));
    EXPECT_TRUE(is_retryable(fault_of([&] { (void)count(*reader); })));
    server.start();
    EXPECT_EQ(count(*reader), 1);
    insert(*writer, 4);
    EXPECT_EQ(count(*reader), 2);
}

TEST_F(PostgresSessionTest, AStatementSurvivesAChangeOfItsTable) {
    const auto reader = direct_->open_reader();
    insert(*direct_->open_writer(), 1);
    const auto columns = [&] {
        reader->query("SELECT * FROM seat", {}, [](const ports::SqlRow&) {});
    };
    columns();
    server_.run("ALTER TABLE " + schema_ + ".seat ADD COLUMN grade TEXT");
    columns();
}

TEST_F(PostgresSessionTest, ALargeBatchDoesNotBlockItself) {
    const auto writer = direct_->open_writer();
    ports::SqlRows rows{2};
    const std::string owner(2'000, 'x');
    for (int id = 0; id < 10'000; ++id) rows.add({id, owner});
    std::size_t answered = 0;
    writer->query_batch("INSERT INTO seat VALUES ($1, $2) RETURNING owner", rows,
                        [&](const ports::SqlRow& row) { answered += row.text(0).size(); });
    EXPECT_EQ(answered, 20'000'000U);
}

TEST_F(PostgresSessionTest, TheFirstFailureOfABatchIsToldAndNothingOfItStays) {
    const auto writer = direct_->open_writer();
    insert(*writer, 2);
    ports::SqlRows rows{2};
    for (const int id : {1, 2, 3}) rows.add({id, "kim"});
    const auto fault =
        fault_of([&] { writer->execute_batch("INSERT INTO seat VALUES ($1, $2)", rows); });
    EXPECT_NE(fault.find("23505"), std::string::npos) << fault;
    EXPECT_EQ(count(*watcher_), 1);
}

TEST_F(PostgresSessionTest, WhoMayNotConnectIsToldWhatToDo) {
    const auto fault_with = [](PostgresOptions options) {
        options.context = "musical";
        return fault_of([&] { make_postgres_database(options)->migrate({}); });
    };
    const auto missing = fault_with({.url = server_.url("boxoffice_{context}")});
    EXPECT_NE(missing.find("createdb"), std::string::npos) << missing;
    EXPECT_NE(missing.find("boxoffice_musical"), std::string::npos) << missing;
    EXPECT_FALSE(is_retryable(missing));

    const auto nobody =
        fault_with({.url = "postgresql://nobody@/postgres?host=" + server_.directory().string()});
    EXPECT_NE(nobody.find("28000"), std::string::npos) << nobody;
    EXPECT_FALSE(is_retryable(nobody));

    const auto nowhere = fault_with({.url = "postgresql:///postgres?host=/nonexistent"});
    EXPECT_TRUE(is_retryable(nowhere)) << nowhere;
    EXPECT_FALSE(is_retryable(fault_with({.url = "mysql://x"})));
    const auto open_secret = fault_with({.url = "postgresql://kim:secret@/postgres"});
    EXPECT_NE(open_secret.find("file"), std::string::npos) << open_secret;
    EXPECT_EQ(open_secret.find("secret@"), std::string::npos) << open_secret;
}

TEST_F(PostgresSessionTest, ThePasswordComesFromAFileReadForEachConnection) {
    const TestDirectory directory;
    const auto file = directory.file("password");
    server_.run("DROP ROLE IF EXISTS keeper; CREATE ROLE keeper LOGIN PASSWORD 'right'");
    PostgresServer guarded;
    guarded.run("CREATE ROLE keeper LOGIN SUPERUSER PASSWORD 'right'");
    std::ofstream(guarded.directory() / "data" / "pg_hba.conf")
        << "local all boxoffice trust\nlocal all keeper scram-sha-256\n";
    guarded.run("SELECT pg_reload_conf()");
    const auto database = make_postgres_database(
        {.url = "postgresql://keeper@/postgres?host=" + guarded.directory().string(),
         .context = "musical",
         .password_file = file});
    const auto open = [&] { return fault_of([&] { database->migrate(migrations); }); };
    EXPECT_NE(open().find(file), std::string::npos);
    std::ofstream(file) << "wrong\n";
    EXPECT_NE(open().find("28P01"), std::string::npos);
    std::ofstream(file) << "right\n";
    EXPECT_EQ(open(), "");
}

}  // namespace
}  // namespace boxoffice::platform
