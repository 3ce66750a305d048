// Access tokens: JWT (RFC 7519) signed with Ed25519 (RFC 8037), profile RFC 9068, as narrow as ours
// are.
#pragma once

#include "platform/crypto/key_ring.hpp"
#include "ports/crypto.hpp"

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform {

/// Longer ones are refused unread.
inline constexpr std::size_t token_bytes_max = 4096;
/// How far another machine's clock may be from ours.
inline constexpr base::Duration token_clock_skew_max = std::chrono::seconds{30};

/// Who issues our tokens, and for whom.
struct TokenRules {
    std::string issuer = "boxoffice";
    std::string audience = "boxoffice";
};

class JwtSigner final : public ports::TokenSigner {
  public:
    JwtSigner(KeyRing ring, TokenRules rules);

    [[nodiscard]] std::string sign(const ports::TokenClaims& claims, base::Instant now) override;
    [[nodiscard]] std::string jwks() const override;
    /// Signs with `ring` from now on, for a rotation without a restart.
    void replace_keys(KeyRing ring);

  private:
    [[nodiscard]] std::shared_ptr<const KeyRing> ring() const;

    TokenRules rules_;
    mutable std::mutex mutex_;
    std::shared_ptr<const KeyRing> ring_;
};

/// Strict: canonical base64url, EdDSA only, typ `at+jwt`, a kid we know, and the signature before
/// any claim is read. Keys come from here alone: `jku`, `x5u` and `jwk` headers are not looked at,
/// `crit` is refused.
class JwtVerifier final : public ports::TokenVerifier {
  public:
    JwtVerifier(std::vector<VerificationKey> keys, TokenRules rules);

    [[nodiscard]] std::optional<ports::TokenClaims> verify(std::string_view token,
                                                           base::Instant now) override;
    void replace_keys(std::vector<VerificationKey> keys);
    /// Whether the key that `token` names is among ours; true for what is no token at all.
    [[nodiscard]] bool knows_key_of(std::string_view token) const;

  private:
    using Keys = std::shared_ptr<const std::vector<VerificationKey>>;
    [[nodiscard]] Keys keys() const;

    TokenRules rules_;
    mutable std::mutex mutex_;
    Keys keys_;
};

}  // namespace boxoffice::platform
