// What identity needs of cryptography, without its vendor.
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
    [[nodiscard]] virtual std::string hash(std::string_view password) = 0;
    [[nodiscard]] virtual bool verify(std::string_view password, std::string_view hash) = 0;
};

/// What a token says about its bearer.
struct TokenClaims {
    std::int64_t user_id = 0;
    std::string role;  ///< guest, customer, boxoffice, admin
    std::string session_id;
    base::Instant expires_at{};
};

/// Signs access tokens: JWT, EdDSA, typ `at+jwt` (RFC 9068).
class TokenSigner {
  public:
    virtual ~TokenSigner() = default;
    [[nodiscard]] virtual std::string sign(const TokenClaims& claims) = 0;
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

}  // namespace boxoffice::ports
