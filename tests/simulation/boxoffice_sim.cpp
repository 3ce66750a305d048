// boxoffice_sim: the whole house in one thread, from seeds. See --help.
#include "sandbox_provider/faults.hpp"
#include "simulation/house/storm.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace boxoffice;
using simulation::RunResult;
using simulation::Storm;

constexpr std::string_view help =
    R"(boxoffice_sim: chaos first, then calm, then everything must settle.

  --seeds N        how many runs (default 100)
  --first-seed N   the first of them (default 1)
  --seed N         one run, with its whole trace
  --provider-faults  only the payment provider fails, in every way it can; half of the people leave
  --replicas N     so many processes of each context on its one database (default 1)
  --fault-free     nothing fails: nobody is refunded who did not ask for it
  --bug NAME       with a bug built in: expiry_ignores_the_lock, not_found_treated_as_failed,
                   event_outside_the_outbox, refund_without_idempotency_key,
                   webhook_payload_trusted, refund_not_booked, sale_without_the_fence,
                   move_without_looking
  --expect-caught  exit 0 if and only if some run finds it; stops at the first that does
  --help
)";

struct NamedBug {
    std::string_view name;
    base::SeededBug bug;
};
constexpr std::array bugs{
    NamedBug{"none", base::SeededBug::none},
    NamedBug{"expiry_ignores_the_lock", base::SeededBug::expiry_ignores_the_lock},
    NamedBug{"not_found_treated_as_failed", base::SeededBug::not_found_treated_as_failed},
    NamedBug{"event_outside_the_outbox", base::SeededBug::event_outside_the_outbox},
    NamedBug{"refund_without_idempotency_key", base::SeededBug::refund_without_idempotency_key},
    NamedBug{"webhook_payload_trusted", base::SeededBug::webhook_payload_trusted},
    NamedBug{"refund_not_booked", base::SeededBug::refund_not_booked},
    NamedBug{"sale_without_the_fence", base::SeededBug::sale_without_the_fence},
    NamedBug{"move_without_looking", base::SeededBug::move_without_looking}};

/// Paths that must have been walked by the time so many seeds have run: a fault that never fired
/// fails its run.
constexpr std::uint64_t seeds_for_every_path = 300;
/// In a storm of everything.
constexpr std::array required_of_everything{"durable points: crash between commit and append",
                                            "durable points: crash between append and consumption",
                                            "durable points: crash between consumption and delete",
                                            "durable points: crash between append and delete",
                                            "database: commit unanswered",
                                            "bus: delivery repeated",
                                            "canceled in part",
                                            "fees kept",
                                            "saga: Locking -> Expired by SeatLockRefused",
                                            "saga: Completed -> Reseating by MoveSeats",
                                            "saga: Reseating -> Completed by SeatMoved",
                                            "saga: Reseating -> Completed by SeatMoveRefused"};
/// Wherever the provider fails; and every fault of its script.
constexpr std::array required_of_the_provider{
    "forged webhooks",
    "performances canceled",
    "canceled at the provider's console",
    "given back in part at the provider's console",
    "failed refunds retried by staff",
    "failed refunds paid by hand",
    "saga: Paying -> Abandoned by DeadlinePassed",
    "saga: Abandoned -> Selling by PaymentApproved",
    "saga: Selling -> Refunding by SeatSaleRefused",
    "saga: CancelRequested -> Refunding by PaymentApproved",
    "saga: Paying -> Held by PaymentDeclined",
    "seats: acquired anew after an abandoned charge"};
/// Of the holds in a run of provider faults, in percent.
constexpr std::int64_t abandoned_least = 40;

struct Options {
    std::uint64_t first_seed = 1;
    std::uint64_t seeds = 100;
    std::uint64_t replicas = 1;
    bool is_replay = false;
    bool expects_caught = false;
    simulation::Climate climate = simulation::Climate::everything;
    base::SeededBug bug = base::SeededBug::none;
};

/// What the handler of SIGABRT tells of: an invariant of the program itself stopped it.
struct {
    const Storm* storm = nullptr;
    std::uint64_t seed = 0;
    bool expects_caught = false;
} under_way;

void print_trace(const std::deque<std::string>& lines) {
    for (const auto& line : lines) std::printf("    %s\n", line.c_str());
}

void on_abort(int) {
    std::printf("seed %llu: the program stopped itself\n",
                static_cast<unsigned long long>(under_way.seed));
    if (under_way.expects_caught) std::printf("caught\n");
    if (!under_way.expects_caught && under_way.storm) {
        print_trace(under_way.storm->journal().lines());
        std::printf("0 passed, 1 failed\n");
    }
    std::fflush(stdout);
    ::_exit(under_way.expects_caught ? 0 : 1);
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

[[noreturn]] void refuse(std::string_view what) {
    std::fprintf(stderr, "boxoffice_sim: %s; see --help\n", std::string{what}.c_str());
    std::exit(2);
}

Options read_options(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        if (name == "--help") {
            std::fwrite(help.data(), 1, help.size(), stdout);
            std::exit(0);
        }
        if (name == "--expect-caught") {
            options.expects_caught = true;
            continue;
        }
        if (name == "--provider-faults" || name == "--fault-free") {
            options.climate = name == "--fault-free" ? simulation::Climate::fault_free
                                                     : simulation::Climate::provider_faults;
            continue;
        }
        if (++i == count) refuse("a value is missing");
        const std::string_view value = arguments[i];
        if (name == "--bug") {
            const auto* found = std::find_if(
                bugs.begin(), bugs.end(), [value](const auto& bug) { return bug.name == value; });
            if (found == bugs.end()) refuse("no such bug");
            options.bug = found->bug;
            continue;
        }
        const auto number = number_in(value);
        if (!number) refuse("not a number");
        if (name == "--replicas") {
            options.replicas = std::max<std::uint64_t>(*number, 1);
        } else if (name == "--seeds") {
            options.seeds = *number;
        } else if (name == "--first-seed") {
            options.first_seed = *number;
        } else if (name == "--seed") {
            options.first_seed = *number;
            options.seeds = 1;
            options.is_replay = true;
        } else {
            refuse("no such option");
        }
    }
    return options;
}

RunResult run(const Options& options, std::uint64_t seed) {
    Storm storm{seed, options.climate, options.bug, options.is_replay, options.replicas};
    under_way.storm = &storm;
    under_way.seed = seed;
    under_way.expects_caught = options.expects_caught;
    auto result = storm.run();
    under_way.storm = nullptr;
    return result;
}

void report(std::uint64_t seed, const RunResult& result, const Options& options) {
    std::printf("seed %llu FAILED\n", static_cast<unsigned long long>(seed));
    if (!options.is_replay && !options.expects_caught) print_trace(result.trace);
    for (const auto& breach : result.breaches) std::printf("  %s\n", breach.c_str());
    const auto* climate = options.climate == simulation::Climate::everything ? ""
                          : options.climate == simulation::Climate::fault_free
                              ? " --fault-free"
                              : " --provider-faults";
    std::printf("  again with: boxoffice_sim%s --replicas %llu --seed %llu\n", climate,
                static_cast<unsigned long long>(options.replicas),
                static_cast<unsigned long long>(seed));
}

using Counters = std::map<std::string, std::int64_t>;

std::int64_t count_of(const Counters& counters, const std::string& what) {
    const auto found = counters.find(what);
    return found == counters.end() ? 0 : found->second;
}

/// What should have happened and did not, told and counted.
int walked_nowhere(const Options& options, const Counters& counters) {
    using simulation::Climate;
    int missing = 0;
    const auto expect = [&](const std::string& path) {
        if (count_of(counters, path) > 0) return;
        std::printf("never happened: %s\n", path.c_str());
        ++missing;
    };
    if (options.climate == Climate::everything) {
        for (const auto* path : required_of_everything) expect(path);
    }
    if (options.climate != Climate::fault_free) {
        for (const auto* path : required_of_the_provider) expect(path);
        for (const auto& fault : sandbox::faults) expect("provider: " + std::string{fault.name});
    }
    if (options.climate == Climate::provider_faults) {
        const auto holds = count_of(counters, "holds");
        const auto abandoned = count_of(counters, "holds abandoned");
        const auto percent = holds > 0 ? 100 * abandoned / holds : 0;
        std::printf("%lld %% of %lld holds were abandoned\n", static_cast<long long>(percent),
                    static_cast<long long>(holds));
        if (percent < abandoned_least) ++missing;
    }
    return missing;
}

void tell_settling(std::vector<base::Duration> times) {
    if (times.empty()) return;
    std::sort(times.begin(), times.end());
    const auto minutes = [](base::Duration time) {
        return static_cast<long long>(std::chrono::ceil<std::chrono::minutes>(time).count());
    };
    std::printf("settled after the last fault: median %lld min, 95th %lld min, longest %lld min\n",
                minutes(times[times.size() / 2]), minutes(times[times.size() * 95 / 100]),
                minutes(times.back()));
}

}  // namespace

int main(int count, char** arguments) {
    const auto options = read_options(count, arguments);
    std::signal(SIGABRT, on_abort);
    Counters counters;
    std::vector<base::Duration> settling;
    std::uint64_t passed = 0;
    std::uint64_t failed = 0;
    const auto began = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < options.seeds; ++i) {
        const auto seed = options.first_seed + i;
        const auto result = run(options, seed);
        for (const auto& [what, times] : result.counters) counters[what] += times;
        settling.push_back(result.settled_after);
        ++(result.breaches.empty() ? passed : failed);
        if (!result.breaches.empty()) report(seed, result, options);
        if (!result.breaches.empty() && options.expects_caught) break;
        if ((i + 1) % 25 == 0) {
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
            std::printf("%llu seeds, %.1f s\n", static_cast<unsigned long long>(i + 1),
                        took.count());
            std::fflush(stdout);
        }
    }
    if (options.expects_caught) {
        std::printf(failed > 0 ? "caught after %llu runs\n" : "NOT CAUGHT in %llu runs\n",
                    static_cast<unsigned long long>(passed + failed));
        return failed > 0 ? 0 : 1;
    }
    for (const auto& [what, times] : counters) {
        std::printf("%12lld  %s\n", static_cast<long long>(times), what.c_str());
    }
    tell_settling(std::move(settling));
    const bool must_walk_all =
        options.seeds >= seeds_for_every_path && options.bug == base::SeededBug::none;
    if (must_walk_all && walked_nowhere(options, counters) > 0) ++failed;
    std::printf("%llu passed, %llu failed\n", static_cast<unsigned long long>(passed),
                static_cast<unsigned long long>(failed));
    return failed == 0 ? 0 : 1;
}
