// The whole house in one thread: every context, the provider, the network between them; each part
// can crash between any two tasks and comes back on what it had stored.
#pragma once

#include "base/seeded_bug.hpp"
#include "eventing/context_module.hpp"
#include "ports/payment_gateway.hpp"
#include "sandbox_provider/provider.hpp"
#include "simulation/house/journal.hpp"
#include "simulation/house/mail.hpp"
#include "simulation/house/network.hpp"
#include "simulation/world/faulty_database.hpp"
#include "simulation/world/simulated_bus.hpp"
#include "simulation/world/simulated_scheduler.hpp"
#include "simulation/world/simulated_telemetry.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::simulation {

/// How often a database fails to commit, and how often it commits without saying so; per mille.
struct DatabaseFaultRates {
    int commit_fails = 0;
    int commit_unanswered = 0;
};

class House {
  public:
    /// The contexts, in the order in which they are opened.
    static const std::vector<std::string>& contexts();
    static constexpr const char* provider = "provider";

    /// `replicas`: processes of each context, on one database of it.
    House(std::uint64_t seed, base::SeededBug bug, bool prints, std::size_t replicas = 1);
    ~House();

    /// The processes of all contexts, such as "payment" and "payment/2", and the provider.
    [[nodiscard]] std::vector<std::string> processes() const;
    [[nodiscard]] bool has_replicas() const { return replicas_ > 1; }
    /// The context that a process is of.
    [[nodiscard]] static std::string context_of(const std::string& process);

    /// Opens a process.
    void open(const std::string& part);
    /// The process dies: its tasks, timers, calls and memory are gone.
    void crash(const std::string& part);
    [[nodiscard]] bool is_open(const std::string& part) const;

    /// Asks and waits for the answer, while everything else goes on. Nothing when none came.
    std::optional<ports::HttpResponse> ask(const std::string& host, ports::HttpRequest request);

    /// What `part` has stored, as an outsider reads it. Committed states only.
    [[nodiscard]] ports::SqlSession& stored(const std::string& part);
    /// The single number that `statement` selects there.
    [[nodiscard]] std::int64_t number(const std::string& part, ports::SqlText statement);
    void set_database_faults(const DatabaseFaultRates& rates) { database_faults_ = rates; }
    /// The parts that have committed since the last call.
    [[nodiscard]] std::vector<std::string> take_committed();
    /// The parts whose events were appended to the log since the last call.
    [[nodiscard]] std::vector<std::string> take_appended();

    SimulatedRandomness randomness;
    SimulatedClock clock;
    Journal journal;
    SimulatedScheduler scheduler;
    SimulatedBus bus;
    Network network;
    PostOffice post_office;
    SimulatedLog log;
    SimulatedMetrics metrics;

    House(const House&) = delete;
    House& operator=(const House&) = delete;

  private:
    class Disk;
    struct Part;

    [[nodiscard]] eventing::Environment environment(Part& part);
    [[nodiscard]] std::unique_ptr<eventing::ContextModule> make(Part& part);
    void open_provider(Part& part);

    base::SeededBug bug_;
    std::size_t replicas_;
    DatabaseFaultRates database_faults_;
    SimulatedRandomness database_chance_;
    std::vector<std::string> committed_;
    std::vector<std::string> appended_;
    std::map<std::string, std::unique_ptr<Part>> parts_;
};

}  // namespace boxoffice::simulation
