// Reading accounts beside the writer: one, some, and whoever a name or an address fits.
#pragma once

#include "contexts/identity/account.hpp"
#include "ports/sql.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace boxoffice::identity {

/// An account from its row: user_id, role, email, name, language, password_hash, created_at,
/// erased_at.
/// @throws base::InfrastructureFault (not retryable) when the row is damaged.
[[nodiscard]] Account account_of(const ports::SqlRow& row);

/// Erased ones among them; unknown ids are left out. In the order of `user_ids`.
[[nodiscard]] std::vector<Account> read_accounts(ports::SqlSession& sql,
                                                 const std::vector<std::int64_t>& user_ids);

/// The first `count_max` living accounts, by id, whose name or address has `text` in it; capital
/// letters of ASCII count as small ones.
[[nodiscard]] std::vector<Account> search_accounts(ports::SqlSession& sql, std::string_view text,
                                                   std::size_t count_max);

/// A pattern for LIKE ... ESCAPE '\': `text` anywhere in a text of small letters. Its own wildcards
/// mean themselves.
[[nodiscard]] std::string pattern_of(std::string_view text);

}  // namespace boxoffice::identity
