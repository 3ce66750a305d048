// One run from one seed: a season, a storm, calm, and the reckoning.
#pragma once

#include "base/seeded_bug.hpp"
#include "sandbox_provider/faults.hpp"
#include "simulation/house/checks.hpp"
#include "simulation/house/crowd.hpp"
#include "simulation/house/house.hpp"
#include "simulation/house/weather.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace boxoffice::simulation {

struct RunResult {
    Breaches breaches;
    std::map<std::string, std::int64_t> counters;
    std::deque<std::string> trace;
    /// From the end of the storm until nothing was open any more; to the minute.
    base::Duration settled_after{};
};

class Storm {
  public:
    /// `prints`: every line of the trace goes to standard output at once. `replicas`: processes of
    /// each context.
    Storm(std::uint64_t seed, Climate climate, base::SeededBug bug, bool prints,
          std::size_t replicas = 1);

    [[nodiscard]] RunResult run();
    /// For the moment when the program under test stops itself.
    [[nodiscard]] const Journal& journal() const { return house_.journal; }

  private:
    void begin();
    void people_come();
    void order_provider_faults();
    [[nodiscard]] const char* call_to_strike(const sandbox::Fault& fault);
    void silence_provider();
    void forge_later();
    void forge();
    void cancel_at_console_later();
    void cancel_at_console();
    void cancel_performance();
    void blow();
    void after_task();
    void crash(const std::string& part, const std::string& moment);
    void count_unfinished(const std::string& part);
    void calm();
    void settle();
    void settle_failed_refunds();
    void count_paths();
    void count_holds();
    [[nodiscard]] base::Duration up_to(base::Duration most);

    House house_;
    Climate climate_;
    SimulatedRandomness randomness_;
    std::unique_ptr<ports::Executor> worker_;
    Weather weather_;
    std::vector<std::string> parts_;
    std::unique_ptr<Crowd> crowd_;
    bool is_storming_ = false;
    Breaches breaches_;
    base::Duration settled_after_{};
};

}  // namespace boxoffice::simulation
