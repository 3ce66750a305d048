#include "simulation/world/real_threads.hpp"

#include "platform/runtime/thread_scheduler.hpp"

namespace boxoffice::simulation {

std::unique_ptr<ports::Scheduler> make_real_scheduler() {
    return std::make_unique<platform::ThreadScheduler>();
}

}  // namespace boxoffice::simulation
