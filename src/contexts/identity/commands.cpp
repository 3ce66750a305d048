#include "contexts/identity/commands.hpp"

#include "contexts/identity/account_queries.hpp"
#include "contexts/identity/guest_link.hpp"
#include "contracts/codec_definition.hpp"
#include "contracts/identity_events.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <utility>

namespace boxoffice::identity {
namespace {

using contracts::UserId;
using eventing::UnitOfWork;
using ports::HttpResponse;

constexpr eventing::IdSequence account_ids{"account"};
/// The log is read by id, newest first: whichever replica wrote it.
constexpr eventing::IdSequence role_change_ids{.name = "role_change", .is_in_commit_order = true};
constexpr base::Duration sweep_interval = std::chrono::hours{1};
constexpr std::int64_t sweep_rows_max = 10'000;

struct AccountResource {
    UserId user_id;
    Role role = Role::customer;
    std::string email;
    std::string name;
    std::string language;
    base::Instant created_at{};
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(AccountResource, (),
                      (user_id, role, email, name, language, created_at, _links))

/// Whom the desk sells to.
struct FoundBuyer {
    UserId user_id;
};
BOOST_DESCRIBE_STRUCT(FoundBuyer, (), (user_id))

HttpResponse refuse(int status, std::string_view code, const std::string& language) {
    return contracts::to_response(contracts::make_problem(status, code, language));
}

HttpResponse no_content() {
    HttpResponse response;
    response.status = 204;
    return response;
}

/// Nothing before the account was made, and once it is erased.
using MaybeRole = std::optional<Role>;

struct RoleChange {
    UserId actor_id;
    UserId user_id;
    MaybeRole from;
    MaybeRole to;
    std::string reason;
};

void note_change(UnitOfWork& work, const RoleChange& change) {
    const auto text = [](MaybeRole role) { return role ? to_text(*role) : std::string_view{}; };
    const auto id = work.next_id<base::Id<struct RoleChangeTag>>(role_change_ids);
    append_role_change(work.sql(), {.id = id.value,
                                    .at = work.now(),
                                    .actor_id = change.actor_id,
                                    .user_id = change.user_id,
                                    .from = std::string{text(change.from)},
                                    .to = std::string{text(change.to)},
                                    .reason = change.reason});
    work.wrote();
}

std::string sign_in_text(const Account& account, const Session& session) {
    return contracts::encode(sign_in_of(account, session));
}

}  // namespace

void Accounts::declare(const CreateAccount& command) {
    store_.want_login(login_key(command.email));
}
void Accounts::declare(const WelcomeBuyer& command) {
    if (!command.email.empty()) store_.want_login(login_key(command.email));
}
void Accounts::declare(const StartSession& command) {
    store_.want_account(command.user_id);
}
void Accounts::declare(const RefreshSession& command) {
    store_.want_account(command.claim.user_id);
    store_.want_session(command.claim.session_id);
}
void Accounts::declare(const EndSession& command) {
    store_.want_session(command.session_id);
}
void Accounts::declare(const EditAccount& command) {
    store_.want_account(command.user_id);
}
void Accounts::declare(const ChangePassword& command) {
    store_.want_account(command.user_id);
    store_.want_sessions_of(command.user_id);
}
void Accounts::declare(const EraseAccount& command) {
    store_.want_account(command.user_id);
    store_.want_sessions_of(command.user_id);
}

void Accounts::declare(const ChangeRole& command) {
    store_.want_account(command.user_id);
    store_.want_sessions_of(command.user_id);
}

HttpResponse Accounts::decide(const CreateAccount& command, UnitOfWork& work) {
    const auto key = login_key(command.email);
    const bool signs_in = command.role != Role::guest;
    if (signs_in && store_.find_login(key)) {
        return refuse(409, "account_exists", command.answer_language);
    }
    auto account = make_account(command.role, command.email, command.name, command.language, work);
    account.password_hash = command.password_hash;
    store_.put_account(account);
    if (signs_in) store_.put_login(key, account.user_id);
    if (is_staff(account.role)) {
        note_change(work, {.actor_id = {},
                           .user_id = account.user_id,
                           .from = {},
                           .to = account.role,
                           .reason = {}});
    }
    const auto session = begin_session(account.user_id, command.session_id, work.now());
    return contracts::created_response("/me", sign_in_text(account, session));
}

HttpResponse Accounts::decide(const WelcomeBuyer& command, UnitOfWork& work) {
    auto user = command.email.empty() ? UserId{} : store_.find_login(login_key(command.email));
    if (!user) {
        const auto guest =
            make_account(Role::guest, command.email, command.name, command.language, work);
        store_.put_account(guest);
        user = guest.user_id;
    }
    return contracts::json_response(200, contracts::encode(FoundBuyer{user}));
}

HttpResponse Accounts::decide(const StartSession& command, UnitOfWork& work) {
    const auto* account = find_living(command.user_id);
    if (!account) return refuse(401, command.refusal, command.answer_language);
    const auto session = begin_session(command.user_id, command.session_id, work.now());
    return contracts::json_response(200, sign_in_text(*account, session));
}

std::optional<Account> Accounts::decide(const GiveGuestCode& command, UnitOfWork&) {
    const auto* found = find_living(command.user_id);
    if (!found || found->role != Role::guest) return std::nullopt;
    auto account = *found;
    if (!account.guest_code.empty()) return account;
    account.guest_code = guest_code_of(account.user_id, command.secret);
    store_.put_account(account);
    return account;
}

HttpResponse Accounts::decide(const RefreshSession& command, UnitOfWork& work) {
    const auto* account = find_living(command.claim.user_id);
    const auto* session = store_.find_session(command.claim.session_id);
    if (!account || !session || session->user_id != account->user_id) {
        return refuse(401, "unauthenticated", command.answer_language);
    }
    const auto rotated = rotate(*session, command.claim.counter, work.now());
    if (!rotated) {
        if (rotated.error() == RefreshRejection::reused) end_session(*session, work.now());
        return refuse(401, "unauthenticated", command.answer_language);
    }
    if (rotated->counter != session->counter) store_.put_session(*rotated);
    return contracts::json_response(200, sign_in_text(*account, *rotated));
}

HttpResponse Accounts::decide(const EndSession& command, UnitOfWork& work) {
    const auto* session = store_.find_session(command.session_id);
    if (session && !session->revoked_at) end_session(*session, work.now());
    return no_content();
}

HttpResponse Accounts::decide(const EditAccount& command, UnitOfWork&) {
    const auto* found = find_living(command.user_id);
    if (!found) return refuse(404, "not_found", command.answer_language);
    auto account = *found;
    if (command.name) account.name = *command.name;
    if (command.language) account.language = *command.language;
    auto text = to_resource(account);
    store_.put_account(std::move(account));
    return contracts::json_response(200, std::move(text));
}

HttpResponse Accounts::decide(const ChangePassword& command, UnitOfWork& work) {
    const auto* found = find_living(command.user_id);
    if (!found) return refuse(404, "not_found", command.answer_language);
    auto account = *found;
    account.password_hash = command.password_hash;
    end_sessions_of(account.user_id, work.now());
    const auto session = begin_session(account.user_id, command.session_id, work.now());
    auto text = sign_in_text(account, session);
    store_.put_account(std::move(account));
    return contracts::json_response(200, std::move(text));
}

HttpResponse Accounts::decide(const ChangeRole& command, UnitOfWork& work) {
    const auto* found = find_living(command.user_id);
    if (!found) return refuse(404, "not_found", command.answer_language);
    auto account = *found;
    const auto before = account.role;
    if (before == Role::guest) return refuse(409, "guest_account", command.answer_language);
    const auto self = address_of(account.user_id);
    if (before == command.role) return contracts::json_response(200, to_resource(account, self));
    if (is_last_admin(account, work)) return refuse(409, "last_admin", command.answer_language);

    account.role = command.role;
    // A token says the role for as long as it lives: what is taken away must end at once.
    if (command.role < before) end_sessions_of(account.user_id, work.now());
    note_change(work, {.actor_id = command.actor_id,
                       .user_id = account.user_id,
                       .from = before,
                       .to = command.role,
                       .reason = command.reason});
    auto text = to_resource(account, self);
    store_.put_account(std::move(account));
    return contracts::json_response(200, std::move(text));
}

HttpResponse Accounts::decide(const EraseAccount& command, UnitOfWork& work) {
    const auto* account = find_living(command.user_id);
    if (!account) return refuse(404, "not_found", command.answer_language);
    if (is_last_admin(*account, work)) return refuse(409, "last_admin", command.answer_language);
    if (is_staff(account->role)) {
        note_change(work, {.actor_id = account->user_id,
                           .user_id = account->user_id,
                           .from = account->role,
                           .to = {},
                           .reason = {}});
    }
    if (account->role != Role::guest) store_.put_login(login_key(account->email), {});
    end_sessions_of(account->user_id, work.now());
    work.publish(eventing::key_of(account->user_id),
                 contracts::AccountErased{.user_id = account->user_id});
    store_.put_account(erased(*account, work.now()));
    return no_content();
}

void Accounts::decide(const SweepSessions&, UnitOfWork& work) {
    delete_ended_sessions(work.sql(), work.now(), sweep_rows_max);
    work.wrote();
    work.set_due(sweep_due, 1, work.now() + sweep_interval);
}

Account Accounts::make_account(Role role, const std::string& email, const std::string& name,
                               const std::string& language, UnitOfWork& work) {
    const auto user = work.next_id<UserId>(account_ids);
    const contracts::AccountRegistered event{.user_id = user, .role = std::string{to_text(role)}};
    work.publish(eventing::key_of(user), event);
    return {.user_id = user,
            .role = role,
            .email = email,
            .name = name,
            .language = language,
            .password_hash = {},
            .created_at = work.now(),
            .erased_at = {},
            .guest_code = {}};
}

const Account* Accounts::find_living(UserId user) const {
    const auto* account = store_.find_account(user);
    return account && !account->erased_at ? account : nullptr;
}

bool Accounts::is_last_admin(const Account& account, UnitOfWork& work) const {
    return account.role == Role::admin && store_.count_admins(work.sql()) <= 1;
}

Session Accounts::begin_session(UserId user, const std::string& session_id, base::Instant now) {
    Session session{.session_id = session_id,
                    .user_id = user,
                    .counter = 1,
                    .created_at = now,
                    .rotated_at = now,
                    .expires_at = now + lifetimes_.session,
                    .revoked_at = {}};
    store_.put_session(session);
    return session;
}

void Accounts::end_session(Session session, base::Instant now) {
    // Its access tokens end at once, here even before the commit: refusing early harms nobody.
    revoked_.add(session.session_id, now + lifetimes_.access + clock_skew_max, now);
    session.revoked_at = now;
    store_.put_session(std::move(session));
}

void Accounts::end_sessions_of(UserId user, base::Instant now) {
    for (auto& session : store_.sessions_of(user)) end_session(std::move(session), now);
}

std::optional<UserId> read_buyer(std::string_view body) {
    const auto found = contracts::decode<FoundBuyer>(body);
    return found ? std::optional{found->user_id} : std::nullopt;
}

std::string address_of(UserId user) {
    return "/accounts/" + std::to_string(user.value);
}

std::string to_resource(const Account& account, std::string self) {
    const AccountResource resource{.user_id = account.user_id,
                                   .role = account.role,
                                   .email = account.email,
                                   .name = account.name,
                                   .language = account.language,
                                   .created_at = account.created_at,
                                   ._links = {{std::move(self)}}};
    return contracts::encode(resource);
}

}  // namespace boxoffice::identity
