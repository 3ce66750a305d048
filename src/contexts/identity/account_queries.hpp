// Reading accounts beside the writer: one, some, and whoever a name or an address fits.
#pragma once

#include "contexts/identity/account.hpp"
#include "contracts/resource.hpp"
#include "ports/sql.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::identity {

/// An account from its row: user_id, role, email, name, language, password_hash, created_at,
/// erased_at, guest_code.
/// @throws base::InfrastructureFault (not retryable) when the row is damaged.
[[nodiscard]] Account account_of(const ports::SqlRow& row);

/// Erased ones among them; unknown ids are left out. In the order of `user_ids`.
[[nodiscard]] std::vector<Account> read_accounts(ports::SqlSession& sql,
                                                 const std::vector<std::int64_t>& user_ids);

/// The first `count_max` living accounts, by id, whose name or address has `text` in it; capital
/// letters of ASCII count as small ones.
[[nodiscard]] std::vector<Account> search_accounts(ports::SqlSession& sql, std::string_view text,
                                                   std::size_t count_max);

/// Which accounts an administrator looks at; empty = any. `text` is a part of name or address, or
/// the number of an account.
struct AccountSearch {
    std::string text;
    std::string role;
};
struct AccountList {
    std::vector<Account> accounts;
    std::int64_t total = 0;
};
/// Living accounts, by id unless `page` says otherwise.
[[nodiscard]] AccountList list_accounts(ports::SqlSession& sql, const AccountSearch& search,
                                        const contracts::PageRequest& page);
inline constexpr std::array<std::string_view, 4> accounts_sortable{"id", "name", "email",
                                                                   "createdAt"};

/// A line of the log of changes of roles. No actor = the house itself; a role is empty before the
/// account was made, and once it is erased.
struct RoleChangeRow {
    std::int64_t id = 0;
    base::Instant at{};
    contracts::UserId actor_id;
    contracts::UserId user_id;
    std::string from;
    std::string to;
    std::string reason;
    // Read only: as they are now, empty once erased.
    std::string actor_name{};
    std::string name{};
    std::string email{};
};
void append_role_change(ports::SqlSession& sql, const RoleChangeRow& line);

struct RoleChangeList {
    std::vector<RoleChangeRow> lines;
    std::int64_t total = 0;
};
/// The latest first; of one account, by one actor, or of and by anybody (0).
[[nodiscard]] RoleChangeList list_role_changes(ports::SqlSession& sql, contracts::UserId user,
                                               contracts::UserId actor,
                                               const contracts::PageRequest& page);

/// A pattern for LIKE ... ESCAPE '\': `text` anywhere in a text of small letters. Its own wildcards
/// mean themselves.
[[nodiscard]] std::string pattern_of(std::string_view text);

}  // namespace boxoffice::identity
