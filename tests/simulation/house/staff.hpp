// The box office's own people: they fill the season before the crowd comes.
#pragma once

#include "simulation/house/house.hpp"

#include <cstdint>
#include <vector>

namespace boxoffice::simulation {

struct Showing {
    std::int64_t performance = 0;
    std::vector<std::int64_t> seats;
};

[[nodiscard]] ports::HttpRequest staff_request(ports::HttpMethod method, std::string path,
                                               std::string body);

/// One musical with a few performances, whose holds last `hold_seconds`. Aborts when the house
/// refuses: without a season there is nothing to simulate.
[[nodiscard]] std::vector<Showing> open_season(House& house, std::size_t performances,
                                               std::size_t seats, std::int64_t hold_seconds);

}  // namespace boxoffice::simulation
