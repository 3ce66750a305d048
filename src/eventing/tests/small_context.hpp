// The smallest context there is, for the kernel's tests: accounts that can be added to.
#pragma once

#include "eventing/batch_rows.hpp"
#include "eventing/context_module.hpp"
#include "eventing/http_command.hpp"
#include "eventing/schema.hpp"
#include "ports/tests/recording_tracer.hpp"
#include "simulation/world/faulty_database.hpp"
#include "simulation/world/simulated_bus.hpp"
#include "simulation/world/simulated_scheduler.hpp"
#include "simulation/world/simulated_telemetry.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::eventing::testing {

/// The world around one or more small contexts. Databases outlive the contexts.
struct World {
    explicit World(std::uint64_t seed = 1) : randomness(seed) {}

    simulation::SimulatedRandomness randomness;
    simulation::SimulatedClock clock;
    simulation::SimulatedScheduler scheduler{clock, randomness.split()};
    simulation::SimulatedBus bus{scheduler, randomness.split()};
    simulation::SimulatedLog log;
    simulation::SimulatedMetrics metrics;
    ports::testing::RecordingTracer tracer;

    [[nodiscard]] Environment environment(ports::SqlDatabase& database, const Limits& limits = {},
                                          bool is_alone = true) {
        return {.clock = clock,
                .scheduler = scheduler,
                .database = database,
                .bus = bus,
                .randomness = randomness,
                .log = log,
                .metrics = metrics,
                .limits = limits,
                .is_alone = is_alone,
                .tracer = tracer};
    }
};

/// What the tests tell the database to do, and what they see of it.
struct CommitScript : simulation::DatabaseFaults {
    std::vector<Commit> next;  ///< what the next commits meet, from the front; then all work
    bool begins_fail = false;
    int commits = 0;
    std::function<void()> at_commit;

    Commit on_commit() override {
        if (at_commit) at_commit();
        if (next.empty()) {
            ++commits;
            return Commit::works;
        }
        const auto fate = next.front();
        next.erase(next.begin());
        return fate;
    }
    bool on_begin() override { return begins_fail; }
};

/// Adds to an account and tells the bus its new value. A negative amount is refused; `poison`
/// throws what nobody expects.
struct Add {
    std::int64_t account = 1;
    std::int64_t amount = 1;
    bool poison = false;
    bool poison_when_declared = false;
};

class AccountStore final : public BatchStore {
  public:
    void begin_batch() override { rows.clear(); }
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override { return rows.has_dirty(); }

    BatchRows<std::int64_t, std::int64_t> rows;
};

/// The one command handler.
class Bookkeeper {
  public:
    explicit Bookkeeper(AccountStore& store) : store_(store) {}

    void declare(const Add& command);
    /// 201 with the new value, or 409.
    ports::HttpResponse decide(const Add& command, UnitOfWork& work);

    /// More that a test wants done in the same transaction.
    std::function<void(const Add&, UnitOfWork&)> also;
    bool publishes = true;

  private:
    AccountStore& store_;
};

/// Keeps the answers of one request.
class Answer final : public ports::ResponseSink {
  public:
    void send(ports::HttpResponse response) override { responses.push_back(std::move(response)); }
    std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse) override { return nullptr; }

    /// 0 while there is none.
    [[nodiscard]] int status() const { return responses.empty() ? 0 : responses.front().status; }
    [[nodiscard]] std::string body() const {
        return responses.empty() ? std::string{} : responses.front().body;
    }

    std::vector<ports::HttpResponse> responses;
};
using AnswerPointer = std::shared_ptr<Answer>;

/// A context as a crash leaves it: its database. `open` starts it, `crash` ends it between any two
/// tasks.
class SmallContext {
  public:
    SmallContext(World& world, std::string name, Limits limits = {});
    /// Another replica of that context, on its database; both are replicas then.
    SmallContext(World& world, SmallContext& other);

    /// `prepare` registers handlers and due kinds before the start.
    void open(std::function<void(SmallContext&)> prepare = {});
    void crash() { living_.reset(); }
    [[nodiscard]] bool is_open() const { return living_ != nullptr; }

    [[nodiscard]] ContextKernel& kernel() { return living_->kernel; }
    [[nodiscard]] Bookkeeper& bookkeeper() { return living_->bookkeeper; }
    [[nodiscard]] CommitScript& script() { return script_; }
    [[nodiscard]] ports::SqlDatabase& database() { return *database_; }

    /// Posts `add` as an HTTP command.
    AnswerPointer post(const Add& add, const std::string& idempotency_key = {},
                       const std::string& body = "{}");
    /// Applies ItemEdited of `source` by adding 1 to the account of that number; the name "poison"
    /// throws.
    void listen();

    [[nodiscard]] std::int64_t value(std::int64_t account);
    /// The single number that `statement` selects, on a session of its own.
    [[nodiscard]] std::int64_t number(ports::SqlText statement);
    void execute(ports::SqlText statement);

  private:
    struct Living {
        Living(const std::string& name, const Environment& environment)
            : kernel(name, environment, store) {}
        AccountStore store;
        Bookkeeper bookkeeper{store};
        ContextKernel kernel;
    };

    World& world_;
    std::string name_;
    Limits limits_;
    std::shared_ptr<ports::SqlDatabase> disk_;
    bool is_alone_ = true;
    CommitScript script_;
    std::unique_ptr<ports::SqlDatabase> database_;
    std::unique_ptr<ports::SqlSession> reader_;
    std::unique_ptr<Living> living_;
};

/// An ItemEdited as "musical" would publish it.
[[nodiscard]] ports::EventEnvelope item_edited(std::int64_t item, std::int64_t sequence,
                                               const std::string& name = "new name");

}  // namespace boxoffice::eventing::testing
