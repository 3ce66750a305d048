// The threads and timers of production, for the few tests that are about them.
#pragma once

#include "ports/scheduler.hpp"

#include <memory>

namespace boxoffice::simulation {

[[nodiscard]] std::unique_ptr<ports::Scheduler> make_real_scheduler();

}  // namespace boxoffice::simulation
