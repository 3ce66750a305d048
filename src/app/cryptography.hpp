// The signing keys of this installation, in a directory of their own, and what is made of them.
#pragma once

#include "platform/crypto/argon_password_hasher.hpp"
#include "platform/crypto/ed25519_message_signer.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/token.hpp"
#include "platform/crypto/token_cache.hpp"

#include <filesystem>

namespace boxoffice::app {

[[nodiscard]] inline std::filesystem::path token_keys_path(const std::filesystem::path& keys) {
    return keys / "access-tokens.json";
}

class Cryptography {
  public:
    /// The first start makes the keys.
    /// @throws base::InfrastructureFault when a key file is damaged.
    explicit Cryptography(const std::filesystem::path& keys)
        : Cryptography(platform::KeyRing::load_or_make(token_keys_path(keys)),
                       platform::KeyRing::load_or_make(keys / "refresh-tokens.json")) {}

    platform::ArgonPasswordHasher passwords;
    platform::JwtSigner signer;
    platform::JwtVerifier verifier;
    platform::CachingTokenVerifier cached_verifier;
    platform::Ed25519MessageSigner refresh_signer;

  private:
    Cryptography(platform::KeyRing access, platform::KeyRing refresh)
        : signer(access, {}),
          verifier(access.verification_keys(), {}),
          cached_verifier(verifier),
          refresh_signer(std::move(refresh)) {}
};

}  // namespace boxoffice::app
