// Who sends a request: by token or session cookie, or anybody at all in open mode.
#pragma once

#include "base/clock.hpp"
#include "contexts/identity/revoked_sessions.hpp"
#include "ports/crypto.hpp"
#include "ports/http.hpp"

namespace boxoffice::identity {

/// auth.mode = builtin. Needs no database, so every process can have one. Safe from any thread.
///
/// A wrong bearer token is refused (401); a wrong or old cookie is nobody's, because browsers send
/// theirs everywhere. A cookie changes state only when the browser says that our own page sent it
/// (403 cross_site_refused): `Sec-Fetch-Site`, else `Origin` against `Host`.
class BuiltinAuthenticator final : public ports::Authenticator {
  public:
    /// All three outlive this.
    BuiltinAuthenticator(ports::TokenVerifier& verifier, const RevokedSessions& revoked,
                         const base::Clock& clock)
        : verifier_(verifier), revoked_(revoked), clock_(clock) {}

    [[nodiscard]] Verdict authenticate(const ports::HttpRequest& request) override;

    /// The claims of the request's token, by the same rules.
    [[nodiscard]] std::optional<ports::TokenClaims> claims_of(
        const ports::HttpRequest& request) const;

  private:
    [[nodiscard]] std::optional<ports::TokenClaims> verify(std::string_view token) const;

    ports::TokenVerifier& verifier_;
    const RevokedSessions& revoked_;
    const base::Clock& clock_;
};

/// auth.mode = open, for local play and tests: every caller is an admin who may name the user he
/// acts for.
class OpenAuthenticator final : public ports::Authenticator {
  public:
    [[nodiscard]] Verdict authenticate(const ports::HttpRequest& request) override;
};

}  // namespace boxoffice::identity
