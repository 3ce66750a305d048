// The box office's own people: they fill the season before the crowd comes.
#pragma once

#include "simulation/house/house.hpp"

#include <cstdint>
#include <vector>

namespace boxoffice::simulation {

struct Showing {
    std::int64_t performance = 0;
    std::vector<std::int64_t> seats;
    std::int64_t fee_percent = 0;  ///< what is kept of tickets that are given back
};

[[nodiscard]] ports::HttpRequest staff_request(ports::HttpMethod method, std::string path,
                                               std::string body);

/// One musical with a few performances, whose holds last `hold_seconds`. Every other one is played
/// in two days, when 30 % are kept by the legal standard, the others in a month. Aborts when the
/// house refuses: without a season there is nothing to simulate.
[[nodiscard]] std::vector<Showing> open_season(House& house, std::size_t performances,
                                               std::size_t seats, std::int64_t hold_seconds);

}  // namespace boxoffice::simulation
