// The accounts, logins and sessions that one batch of commands works on.
#pragma once

#include "contexts/identity/account.hpp"
#include "eventing/batch_rows.hpp"
#include "eventing/batch_store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::identity {

class Store final : public eventing::BatchStore {
  public:
    void want_account(contracts::UserId user) { accounts_.want(user); }
    void want_login(const std::string& key) { logins_.want(key); }
    void want_session(const std::string& session) { sessions_.want(session); }
    /// Every session of that person that is not over.
    void want_sessions_of(contracts::UserId user) { sessions_of_.try_emplace(user); }

    [[nodiscard]] const Account* find_account(contracts::UserId user) const;
    /// Whose address that is; 0 = nobody's.
    [[nodiscard]] contracts::UserId find_login(const std::string& key) const;
    [[nodiscard]] const Session* find_session(const std::string& session) const {
        return sessions_.find(session);
    }
    [[nodiscard]] std::vector<Session> sessions_of(contracts::UserId user) const;
    /// Living administrators: stored ones, corrected by this batch.
    [[nodiscard]] std::int64_t count_admins(ports::SqlSession& sql) const;

    void put_account(Account account);
    /// `user` 0 frees the address.
    void put_login(const std::string& key, contracts::UserId user) { logins_.put(key, user); }
    void put_session(Session session);

    void begin_batch() override;
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override;

  private:
    void load_accounts(ports::SqlSession& sql);
    void load_sessions(ports::SqlSession& sql);
    void save_logins(ports::SqlSession& sql);

    eventing::BatchRows<contracts::UserId, Account> accounts_;
    eventing::BatchRows<std::string, contracts::UserId> logins_;
    eventing::BatchRows<std::string, Session> sessions_;
    std::map<contracts::UserId, std::vector<std::string>> sessions_of_;
};

/// What the readers beside the writer ask.
[[nodiscard]] std::optional<Account> read_account(ports::SqlSession& sql, contracts::UserId user);
[[nodiscard]] std::optional<Account> read_account_of_login(ports::SqlSession& sql,
                                                           const std::string& key);
/// Sessions revoked since then.
[[nodiscard]] std::vector<std::string> read_revoked(ports::SqlSession& sql, base::Instant since);

/// Deletes sessions that ended before; at most `count_max`. @return how many.
std::int64_t delete_ended_sessions(ports::SqlSession& sql, base::Instant before,
                                   std::int64_t count_max);

}  // namespace boxoffice::identity
