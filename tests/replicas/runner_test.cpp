// Goal: two replicas of a context that work on the same rows at once do what one would have done.
#include "eventing/context_module.hpp"
#include "eventing/http_command.hpp"
#include "eventing/schema.hpp"
#include "eventing/tests/small_context.hpp"
#include "postgres/postgres_server.hpp"
#include "replicas/shared_world.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <set>
#include <thread>

namespace boxoffice::testing {
namespace {

using real_server::make_schema_database;

using eventing::testing::AccountStore;
using eventing::testing::Add;
using eventing::testing::Bookkeeper;
using Response = ports::HttpResponse;

constexpr std::string_view tables =
    "CREATE TABLE account (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);";
constexpr eventing::DueKind effect{1};
constexpr ports::SqlText waiting_for_a_lock =
    "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
    "AND query LIKE '%account%' AND pid <> pg_backend_pid()";

struct Replica {
    Replica(SharedWorld& world, ports::SqlDatabase& database)
        : kernel("musical", world.environment(database), store) {}

    std::shared_ptr<Answer> post(std::int64_t account, const std::string& key = {}) {
        ports::HttpRequest request;
        request.method = ports::HttpMethod::post;
        request.path = "/accounts";
        request.body = "{}";
        request.principal = {.user_id = 1, .role = ports::Principal::Role::customer};
        if (!key.empty()) request.headers.push_back({"Idempotency-Key", key});
        auto answer = std::make_shared<Answer>();
        eventing::submit_http(kernel.runner(), bookkeeper, Add{.account = account}, request,
                              answer);
        return answer;
    }

    AccountStore store;
    Bookkeeper bookkeeper{store};
    eventing::ContextKernel kernel;
};

struct TwoReplicas : ::testing::Test {
    std::unique_ptr<ports::SqlDatabase> database = make_schema_database("musical");
    SharedWorld world;
    std::unique_ptr<Replica> one;
    std::unique_ptr<Replica> two;

    TwoReplicas() {
        database->migrate(eventing::with_kernel({{100, "accounts", tables}}));
        one = std::make_unique<Replica>(world, *database);
        two = std::make_unique<Replica>(world, *database);
    }
    ~TwoReplicas() override {
        one->kernel.stop();
        two->kernel.stop();
    }
    void start() {
        one->kernel.start();
        two->kernel.start();
    }
    /// Both at once, as nearly as two threads can.
    template <class Work>
    std::array<Response, 2> at_once(Work work) {
        std::array<Response, 2> answers;
        std::barrier gate{2};
        std::thread other{[&] {
            gate.arrive_and_wait();
            answers[1] = work(*two)->wait();
        }};
        gate.arrive_and_wait();
        answers[0] = work(*one)->wait();
        other.join();
        return answers;
    }
    std::int64_t conflicts() {
        return world.metrics.counter("boxoffice_batch_conflicts_total", "context=\"musical\"", "")
            .value();
    }
};

TEST_F(TwoReplicas, CountEveryCommandOnceAndPublishInTheOrderOfTheirCommits) {
    start();
    constexpr std::int64_t accounts = 5;
    constexpr int rounds = 60;
    std::vector<std::shared_ptr<Answer>> answers;
    for (int round = 0; round < rounds; ++round) {
        for (std::int64_t account = 1; account <= accounts; ++account) {
            answers.push_back(one->post(account));
            answers.push_back(two->post(account));
        }
    }
    for (const auto& answer : answers) ASSERT_EQ(answer->wait().status, 201);
    EXPECT_EQ(number(*database, "SELECT MIN(value) FROM account"), 2 * rounds);
    EXPECT_EQ(number(*database, "SELECT MAX(value) FROM account"), 2 * rounds);

    const auto total = static_cast<std::size_t>(2 * rounds * accounts);
    ASSERT_TRUE(world.bus.wait_until([&](const auto& log) { return log.size() >= total; }));
    std::map<std::string, std::int64_t> last;
    for (const auto& event : world.bus.log()) {
        EXPECT_EQ(event->sequence, ++last[event->key]);
        const auto told = *contracts::decode<contracts::ItemEdited>(event->payload);
        EXPECT_EQ(told.name, std::to_string(event->sequence))
            << "the n-th event of an account says that n were added";
    }
}

TEST_F(TwoReplicas, HaveOneEffectAndOneAnswerForOneKey) {
    start();
    constexpr std::int64_t rounds = 40;
    for (std::int64_t round = 1; round <= rounds; ++round) {
        const auto visible = "key-" + std::to_string(round);
        const auto answers = at_once([&](Replica& replica) { return replica.post(1, visible); });
        EXPECT_EQ(answers[0].status, 201);
        EXPECT_EQ(answers[1].status, 201);
        EXPECT_EQ(answers[0].body, answers[1].body);
        EXPECT_EQ(answers[0].body, std::to_string(round));
    }
    EXPECT_EQ(number(*database, "SELECT value FROM account WHERE id = 1"), rounds);
}

TEST_F(TwoReplicas, TheOneThatIsSecondWithARowLooksAgainAndFindsIt) {
    start();
    // Another replica is about to make the account.
    const auto other = database->open_writer();
    other->begin();
    other->execute("INSERT INTO account (id, value) VALUES ($1, $2)", {7, 5});
    const auto answer = one->post(7);
    ASSERT_TRUE(becomes(*database, waiting_for_a_lock, 1));
    other->commit();
    EXPECT_EQ(answer->wait().body, "6");
    EXPECT_EQ(conflicts(), 1);
}

TEST_F(TwoReplicas, ApplyAnEventOnceThoughBothAreGivenIt) {
    for (auto* replica : {one.get(), two.get()}) {
        replica->bookkeeper.publishes = false;
        replica->kernel.handlers().on<contracts::ItemEdited>(
            [replica](const contracts::ItemEdited& event, const ports::EventEnvelope&) {
                return eventing::make_job(replica->bookkeeper,
                                          Add{.account = event.musical_id.value});
            });
    }
    start();
    constexpr std::int64_t items = 4;
    constexpr std::int64_t rounds = 50;
    for (std::int64_t sequence = 1; sequence <= rounds; ++sequence) {
        std::vector<ports::EventPointer> events;
        for (std::int64_t item = 1; item <= items; ++item) {
            events.push_back(std::make_shared<ports::EventEnvelope>(
                eventing::testing::item_edited(item, sequence)));
        }
        world.bus.publish(std::move(events), [](std::optional<std::string>) {});
    }
    ASSERT_TRUE(becomes(
        *database, "SELECT COUNT(*) FROM inbox WHERE sequence = 50 AND source = 'musical'", items));
    EXPECT_EQ(number(*database, "SELECT SUM(value) FROM account"), items * rounds);
    EXPECT_EQ(number(*database, "SELECT COUNT(*) FROM parked_event"), 0);
}

TEST_F(TwoReplicas, StartDueWorkOnce) {
    constexpr std::int64_t rows = 300;
    std::mutex mutex;
    std::multiset<std::int64_t> started;
    struct Done {
        std::int64_t subject;
    };
    struct Clearer {
        void declare(const Done&) {}
        void decide(const Done& done, eventing::UnitOfWork& work) {
            work.clear_due(effect, done.subject);
        }
    } clearer;
    for (auto* replica : {one.get(), two.get()}) {
        replica->kernel.due().on(effect, [&, replica](const eventing::DueRow& row,
                                                      eventing::DueTicker::Finished finished) {
            {
                const std::lock_guard lock{mutex};
                started.insert(row.subject);
            }
            replica->kernel.submit_internal(
                eventing::make_job(clearer, Done{row.subject}, std::move(finished)));
        });
        replica->bookkeeper.also = [&](const Add& add, eventing::UnitOfWork& work) {
            work.set_due(effect, add.account, work.now(), "intent");
        };
    }
    start();
    std::vector<std::shared_ptr<Answer>> answers;
    for (std::int64_t account = 1; account <= rows; ++account) {
        answers.push_back((account % 2 == 0 ? *one : *two).post(account));
    }
    for (const auto& answer : answers) ASSERT_EQ(answer->wait().status, 201);
    EXPECT_TRUE(becomes(*database, "SELECT COUNT(*) FROM due", 0));
    one->kernel.stop();
    two->kernel.stop();
    const std::lock_guard lock{mutex};
    EXPECT_EQ(started.size(), static_cast<std::size_t>(rows));
    EXPECT_EQ(std::set(started.begin(), started.end()).size(), static_cast<std::size_t>(rows));
}

}  // namespace
}  // namespace boxoffice::testing
