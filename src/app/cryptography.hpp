// The signing keys of this installation, in a directory that replicas share, and what is made of
// them.
#pragma once

#include "base/clock.hpp"
#include "platform/crypto/argon_password_hasher.hpp"
#include "platform/crypto/ed25519_message_signer.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/token.hpp"
#include "platform/crypto/token_cache.hpp"
#include "ports/scheduler.hpp"
#include "ports/telemetry.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace boxoffice::app {

/// How long a new key is published before it signs: every process of the house has seen it by then,
/// so that a rotation refuses nobody. Longer than a process waits between two looks
/// (platform/peers/remote_token_verifier.hpp), and than identity itself does.
inline constexpr base::Duration key_lead = std::chrono::minutes{1};
inline constexpr base::Duration key_look_interval = std::chrono::seconds{10};

[[nodiscard]] inline std::filesystem::path token_keys_path(const std::filesystem::path& keys) {
    return keys / "access-tokens.json";
}
[[nodiscard]] inline std::filesystem::path refresh_keys_path(const std::filesystem::path& keys) {
    return keys / "refresh-tokens.json";
}

/// When the ring in `path` was written. The oldest moment when it is not there.
[[nodiscard]] base::Instant written_at(const std::filesystem::path& path);
/// The ring in `path` as it signs at `now`: one written less than `key_lead` ago signs with its
/// former key.
[[nodiscard]] platform::KeyRing ring_at(const std::filesystem::path& path, base::Instant now);

class Cryptography {
  public:
    /// The first start of the first replica makes the keys. `clock`, `log` and
    /// `metrics` outlive this.
    /// @throws base::InfrastructureFault when a key file is damaged.
    Cryptography(const std::filesystem::path& keys, const base::Clock& clock, ports::Log& log,
                 ports::Metrics& metrics);

    /// Looks at the files again and again: a rotation needs no restart. `scheduler` outlives this.
    void watch(ports::Scheduler& scheduler);
    /// Takes over what the files hold now.
    void look_again();

    platform::ArgonPasswordHasher passwords;
    platform::JwtSigner signer;
    platform::JwtVerifier verifier;
    platform::CachingTokenVerifier cached_verifier;
    platform::Ed25519MessageSigner refresh_signer;

  private:
    Cryptography(const std::filesystem::path& keys, const base::Clock& clock, ports::Log& log,
                 ports::Metrics& metrics, const platform::KeyRing& access);
    void show_age();
    void look_after(ports::Scheduler& scheduler);

    std::filesystem::path keys_;
    const base::Clock& clock_;
    ports::Log& log_;
    ports::Gauge& access_written_;
    ports::Gauge& refresh_written_;
    std::string jwks_;  ///< the public keys in use
    std::unique_ptr<ports::Executor> worker_;
    std::unique_ptr<ports::Timer> timer_;  ///< goes before its executor
};

}  // namespace boxoffice::app
