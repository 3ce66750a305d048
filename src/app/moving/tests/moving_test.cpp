// Goal: a house moves with everything it stores: rows, events, keys, and how far each reader has
// come.
#include "app/moving/moving.hpp"

#include "app/moving/schemas.hpp"
#include "base/fault.hpp"
#include "contexts/mypage/sql/schema.hpp"
#include "eventing/inbox.hpp"
#include "eventing/outbox_table.hpp"
#include "platform/bus/embedded_log.hpp"
#include "platform/crypto/private_file.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "platform/tests/test_directory.hpp"
#include "postgres/postgres_server.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <map>

namespace boxoffice::app {
namespace {

constexpr ports::SqlText insert_sequence =
    "INSERT INTO event_sequence (key, generation, sequence) VALUES ($1, 1, $2)";
constexpr ports::SqlText select_sequence = "SELECT sequence FROM event_sequence WHERE key = $1";

ports::EventPointer event(const std::string& key, std::int64_t sequence) {
    auto envelope = std::make_shared<ports::EventEnvelope>();
    envelope->source = "musical";
    envelope->type = "SeatHeld";
    envelope->key = key;
    envelope->sequence = sequence;
    envelope->payload = R"({"note": "1층  A열"})";
    return envelope;
}

/// A data directory, opened as an export or import opens it; its rows may be on a server.
class Lodging {
  public:
    explicit Lodging(std::filesystem::path directory, bool is_on_server = false)
        : directory_(std::move(directory)),
          is_on_server_(is_on_server),
          log_({.directory = directory_ / "events"}) {}

    ports::SqlDatabase& database(const std::string& context) {
        auto& database = databases_[context];
        if (!database) {
            database =
                is_on_server_
                    ? platform::make_postgres_database(on_server(context))
                    : platform::make_sqlite_database({.path = path(context), .context = context});
            database->migrate(schema_of(context));
        }
        return *database;
    }
    StoredHouse house() {
        return {.database = [this](const std::string& context) -> ports::SqlDatabase& {
                    return database(context);
                },
                .archive =
                    [this](const std::string& context) {
                        database(context);
                        return is_on_server_
                                   ? platform::make_postgres_archive(on_server(context))
                                   : platform::make_sqlite_archive(path(context), context);
                    },
                .bus = log_,
                .keys = directory_ / "keys"};
    }
    void publish(std::vector<ports::EventPointer> events) {
        std::promise<std::optional<std::string>> answer;
        log_.publish(std::move(events),
                     [&](std::optional<std::string> fault) { answer.set_value(std::move(fault)); });
        ASSERT_EQ(answer.get_future().get(), std::nullopt);
    }
    void stand(const std::string& context, std::int64_t offset) {
        eventing::Inbox::store_positions(*database(context).open_writer(),
                                         ports::Positions{{0, offset}});
    }
    std::int64_t standing(const std::string& context) {
        return eventing::Inbox::select_positions(*database(context).open_reader()).of(0);
    }
    std::vector<ports::Delivery> events() {
        const auto stream =
            log_.follow({.reader = "test", .after = ports::Positions{}, .wake = [] {}});
        return stream->take(100);
    }
    platform::EmbeddedLog& log() { return log_; }

  private:
    std::string path(const std::string& context) const { return directory_ / (context + ".db"); }

    platform::PostgresOptions on_server(const std::string& context) {
        auto& schema = schemas_[context];
        auto& server = real_server::PostgresServer::shared();
        if (schema.empty()) schema = server.make_schema();
        return {.url = server.url("postgres", schema), .context = context};
    }

    std::filesystem::path directory_;
    bool is_on_server_;
    std::map<std::string, std::string> schemas_;
    platform::EmbeddedLog log_;
    std::map<std::string, std::unique_ptr<ports::SqlDatabase>> databases_;
};

std::string text(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

class MovingHouse : public testing::Test {
  protected:
    MovingHouse() {
        from.database("musical").open_writer()->execute(insert_sequence, {"7", 2});
        from.database("musical").open_writer()->execute(insert_sequence, {"item-É", 1});
        from.database("musical").open_writer()->execute(insert_sequence, {"item-b \"'\\\n", 1});
        from.publish({event("7", 1), event("8", 1), event("7", 2)});
        from.stand("reservation", 2);
        from.stand("sales", 3);
        platform::write_private_file(directory.path() / "from/keys/access-tokens.json", "{\"k\":1}",
                                     platform::IfPresent::replace);
    }

    void export_it() { export_house(from.house(), out, "1.0", base::Instant{}, progress); }
    void import_it() { import_house(to.house(), out, progress); }

    platform::TestDirectory directory;
    std::filesystem::path out = directory.path() / "out";
    Lodging from{directory.path() / "from"};
    Lodging to{directory.path() / "to"};
    std::map<std::string, std::int64_t> told;
    MovingProgress progress = [this](const std::string& what, std::int64_t count) {
        told[what] += count;
    };
};

TEST_F(MovingHouse, BringsRowsEventsAndKeys) {
    export_it();
    import_it();

    std::int64_t sequence = 0;
    to.database("musical").open_reader()->query(
        select_sequence, {"7"}, [&](const ports::SqlRow& row) { sequence = row.integer(0); });
    EXPECT_EQ(sequence, 2);
    const auto events = to.events();
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events[2].event->key, "7");
    EXPECT_EQ(events[2].event->sequence, 2);
    EXPECT_EQ(events[2].event->payload, R"({"note": "1층  A열"})");
    EXPECT_EQ(platform::read_private_file(directory.path() / "to/keys/access-tokens.json"),
              "{\"k\":1}");
    EXPECT_EQ(told["publishing events"], 3);
}

TEST_F(MovingHouse, LeavesEveryReaderWhereItStood) {
    export_it();
    import_it();
    EXPECT_EQ(to.standing("reservation"), 2);
    EXPECT_EQ(to.standing("sales"), 3);
    EXPECT_EQ(to.standing("mypage"), 0);
}

TEST_F(MovingHouse, TakesAlongWhatHadNotReachedTheBus) {
    const auto outbox = eventing::make_outbox_of_transactions();
    outbox->insert(*from.database("musical").open_writer(),
                   {{.key = "7", .type = "SeatSold", .sequence = 3, .payload = {"{}"}}});
    eventing::make_outbox_of_events()->insert(
        *from.database("payment").open_writer(),
        {{.key = "7", .type = "PaymentApproved", .sequence = 1, .payload = {"{}"}}});
    export_it();
    import_it();
    const auto events = to.events();
    ASSERT_EQ(events.size(), 5U);
    EXPECT_EQ(events[3].event->source, "musical");
    EXPECT_EQ(events[3].event->sequence, 3);
    EXPECT_EQ(events[4].event->type, "PaymentApproved");
    EXPECT_EQ(to.standing("sales"), 3) << "nobody has read them yet";
}

TEST_F(MovingHouse, ComesOutAsItWentIn) {
    export_it();
    import_it();
    export_house(to.house(), directory.path() / "again", "1.0", base::Instant{}, progress);
    EXPECT_EQ(text(out / "manifest.json"), text(directory.path() / "again/manifest.json"));
    EXPECT_EQ(text(out / "events.jsonl"), text(directory.path() / "again/events.jsonl"));
}

TEST_F(MovingHouse, GoesToAServerAndBack) {
    export_it();
    Lodging server{directory.path() / "server", true};
    import_house(server.house(), out, progress);
    EXPECT_EQ(server.standing("reservation"), 2);
    const auto from_server = directory.path() / "from-server";
    export_house(server.house(), from_server, "1.0", base::Instant{}, progress);
    EXPECT_EQ(text(out / "manifest.json"), text(from_server / "manifest.json"));
    import_house(to.house(), from_server, progress);
    EXPECT_EQ(to.standing("sales"), 3);
}

TEST_F(MovingHouse, RefusesALogThatIsInUse) {
    export_it();
    to.publish({event("9", 1)});
    EXPECT_THROW(import_it(), base::InfrastructureFault);
}

TEST_F(MovingHouse, RefusesADatabaseThatIsInUse) {
    export_it();
    to.database("payment").open_writer()->execute(insert_sequence, {"1", 1});
    EXPECT_THROW(import_it(), base::InfrastructureFault);
}

TEST_F(MovingHouse, RefusesAnExportThatDidNotEnd) {
    export_it();
    std::filesystem::remove(out / "manifest.json");
    EXPECT_THROW(import_it(), base::InfrastructureFault);
}

TEST_F(MovingHouse, RefusesEventsThatWereChanged) {
    export_it();
    std::ofstream{out / "events.jsonl", std::ios::app} << "{}\n";
    EXPECT_THROW(import_it(), base::InfrastructureFault);
    EXPECT_EQ(to.log().head().sum(), 0);
}

TEST_F(MovingHouse, WritesIntoAnEmptyFolderOnly) {
    std::filesystem::create_directories(out / "something");
    EXPECT_THROW(export_it(), base::InfrastructureFault);
}

}  // namespace
}  // namespace boxoffice::app
