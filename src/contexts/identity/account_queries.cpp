#include "contexts/identity/account_queries.hpp"

#include "base/fault.hpp"
#include "base/integer.hpp"

#include <boost/describe/enum_from_string.hpp>

namespace boxoffice::identity {
namespace {

using ports::SqlText;

constexpr SqlText select_account =
    "SELECT user_id, role, email, name, language, password_hash, created_at, erased_at, "
    "guest_code FROM account WHERE user_id = $1";
constexpr SqlText select_by_text =
    "SELECT user_id, role, email, name, language, password_hash, created_at, erased_at, "
    "guest_code FROM account WHERE erased_at IS NULL AND (LOWER(name) LIKE $1 ESCAPE '\\' "
    "OR LOWER(email) LIKE $1 ESCAPE '\\') ORDER BY user_id LIMIT $2";

// $1 is a pattern or empty, $2 a number or 0. A sort that is not asked for decides nothing.
constexpr SqlText select_page =
    "SELECT user_id, role, email, name, language, password_hash, created_at, erased_at, "
    "guest_code FROM account WHERE erased_at IS NULL AND ($1 = '' OR user_id = $2 "
    "OR LOWER(name) LIKE $1 ESCAPE '\\' OR LOWER(email) LIKE $1 ESCAPE '\\') "
    "AND ($3 = '' OR role = $3) ORDER BY "
    "CASE WHEN $4 = 'name,asc' THEN name END, CASE WHEN $4 = 'name,desc' THEN name END DESC, "
    "CASE WHEN $4 = 'email,asc' THEN email END, CASE WHEN $4 = 'email,desc' THEN email END DESC, "
    "CASE WHEN $4 = 'createdAt,asc' THEN created_at END, "
    "CASE WHEN $4 = 'createdAt,desc' THEN created_at END DESC, "
    "CASE WHEN $4 = 'id,desc' THEN user_id END DESC, user_id LIMIT $5 OFFSET $6";
constexpr SqlText count_page =
    "SELECT COUNT(*) FROM account WHERE erased_at IS NULL AND ($1 = '' OR user_id = $2 "
    "OR LOWER(name) LIKE $1 ESCAPE '\\' OR LOWER(email) LIKE $1 ESCAPE '\\') "
    "AND ($3 = '' OR role = $3)";
constexpr SqlText insert_change =
    "INSERT INTO role_change (id, at, actor_id, user_id, from_role, to_role, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr SqlText select_changes =
    "SELECT c.id, c.at, c.actor_id, c.user_id, c.from_role, c.to_role, c.reason, actor.name, "
    "person.name, person.email FROM role_change c "
    "LEFT JOIN account actor ON actor.user_id = c.actor_id "
    "LEFT JOIN account person ON person.user_id = c.user_id "
    "WHERE ($1 = 0 OR c.user_id = $1) AND ($2 = 0 OR c.actor_id = $2) "
    "ORDER BY c.id DESC LIMIT $3 OFFSET $4";
constexpr SqlText count_changes =
    "SELECT COUNT(*) FROM role_change WHERE ($1 = 0 OR user_id = $1) AND ($2 = 0 OR actor_id = $2)";

std::string order_of(const contracts::PageRequest& page) {
    if (page.sort.empty()) return {};
    return page.sort + (page.is_descending ? ",desc" : ",asc");
}

}  // namespace

Account account_of(const ports::SqlRow& row) {
    Account account{.user_id = row.id<contracts::UserId>(0),
                    .email = std::string{row.text(2)},
                    .name = std::string{row.text(3)},
                    .language = std::string{row.text(4)},
                    .password_hash = std::string{row.text(5)},
                    .created_at = row.instant(6),
                    .erased_at = row.optional_instant(7),
                    .guest_code = std::string{row.text(8)}};
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

AccountList list_accounts(ports::SqlSession& sql, const AccountSearch& search,
                          const contracts::PageRequest& page) {
    const auto pattern = search.text.empty() ? std::string{} : pattern_of(search.text);
    const auto number = base::to_integer(search.text).value_or(0);
    AccountList list;
    sql.query(select_page, {pattern, number, search.role, order_of(page), page.size, page.offset()},
              [&](const ports::SqlRow& row) { list.accounts.push_back(account_of(row)); });
    sql.query(count_page, {pattern, number, search.role},
              [&](const ports::SqlRow& row) { list.total = row.integer(0); });
    return list;
}

void append_role_change(ports::SqlSession& sql, const RoleChangeRow& line) {
    sql.execute(insert_change,
                {line.id, line.at, line.actor_id, line.user_id, line.from, line.to, line.reason});
}

RoleChangeList list_role_changes(ports::SqlSession& sql, contracts::UserId user,
                                 contracts::UserId actor, const contracts::PageRequest& page) {
    RoleChangeList list;
    sql.query(select_changes, {user, actor, page.size, page.offset()},
              [&](const ports::SqlRow& row) {
                  list.lines.push_back({.id = row.integer(0),
                                        .at = row.instant(1),
                                        .actor_id = row.id<contracts::UserId>(2),
                                        .user_id = row.id<contracts::UserId>(3),
                                        .from = std::string{row.text(4)},
                                        .to = std::string{row.text(5)},
                                        .reason = std::string{row.text(6)},
                                        .actor_name = std::string{row.text(7)},
                                        .name = std::string{row.text(8)},
                                        .email = std::string{row.text(9)}});
              });
    sql.query(count_changes, {user, actor},
              [&](const ports::SqlRow& row) { list.total = row.integer(0); });
    return list;
}

}  // namespace boxoffice::identity
