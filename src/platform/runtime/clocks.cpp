#include "platform/runtime/clocks.hpp"

namespace boxoffice::platform {

base::Instant SystemClock::now() const {
    return std::chrono::floor<base::Duration>(std::chrono::system_clock::now());
}

}  // namespace boxoffice::platform
