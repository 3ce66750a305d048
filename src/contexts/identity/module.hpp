// The context identity: accounts, guests, roles, sessions and signing keys.
#pragma once

#include "contexts/identity/account_routes.hpp"
#include "contexts/identity/attempt_limiter.hpp"
#include "contexts/identity/authenticators.hpp"
#include "contexts/identity/buyers.hpp"
#include "contexts/identity/commands.hpp"
#include "contexts/identity/contacts.hpp"
#include "contexts/identity/credentials.hpp"
#include "contexts/identity/people.hpp"
#include "contexts/identity/revocations.hpp"
#include "contexts/identity/revoked_sessions.hpp"
#include "contexts/identity/store.hpp"
#include "contexts/identity/tokens.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "ports/crypto.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::identity {

/// An account that the system begins with, made at the first start that misses its address.
struct BootstrapAccount {
    std::string email;
    std::string name;
    Role role = Role::admin;
    std::string password;  ///< empty: one is drawn
};

struct Options {
    /// auth.mode = open.
    bool is_open = false;
    TokenLifetimes lifetimes{};
    LoginLimits login_limits{};
    std::vector<BootstrapAccount> bootstrap{};
    /// Other processes work on the same database: what they revoke is asked for again and again.
    bool has_replicas = false;
    /// Told once of each account made that way, after its commit: the only time that a drawn
    /// password is seen. From any thread.
    std::function<void(const BootstrapAccount&)> announce{};
};

/// The cryptography lent to identity; all of it outlives the module.
struct Cryptography {
    ports::PasswordHasher& passwords;
    ports::TokenSigner& access_signer;
    ports::TokenVerifier& access_verifier;
    const ports::MessageSigner& refresh_signer;
};

class Module final : public eventing::ContextModule {
  public:
    /// Migrates the database.
    Module(const eventing::Environment& environment, Options options,
           const Cryptography& cryptography);

    [[nodiscard]] std::string_view name() const override { return "identity"; }
    [[nodiscard]] std::vector<ports::Route> routes() override;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listens_to() const override;
    /// Makes the bootstrap accounts that are missing; the first start hashes their passwords.
    void start() override;
    void stop() override {
        follower_.stop();
        kernel_.stop();
    }

    /// As the options' mode has it.
    [[nodiscard]] ports::Authenticator& authenticator();
    [[nodiscard]] ports::ContactDirectory& contacts() { return contacts_; }
    [[nodiscard]] ports::PeopleDirectory& people() { return people_; }
    [[nodiscard]] ports::BuyerDirectory& buyers() { return buyers_; }
    [[nodiscard]] ports::SessionRevocations& revocations() { return revocations_; }

  private:
    using Request = ports::HttpRequest;
    using Responder = ports::Responder;

    void register_customer(const Request& request, const Responder& responder);
    void welcome_guest(const Request& request, const Responder& responder);
    void follow_guest_link(const Request& request, const Responder& responder);
    void log_in(const Request& request, const Responder& responder);
    void refresh(const Request& request, const Responder& responder);
    void log_out(const Request& request, const Responder& responder);
    void show_me(const Request& request, const Responder& responder);
    void edit_me(const Request& request, const Responder& responder);
    void change_password(const Request& request, const Responder& responder);
    void erase_me(const Request& request, const Responder& responder);
    void show_keys(const Responder& responder);

    /// A new account with a first session, and no password yet.
    template <class Body>
    CreateAccount create_account(Role role, const Body& body, const Request& request);
    /// Submits a command whose accepted answer is a SignIn. `claimed_body` stands for the request's
    /// body under an Idempotency-Key: a digest of a password must not be stored there.
    template <class Command>
    void sign_in(Command command, Carrier carrier, const Request& request,
                 const std::string& claimed_body, const Responder& responder);
    void make_bootstrap_accounts();
    void load_revoked();

    Options options_;
    Store store_;
    RevokedSessions revoked_;
    Tokens tokens_;
    Accounts accounts_;
    ports::TokenSigner& signer_;
    ports::PasswordHasher& passwords_;
    BuiltinAuthenticator builtin_;
    OpenAuthenticator open_;
    eventing::ContextKernel kernel_;
    Contacts contacts_;
    People people_;
    Buyers buyers_;
    Revocations revocations_;
    RevocationFollower follower_;
    eventing::QueryWorker queries_;
    eventing::QueryWorker searches_;  ///< over all accounts: nobody's own page waits for them
    AccountRoutes account_routes_;
    Credentials credentials_;
};

}  // namespace boxoffice::identity
