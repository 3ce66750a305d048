// The other processes of the house, as the options name them, and what they are asked.
#pragma once

#include "app/foundation.hpp"
#include "contexts/identity/authenticators.hpp"
#include "contexts/identity/revocations.hpp"
#include "contexts/identity/revoked_sessions.hpp"
#include "platform/config/serve_options.hpp"
#include "platform/peers/http_directories.hpp"
#include "platform/peers/peer_channel.hpp"
#include "platform/peers/remote_token_verifier.hpp"
#include "platform/peers/service_secrets.hpp"
#include "ports/http.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::app {

class Peers {
  public:
    /// What is passed by reference outlives this.
    /// @throws base::InfrastructureFault when the secret's file cannot be used, or when a context
    /// of this process asks one that is neither here nor named.
    Peers(const platform::ServeOptions& options, Foundation& foundation, ports::HttpClient& client);

    [[nodiscard]] bool has(std::string_view context) const { return channels_.contains(context); }
    /// The way to a context that `has` knows.
    [[nodiscard]] platform::PeerChannel& to(std::string_view context) const;
    /// Null without a secret: then no other process is let in.
    [[nodiscard]] platform::ServiceSecrets* secrets() const { return secrets_.get(); }
    /// From here nobody is asked any more.
    void close();

  private:
    std::unique_ptr<platform::ServiceSecrets> secrets_;
    std::map<std::string, std::unique_ptr<platform::PeerChannel>, std::less<>> channels_;
};

/// Everything that identity is asked when it runs elsewhere.
class RemoteIdentity {
  public:
    /// `is_open`: auth.mode = open. What is passed by reference outlives this.
    RemoteIdentity(platform::PeerChannel& identity, Foundation& foundation, bool is_open);

    /// Begins to ask for keys and for sessions that were ended.
    void start();
    void stop();
    /// Whether tokens can be told good from bad.
    [[nodiscard]] bool is_ready() const { return is_open_ || verifier_.has_keys(); }

    /// While no key was ever seen, whoever shows a token gets 503: he may well be signed in.
    [[nodiscard]] ports::Authenticator& authenticator();
    [[nodiscard]] ports::ContactDirectory& contacts() { return contacts_; }
    [[nodiscard]] ports::PeopleDirectory& people() { return people_; }
    [[nodiscard]] ports::BuyerDirectory& buyers() { return buyers_; }

  private:
    class PatientAuthenticator final : public ports::Authenticator {
      public:
        PatientAuthenticator(identity::BuiltinAuthenticator& builtin,
                             const platform::RemoteTokenVerifier& verifier)
            : builtin_(builtin), verifier_(verifier) {}
        [[nodiscard]] Verdict authenticate(const ports::HttpRequest& request) override;

      private:
        identity::BuiltinAuthenticator& builtin_;
        const platform::RemoteTokenVerifier& verifier_;
    };

    bool is_open_;
    platform::RemoteTokenVerifier verifier_;
    platform::HttpSessionRevocations revocations_;
    identity::RevokedSessions revoked_;
    identity::RevocationFollower follower_;
    identity::BuiltinAuthenticator builtin_;
    PatientAuthenticator patient_;
    identity::OpenAuthenticator open_;
    platform::HttpContactDirectory contacts_;
    platform::HttpPeopleDirectory people_;
    platform::HttpBuyerDirectory buyers_;
};

}  // namespace boxoffice::app
