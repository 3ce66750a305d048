// What goes wrong in one run, drawn from its seed.
#pragma once

#include "simulation/house/house.hpp"
#include "simulation/house/network.hpp"
#include "simulation/world/simulated_bus.hpp"
#include "simulation/world/simulated_randomness.hpp"

#include <cstddef>

namespace boxoffice::simulation {

/// What may go wrong at all.
enum class Climate {
    everything,       ///< crashes, lost messages, failing databases, the provider
    provider_faults,  ///< the provider and the way to it, as badly as can be; half of the people
                      ///< leave
    fault_free,       ///< nothing
};

/// Not everything in every run, so that one fault does not always hide another.
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
    /// How many of the faults of the provider's script are ordered, per mille.
    int scripted = 0;
    base::Duration silence{0};  ///< for so long no answer of the provider arrives
    bool has_forger = false;
    bool cancels_performance = false;
    bool has_console = false;  ///< people at the provider give money back, and nobody tells
    /// People who hold seats and leave without paying, per mille, beside those who do by chance.
    int leavers = 0;
};

[[nodiscard]] Weather draw_weather(Climate climate, SimulatedRandomness& chance);

}  // namespace boxoffice::simulation
