// What identity can be told to do, and the handlers that decide.
#pragma once

#include "contexts/identity/account.hpp"
#include "contexts/identity/revoked_sessions.hpp"
#include "contexts/identity/store.hpp"
#include "contexts/identity/tokens.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::identity {

/// Every command carries the language its answer's texts are wanted in.
struct CreateAccount {
    Role role = Role::customer;
    std::string email;
    std::string name;
    std::string language;
    std::string password_hash;  ///< empty for a guest
    std::string session_id;     ///< drawn before, so that deciding again gives the same
    std::string answer_language;
};

/// Somebody buys at the desk: the account with that address, or a guest without a session.
struct WelcomeBuyer {
    std::string email;  ///< empty: none was given
    std::string name;
    std::string language;
};

struct StartSession {
    contracts::UserId user_id;
    std::string session_id;
    std::string answer_language;
    /// What is said when the account has gone since it was looked for.
    std::string_view refusal = "invalid_credentials";
};

/// A guest without a code is about to be written to.
struct GiveGuestCode {
    contracts::UserId user_id;
    std::string secret;  ///< 128 bits, drawn before
};

struct RefreshSession {
    RefreshClaim claim;
    std::string answer_language;
};

struct EndSession {
    std::string session_id;
};

struct EditAccount {
    contracts::UserId user_id;
    std::optional<std::string> name;
    std::optional<std::string> language;
    std::string answer_language;
};

/// Ends every other session of that person.
struct ChangePassword {
    contracts::UserId user_id;
    std::string password_hash;
    std::string session_id;  ///< of the session that begins with the new password
    std::string answer_language;
};

struct EraseAccount {
    contracts::UserId user_id;
    std::string answer_language;
};

/// `reason` is for those who read the log of changes.
struct ChangeRole {
    contracts::UserId user_id;
    Role role = Role::customer;
    std::string reason;
    contracts::UserId actor_id;
    std::string answer_language;
};

struct SweepSessions {};

/// The work that becomes due in identity.
inline constexpr eventing::DueKind sweep_due{1};

/// Decides on the rows of a batch. An accepted sign-in answers with its SignIn as body; Tokens
/// completes it after the commit.
class Accounts {
  public:
    Accounts(Store& store, RevokedSessions& revoked, TokenLifetimes lifetimes)
        : store_(store), revoked_(revoked), lifetimes_(lifetimes) {}

    void declare(const CreateAccount& command);
    void declare(const WelcomeBuyer& command);
    void declare(const StartSession& command);
    void declare(const GiveGuestCode& command) { store_.want_account(command.user_id); }
    void declare(const RefreshSession& command);
    void declare(const EndSession& command);
    void declare(const EditAccount& command);
    void declare(const ChangePassword& command);
    void declare(const EraseAccount& command);
    void declare(const ChangeRole& command);
    void declare(const SweepSessions&) {}

    /// 201; rejections: 409 account_exists.
    ports::HttpResponse decide(const CreateAccount& command, eventing::UnitOfWork& work);
    /// 200; the body is for read_buyer().
    ports::HttpResponse decide(const WelcomeBuyer& command, eventing::UnitOfWork& work);
    /// 200; rejections: 401 with the command's code when the account has gone meanwhile.
    ports::HttpResponse decide(const StartSession& command, eventing::UnitOfWork& work);
    /// The account, with the code that it has from now on; the one it had when another was first.
    /// Nothing when it is gone or no guest's.
    std::optional<Account> decide(const GiveGuestCode& command, eventing::UnitOfWork& work);
    /// 200; rejections: 401 unauthenticated. An old token that comes again ends the session.
    ports::HttpResponse decide(const RefreshSession& command, eventing::UnitOfWork& work);
    /// 204, also when there is no such session.
    ports::HttpResponse decide(const EndSession& command, eventing::UnitOfWork& work);
    /// 200 with the account; rejections: 404 not_found.
    ports::HttpResponse decide(const EditAccount& command, eventing::UnitOfWork& work);
    ports::HttpResponse decide(const ChangePassword& command, eventing::UnitOfWork& work);
    /// 200 with the account, and a line in the log of changes; the sessions of somebody who loses
    /// rights end. Rejections: 404 not_found, 409 guest_account, 409 last_admin.
    ports::HttpResponse decide(const ChangeRole& command, eventing::UnitOfWork& work);
    /// 204; publishes AccountErased. Rejections: 404 not_found, 409 last_admin.
    ports::HttpResponse decide(const EraseAccount& command, eventing::UnitOfWork& work);
    void decide(const SweepSessions& command, eventing::UnitOfWork& work);

  private:
    /// A new account, announced.
    Account make_account(Role role, const std::string& email, const std::string& name,
                         const std::string& language, eventing::UnitOfWork& work);
    /// Nothing when unknown or erased.
    [[nodiscard]] const Account* find_living(contracts::UserId user) const;
    [[nodiscard]] Session begin_session(contracts::UserId user, const std::string& session_id,
                                        base::Instant now);
    [[nodiscard]] bool is_last_admin(const Account& account, eventing::UnitOfWork& work) const;
    void end_session(Session session, base::Instant now);
    void end_sessions_of(contracts::UserId user, base::Instant now);

    Store& store_;
    RevokedSessions& revoked_;
    TokenLifetimes lifetimes_;
};

/// Who the answer to WelcomeBuyer names.
[[nodiscard]] std::optional<contracts::UserId> read_buyer(std::string_view body);

/// The account as JSON, at /me or wherever `self` says.
[[nodiscard]] std::string to_resource(const Account& account, std::string self = "/me");
/// /accounts/{id}.
[[nodiscard]] std::string address_of(contracts::UserId user);

}  // namespace boxoffice::identity
