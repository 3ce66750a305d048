// Verifies access tokens in a process that does not sign them: by identity's public keys.
#pragma once

#include "platform/peers/peer_channel.hpp"
#include "ports/crypto.hpp"

#include <memory>

namespace boxoffice::platform {

struct TokenKeyTerms {
    base::Duration refresh_interval = std::chrono::seconds{15};
    /// Until the keys were seen for the first time.
    base::Duration first_interval = std::chrono::milliseconds{500};
    /// A token with a key that is not known makes us ask at once, but not more often than this:
    /// anybody can send such tokens.
    base::Duration unknown_key_interval = std::chrono::seconds{2};
};

/// Keeps the last keys while identity is away. A key that is to sign is published for longer than
/// the refresh interval before it does (app/cryptography.hpp), so that no token comes too early.
class RemoteTokenVerifier final : public ports::TokenVerifier {
  public:
    /// What is passed by reference outlives this.
    RemoteTokenVerifier(PeerChannel& identity, const base::Clock& clock,
                        ports::Scheduler& scheduler, ports::Log& log, TokenKeyTerms terms = {});
    ~RemoteTokenVerifier() override;
    RemoteTokenVerifier(const RemoteTokenVerifier&) = delete;
    RemoteTokenVerifier& operator=(const RemoteTokenVerifier&) = delete;

    /// Asks for the keys, and from now on again and again.
    void start();
    /// Once this returns nothing is asked any more.
    void stop();
    /// Whether the keys were seen once.
    [[nodiscard]] bool has_keys() const;

    [[nodiscard]] std::optional<ports::TokenClaims> verify(std::string_view token,
                                                           base::Instant now) override;

  private:
    class Implementation;
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace boxoffice::platform
