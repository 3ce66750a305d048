// Chance from the operating system.
#pragma once

#include "ports/randomness.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace boxoffice::platform {

/// Draws from getrandom(2), many numbers at a time. Safe from any thread.
class SystemRandomness final : public ports::Randomness {
  public:
    /// @throws base::InfrastructureFault when the operating system gives no randomness.
    [[nodiscard]] std::uint64_t draw() override;

  private:
    std::mutex mutex_;
    std::array<std::uint64_t, 32> buffer_{};  ///< 256 bytes: what getrandom gives in one piece
    std::size_t used_ = buffer_.size();
};

}  // namespace boxoffice::platform
