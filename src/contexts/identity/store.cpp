#include "contexts/identity/store.hpp"

#include "contexts/identity/account_queries.hpp"

#include <set>
#include <utility>

namespace boxoffice::identity {
namespace {

using contracts::UserId;
using ports::SqlText;

constexpr SqlText select_account =
    "SELECT user_id, role, email, name, language, password_hash, created_at, erased_at, "
    "guest_code FROM account WHERE user_id = $1";
constexpr SqlText lock_account =
    "SELECT user_id, role, email, name, language, password_hash, created_at, erased_at, "
    "guest_code FROM account WHERE user_id = $1 /* FOR UPDATE */";
constexpr SqlText select_account_of_login =
    "SELECT a.user_id, a.role, a.email, a.name, a.language, a.password_hash, a.created_at, "
    "a.erased_at, a.guest_code FROM login l JOIN account a ON a.user_id = l.user_id WHERE "
    "l.login_key = $1";
constexpr SqlText upsert_account =
    "INSERT INTO account (user_id, role, email, name, language, password_hash, created_at, "
    "erased_at, guest_code) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT (user_id) DO UPDATE SET "
    "role = excluded.role, email = excluded.email, name = excluded.name, "
    "language = excluded.language, password_hash = excluded.password_hash, "
    "erased_at = excluded.erased_at, guest_code = excluded.guest_code";
constexpr SqlText select_admins =
    "SELECT user_id FROM account WHERE role = 'admin' AND erased_at IS NULL "
    "ORDER BY user_id /* FOR UPDATE */";
constexpr SqlText select_login =
    "SELECT login_key, user_id FROM login WHERE login_key = $1 /* FOR UPDATE */";
constexpr SqlText delete_login = "DELETE FROM login WHERE login_key = $1";
// No upsert: an address that another process has just given away must fail, not change hands.
constexpr SqlText insert_login = "INSERT INTO login (login_key, user_id) VALUES ($1, $2)";
constexpr SqlText select_session =
    "SELECT session_id, user_id, counter, created_at, rotated_at, expires_at, revoked_at "
    "FROM session WHERE session_id = $1 /* FOR UPDATE */";
constexpr SqlText select_sessions_of =
    "SELECT session_id, user_id, counter, created_at, rotated_at, expires_at, revoked_at "
    "FROM session WHERE user_id = $1 AND revoked_at IS NULL ORDER BY session_id /* FOR UPDATE */";
constexpr SqlText upsert_session =
    "INSERT INTO session (session_id, user_id, counter, created_at, rotated_at, expires_at, "
    "revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (session_id) DO UPDATE SET "
    "counter = excluded.counter, rotated_at = excluded.rotated_at, "
    "revoked_at = excluded.revoked_at";
constexpr SqlText select_revoked = "SELECT session_id FROM session WHERE revoked_at >= $1";
constexpr SqlText delete_sessions =
    "DELETE FROM session WHERE session_id IN "
    "(SELECT session_id FROM session WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";

Session session_of(const ports::SqlRow& row) {
    return {.session_id = std::string{row.text(0)},
            .user_id = row.id<UserId>(1),
            .counter = row.integer(2),
            .created_at = row.instant(3),
            .rotated_at = row.instant(4),
            .expires_at = row.instant(5),
            .revoked_at = row.optional_instant(6)};
}

}  // namespace

const Account* Store::find_account(UserId user) const {
    return accounts_.find(user);
}

UserId Store::find_login(const std::string& key) const {
    const auto* user = logins_.find(key);
    return user ? *user : UserId{};
}

std::vector<Session> Store::sessions_of(UserId user) const {
    std::vector<Session> all;
    const auto found = sessions_of_.find(user);
    if (found == sessions_of_.end()) return all;
    for (const auto& session : found->second) {
        const auto* row = sessions_.find(session);
        if (row && !row->revoked_at) all.push_back(*row);
    }
    return all;
}

std::int64_t Store::count_admins(ports::SqlSession& sql) const {
    std::set<UserId> admins;
    sql.query(select_admins, {},
              [&](const ports::SqlRow& row) { admins.insert(row.id<UserId>(0)); });
    accounts_.for_each_dirty([&](UserId user, const Account& account) {
        const bool is_admin = account.role == Role::admin && !account.erased_at;
        if (is_admin) admins.insert(user);
        if (!is_admin) admins.erase(user);
    });
    return static_cast<std::int64_t>(admins.size());
}

void Store::put_account(Account account) {
    const auto user = account.user_id;
    accounts_.put(user, std::move(account));
}

void Store::put_session(Session session) {
    const auto id = session.session_id;
    const auto of_user = sessions_of_.find(session.user_id);
    // A session begun in this batch is among those that a later command of it may end.
    if (of_user != sessions_of_.end() && !sessions_.find(id)) of_user->second.push_back(id);
    sessions_.put(id, std::move(session));
}

void Store::begin_batch() {
    accounts_.clear();
    logins_.clear();
    sessions_.clear();
    sessions_of_.clear();
}

void Store::load(ports::SqlSession& sql) {
    load_accounts(sql);
    load_sessions(sql);
}

void Store::load_accounts(ports::SqlSession& sql) {
    ports::SqlRows users{1};
    for (const auto user : accounts_.wanted()) users.add({user});
    if (!users.empty()) {
        sql.query_batch(lock_account, users, [this](const ports::SqlRow& row) {
            accounts_.loaded(row.id<UserId>(0), account_of(row));
        });
    }
    ports::SqlRows keys{1};
    for (const auto& key : logins_.wanted()) keys.add({key});
    if (keys.empty()) return;
    sql.query_batch(select_login, keys, [this](const ports::SqlRow& row) {
        logins_.loaded(std::string{row.text(0)}, row.id<UserId>(1));
    });
}

void Store::load_sessions(ports::SqlSession& sql) {
    ports::SqlRows ids{1};
    for (const auto& id : sessions_.wanted()) ids.add({id});
    const auto keep = [this](const ports::SqlRow& row) {
        sessions_.loaded(std::string{row.text(0)}, session_of(row));
    };
    if (!ids.empty()) sql.query_batch(select_session, ids, keep);
    ports::SqlRows users{1};
    for (const auto& [user, sessions] : sessions_of_) users.add({user});
    if (users.empty()) return;
    sql.query_batch(select_sessions_of, users, [this, &keep](const ports::SqlRow& row) {
        keep(row);
        sessions_of_[row.id<UserId>(1)].emplace_back(row.text(0));
    });
}

void Store::save(ports::SqlSession& sql) {
    ports::SqlRows accounts{9};
    accounts_.for_each_dirty([&accounts](UserId user, const Account& account) {
        accounts.add({user, to_text(account.role), account.email, account.name, account.language,
                      account.password_hash, account.created_at, account.erased_at,
                      account.guest_code});
    });
    if (!accounts.empty()) sql.execute_batch(upsert_account, accounts);
    save_logins(sql);
    ports::SqlRows sessions{7};
    sessions_.for_each_dirty([&sessions](const std::string& id, const Session& session) {
        sessions.add({id, session.user_id, session.counter, session.created_at, session.rotated_at,
                      session.expires_at, session.revoked_at});
    });
    if (!sessions.empty()) sql.execute_batch(upsert_session, sessions);
}

void Store::save_logins(ports::SqlSession& sql) {
    ports::SqlRows freed{1};
    ports::SqlRows given{2};
    logins_.for_each_dirty([&](const std::string& key, UserId user) {
        if (user) {
            given.add({key, user});
        } else {
            freed.add({key});
        }
    });
    if (!freed.empty()) sql.execute_batch(delete_login, freed);
    if (!given.empty()) sql.execute_batch(insert_login, given);
}

bool Store::has_changes() const {
    return accounts_.has_dirty() || logins_.has_dirty() || sessions_.has_dirty();
}

std::optional<Account> read_account(ports::SqlSession& sql, UserId user) {
    std::optional<Account> found;
    sql.query(select_account, {user},
              [&found](const ports::SqlRow& row) { found = account_of(row); });
    return found;
}

std::optional<Account> read_account_of_login(ports::SqlSession& sql, const std::string& key) {
    std::optional<Account> found;
    sql.query(select_account_of_login, {key},
              [&found](const ports::SqlRow& row) { found = account_of(row); });
    return found;
}

std::vector<std::string> read_revoked(ports::SqlSession& sql, base::Instant since) {
    std::vector<std::string> sessions;
    sql.query(select_revoked, {since},
              [&sessions](const ports::SqlRow& row) { sessions.emplace_back(row.text(0)); });
    return sessions;
}

std::int64_t delete_ended_sessions(ports::SqlSession& sql, base::Instant before,
                                   std::int64_t count_max) {
    return sql.execute(delete_sessions, {before, count_max});
}

}  // namespace boxoffice::identity
