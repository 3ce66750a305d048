// Passwords by Argon2id.
#pragma once

#include "ports/crypto.hpp"

#include <cstddef>
#include <semaphore>

namespace boxoffice::platform {

/// Source: OWASP Password Storage Cheat Sheet: Argon2id with m = 19 MiB, t = 2, p = 1.
inline constexpr std::size_t argon_memory_bytes = std::size_t{19} * 1024 * 1024;
inline constexpr unsigned long long argon_passes = 2;
/// Hashing takes 19 MiB each time: this bounds what a crowd at the door can make us allocate.
inline constexpr int argon_at_once_max = 2;

/// Callers beyond `argon_at_once_max` wait for their turn.
class ArgonPasswordHasher final : public ports::PasswordHasher {
  public:
    ArgonPasswordHasher();
    /// @throws base::InfrastructureFault (retryable) when memory is short.
    [[nodiscard]] std::string hash(std::string_view password) override;
    [[nodiscard]] bool verify(std::string_view password, std::string_view hash) override;

  private:
    std::counting_semaphore<argon_at_once_max> turns_{argon_at_once_max};
};

}  // namespace boxoffice::platform
