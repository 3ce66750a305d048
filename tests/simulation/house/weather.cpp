#include "simulation/house/weather.hpp"

namespace boxoffice::simulation {
namespace {

using namespace std::chrono_literals;

base::Duration up_to(base::Duration most, SimulatedRandomness& chance) {
    return base::Duration{chance.between(0, most.count())};
}

/// Half of the runs have it, at a rate of up to `most` per mille.
int sometimes(int most, SimulatedRandomness& chance) {
    return chance.happens(500) ? static_cast<int>(chance.between(1, most)) : 0;
}

void spoil_provider(Weather& weather, SimulatedRandomness& chance) {
    weather.provider = {.request_lost = sometimes(200, chance),
                        .reply_lost = sometimes(300, chance),
                        .request_twice = sometimes(100, chance),
                        .crawls = sometimes(300, chance),
                        .delay_max = up_to(500ms, chance),
                        .crawl_max = chance.happens(500) ? 400s : 20s};
    weather.webhooks = {.request_lost = sometimes(500, chance), .delay_max = up_to(5s, chance)};
    if (chance.happens(500)) weather.silence = 2min + up_to(6min, chance);
    weather.has_forger = chance.happens(500);
    weather.has_console = chance.happens(300);
}

Weather everything(SimulatedRandomness& chance) {
    Weather weather;
    weather.bus = {
        .publish_refused = sometimes(100, chance),
        .publish_in_part = sometimes(100, chance),
        .answer_wrong = sometimes(100, chance),
        .answer_lost = sometimes(20, chance),
        .delivery_repeated = sometimes(100, chance),
        .take_fails = sometimes(20, chance),
        .append_delay_max = up_to(50ms, chance),
        .answer_delay_max = up_to(50ms, chance),
        .delivery_delay_max = chance.happens(200) ? up_to(20s, chance) : up_to(100ms, chance)};
    weather.house = {.request_lost = sometimes(50, chance),
                     .reply_lost = sometimes(50, chance),
                     .request_twice = sometimes(50, chance),
                     .crawls = sometimes(20, chance),
                     .delay_max = up_to(100ms, chance),
                     .crawl_max = 20s};
    spoil_provider(weather, chance);
    weather.databases = {.commit_fails = sometimes(20, chance),
                         .commit_unanswered = sometimes(20, chance)};
    weather.mail_refused = sometimes(200, chance);
    weather.mail_unanswered = sometimes(100, chance);
    weather.late = sometimes(100, chance);
    weather.crash_anywhere = static_cast<std::size_t>(sometimes(100, chance));
    weather.crash_after_commit = static_cast<std::size_t>(sometimes(2'000, chance));
    weather.crash_after_append = static_cast<std::size_t>(sometimes(2'000, chance));
    weather.scripted = 300;
    weather.cancels_performance = chance.happens(250);
    return weather;
}

/// Each call to the provider may go wrong in every way.
Weather provider_faults(SimulatedRandomness& chance) {
    Weather weather;
    spoil_provider(weather, chance);
    weather.scripted = 1'000;
    weather.cancels_performance = chance.happens(250);
    weather.leavers = 500;
    return weather;
}

}  // namespace

Weather draw_weather(Climate climate, SimulatedRandomness& chance) {
    switch (climate) {
        case Climate::everything:
            return everything(chance);
        case Climate::provider_faults:
            return provider_faults(chance);
        case Climate::fault_free:
            break;
    }
    return {};
}

}  // namespace boxoffice::simulation
