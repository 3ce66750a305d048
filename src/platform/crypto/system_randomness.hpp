// Chance from the operating system.
#pragma once

#include "ports/randomness.hpp"

namespace boxoffice::platform {

/// Safe from any thread.
class SystemRandomness final : public ports::Randomness {
  public:
    SystemRandomness();
    [[nodiscard]] std::uint64_t draw() override;
};

}  // namespace boxoffice::platform
