#include "simulation/house/journal.hpp"

#include <cstdio>

namespace boxoffice::simulation {

void Journal::note(const std::string& what) {
    const auto line = base::to_rfc3339(clock_.now()).substr(5) + "  " + what;
    if (prints_) std::printf("%s\n", line.c_str());
    lines_.push_back(line);
    if (lines_.size() > lines_max_) lines_.pop_front();
}

}  // namespace boxoffice::simulation
