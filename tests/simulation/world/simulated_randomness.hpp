// Chance drawn from a seed: the same seed gives the same run, on every machine.
#pragma once

#include "ports/randomness.hpp"

#include <cstddef>
#include <cstdint>

namespace boxoffice::simulation {

/// SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
class SimulatedRandomness final : public ports::Randomness {
  public:
    explicit SimulatedRandomness(std::uint64_t seed) : state_(seed) {}

    [[nodiscard]] std::uint64_t draw() override {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31);
    }

    /// From 0 to `count` - 1.
    [[nodiscard]] std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(draw() % count);
    }

    /// From `least` to `most`, both included.
    [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(below(static_cast<std::size_t>(most - least + 1)));
    }

    /// True `per_mille` times out of a thousand.
    [[nodiscard]] bool happens(int per_mille) { return static_cast<int>(below(1'000)) < per_mille; }

    /// A generator of its own, so that one part's draws do not shift another's.
    [[nodiscard]] SimulatedRandomness split() { return SimulatedRandomness{draw()}; }

  private:
    std::uint64_t state_;
};

}  // namespace boxoffice::simulation
