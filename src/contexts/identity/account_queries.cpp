#include "contexts/identity/account_queries.hpp"

#include "base/fault.hpp"

#include <boost/describe/enum_from_string.hpp>

namespace boxoffice::identity {
namespace {

using ports::SqlText;

constexpr SqlText select_account =
    "SELECT user_id, role, email, name, language, password_hash, created_at, erased_at "
    "FROM account WHERE user_id = $1";
constexpr SqlText select_by_text =
    "SELECT user_id, role, email, name, language, password_hash, created_at, erased_at "
    "FROM account WHERE erased_at IS NULL AND (LOWER(name) LIKE $1 ESCAPE '\\' "
    "OR LOWER(email) LIKE $1 ESCAPE '\\') ORDER BY user_id LIMIT $2";

}  // namespace

Account account_of(const ports::SqlRow& row) {
    Account account{.user_id = row.id<contracts::UserId>(0),
                    .email = std::string{row.text(2)},
                    .name = std::string{row.text(3)},
                    .language = std::string{row.text(4)},
                    .password_hash = std::string{row.text(5)},
                    .created_at = row.instant(6),
                    .erased_at = row.optional_instant(7)};
    const std::string role{row.text(1)};
    if (boost::describe::enum_from_string(role.c_str(), account.role)) return account;
    throw base::InfrastructureFault("a stored account has the unknown role " + role,
                                    base::Retry::no);
}

std::vector<Account> read_accounts(ports::SqlSession& sql,
                                   const std::vector<std::int64_t>& user_ids) {
    ports::SqlRows wanted{1};
    for (const auto id : user_ids) wanted.add({id});
    std::vector<Account> found;
    if (wanted.empty()) return found;
    sql.query_batch(select_account, wanted,
                    [&](const ports::SqlRow& row) { found.push_back(account_of(row)); });
    return found;
}

std::string pattern_of(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return pattern + '%';
}

std::vector<Account> search_accounts(ports::SqlSession& sql, std::string_view text,
                                     std::size_t count_max) {
    std::vector<Account> found;
    sql.query(select_by_text, {pattern_of(text), count_max},
              [&](const ports::SqlRow& row) { found.push_back(account_of(row)); });
    return found;
}

}  // namespace boxoffice::identity
