// What a run leaves behind for people: a trace of the last things that happened, and counters.
#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace boxoffice::simulation {

class Journal {
  public:
    /// `clock` outlives this.
    Journal(const base::Clock& clock, bool prints, std::size_t lines_max = 250)
        : clock_(clock), prints_(prints), lines_max_(lines_max) {}

    /// One line of the trace, with the time of the simulation.
    void note(const std::string& what);
    void count(const std::string& what, std::int64_t amount = 1) { counters_[what] += amount; }

    [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }
    [[nodiscard]] const std::map<std::string, std::int64_t>& counters() const { return counters_; }

  private:
    const base::Clock& clock_;
    bool prints_;  ///< a replay shows every line at once
    std::size_t lines_max_;
    std::deque<std::string> lines_;
    std::map<std::string, std::int64_t> counters_;
};

}  // namespace boxoffice::simulation
