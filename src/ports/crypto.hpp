// What contexts need of cryptography, without its vendor. Everything here is safe from any thread.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::ports {

/// Argon2id. Slow on purpose (tens of milliseconds): never call it on a thread that serves others.
class PasswordHasher {
  public:
    virtual ~PasswordHasher() = default;
    /// A PHC string with its own salt and parameters.
    [[nodiscard]] virtual std::string hash(std::string_view password) = 0;
    /// False as well when `hash` is no hash.
    [[nodiscard]] virtual bool verify(std::string_view password, std::string_view hash) = 0;
};

/// SHA-256: names a request body, hides a refresh token at rest. Never for passwords.
class Digest {
  public:
    virtual ~Digest() = default;
    /// 64 hexadecimal digits.
    [[nodiscard]] virtual std::string sha256_hex(std::string_view text) const = 0;
};

/// What a token says about its bearer.
struct TokenClaims {
    std::int64_t user_id = 0;
    std::string role;  ///< guest, customer, boxoffice, admin
    std::string session_id;
    base::Instant expires_at{};  ///< whole seconds; what is finer is cut off
};

/// Signs access tokens: JWT, EdDSA, typ `at+jwt` (RFC 9068).
class TokenSigner {
  public:
    virtual ~TokenSigner() = default;
    [[nodiscard]] virtual std::string sign(const TokenClaims& claims, base::Instant now) = 0;
    /// The public keys as a JWK set (RFC 7517).
    [[nodiscard]] virtual std::string jwks() const = 0;
};

/// Verifies them: algorithm, key, issuer, audience, type and times. Safe from any thread.
class TokenVerifier {
  public:
    virtual ~TokenVerifier() = default;
    [[nodiscard]] virtual std::optional<TokenClaims> verify(std::string_view token,
                                                            base::Instant now) = 0;
};

/// Signs what is checked elsewhere and later, such as a ticket at the door.
class MessageSigner {
  public:
    struct Signature {
        std::string key_id;
        std::string text;  ///< base64url
    };
    virtual ~MessageSigner() = default;
    /// `purpose` parts uses of one key: a signature for one purpose is worth nothing for another.
    [[nodiscard]] virtual Signature sign(std::string_view purpose,
                                         std::string_view message) const = 0;
    [[nodiscard]] virtual bool verify(std::string_view purpose, std::string_view message,
                                      const Signature& signature) const = 0;
};

}  // namespace boxoffice::ports
