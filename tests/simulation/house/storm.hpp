// One run from one seed: a season, a storm, calm, and the reckoning.
#pragma once

#include "base/seeded_bug.hpp"
#include "simulation/house/checks.hpp"
#include "simulation/house/crowd.hpp"
#include "simulation/house/house.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace boxoffice::simulation {

struct RunResult {
    Breaches breaches;
    std::map<std::string, std::int64_t> counters;
    std::deque<std::string> trace;
};

class Storm {
  public:
    /// `prints`: every line of the trace goes to standard output at once.
    Storm(std::uint64_t seed, base::SeededBug bug, bool prints);

    [[nodiscard]] RunResult run();
    /// For the moment when the program under test stops itself.
    [[nodiscard]] const Journal& journal() const { return house_.journal; }

  private:
    /// What goes wrong in this run, drawn from the seed: not everything in every run, so that one
    /// fault does not always hide another.
    struct Weather {
        BusFaults bus;
        NetworkFaults house;
        NetworkFaults provider;
        NetworkFaults webhooks;
        DatabaseFaultRates databases;
        int mail_refused = 0;
        int mail_unanswered = 0;
        int late = 0;
        std::size_t crash_anywhere = 0;      ///< per 100'000 tasks
        std::size_t crash_after_commit = 0;  ///< per 100'000 commits
        std::size_t crash_after_append = 0;  ///< per 100'000 events
        base::Duration silence{0};           ///< for so long no answer of the provider arrives
        bool has_forger = false;
        bool cancels_performance = false;
    };

    [[nodiscard]] Weather draw_weather();
    void begin();
    void people_come();
    void order_provider_faults();
    void silence_provider();
    void forge_later();
    void forge();
    void cancel_performance();
    void blow();
    void after_task();
    void crash(const std::string& part, const std::string& moment);
    void count_unfinished(const std::string& part);
    void calm();
    void settle();
    void count_paths();
    [[nodiscard]] base::Duration up_to(base::Duration most);

    House house_;
    SimulatedRandomness randomness_;
    std::unique_ptr<ports::Executor> worker_;
    Weather weather_;
    std::vector<std::string> parts_;
    std::unique_ptr<Crowd> crowd_;
    bool is_storming_ = false;
    Breaches breaches_;
};

}  // namespace boxoffice::simulation
