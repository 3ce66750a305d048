#include "contexts/notification/queries.hpp"

#include "contexts/notification/store.hpp"

#include <array>

namespace boxoffice::notification {
namespace {

using ports::SqlText;

constexpr SqlText select_one =
    "SELECT notification_id, user_id, kind, key, facts, created_at, status, attempts, read_at "
    "FROM notification WHERE notification_id = $1";
constexpr SqlText select_newest_first =
    "SELECT notification_id, user_id, kind, key, facts, created_at, status, attempts, read_at "
    "FROM notification WHERE user_id = $1 "
    "ORDER BY created_at DESC, notification_id DESC LIMIT $2 OFFSET $3";
constexpr SqlText select_oldest_first =
    "SELECT notification_id, user_id, kind, key, facts, created_at, status, attempts, read_at "
    "FROM notification WHERE user_id = $1 "
    "ORDER BY created_at, notification_id LIMIT $2 OFFSET $3";
constexpr SqlText select_count = "SELECT COUNT(*) FROM notification WHERE user_id = $1";
constexpr SqlText select_after =
    "SELECT notification_id, user_id, kind, key, facts, created_at, status, attempts, read_at "
    "FROM notification WHERE user_id = $1 AND (created_at, notification_id) > "
    "(COALESCE((SELECT created_at FROM notification WHERE notification_id = $2 AND user_id = $1), "
    "0), $2) ORDER BY created_at, notification_id LIMIT $3";
constexpr SqlText select_since =
    "SELECT notification_id, user_id, kind, key, facts, created_at, status, attempts, read_at "
    "FROM notification WHERE user_id = $1 AND created_at >= $2 "
    "ORDER BY created_at, notification_id LIMIT $3";
constexpr SqlText select_unread =
    "SELECT COUNT(*) FROM notification WHERE user_id = $1 AND read_at IS NULL";
constexpr SqlText select_newest =
    "SELECT notification_id, created_at FROM notification WHERE user_id = $1 "
    "ORDER BY created_at DESC, notification_id DESC LIMIT 1";
constexpr SqlText update_all = "UPDATE notification SET read_at = $2 WHERE user_id = $1";
constexpr SqlText update_one =
    "UPDATE notification SET read_at = $3 WHERE notification_id = $1 AND user_id = $2";

// Both mean the order in which notices came: replicas take their ids from blocks of their own.
constexpr std::array<std::string_view, 2> fields{"id", "createdAt"};

}  // namespace

std::optional<Notice> read_notice(ports::SqlSession& sql, std::int64_t id) {
    std::optional<Notice> found;
    sql.query(select_one, {id}, [&found](const ports::SqlRow& row) { found = notice_of(row); });
    return found;
}

std::span<const std::string_view> sortable_fields() {
    return fields;
}

std::vector<Notice> read_notices(ports::SqlSession& sql, contracts::UserId user,
                                 const contracts::PageRequest& page) {
    std::vector<Notice> notices;
    const bool is_ascending = !page.sort.empty() && !page.is_descending;
    sql.query(is_ascending ? select_oldest_first : select_newest_first,
              {user, page.size, page.offset()},
              [&notices](const ports::SqlRow& row) { notices.push_back(notice_of(row)); });
    return notices;
}

std::int64_t count_notices(ports::SqlSession& sql, contracts::UserId user) {
    std::int64_t count = 0;
    sql.query(select_count, {user}, [&count](const ports::SqlRow& row) { count = row.integer(0); });
    return count;
}

std::vector<Notice> read_notices_after(ports::SqlSession& sql, contracts::UserId user,
                                       std::int64_t after, std::size_t count_max) {
    std::vector<Notice> notices;
    sql.query(select_after, {user, after, count_max},
              [&notices](const ports::SqlRow& row) { notices.push_back(notice_of(row)); });
    return notices;
}

std::int64_t count_unread(ports::SqlSession& sql, contracts::UserId user) {
    std::int64_t count = 0;
    sql.query(select_unread, {user},
              [&count](const ports::SqlRow& row) { count = row.integer(0); });
    return count;
}

std::vector<Notice> read_notices_since(ports::SqlSession& sql, contracts::UserId user,
                                       base::Instant since, std::size_t count_max) {
    std::vector<Notice> notices;
    sql.query(select_since, {user, since, count_max},
              [&notices](const ports::SqlRow& row) { notices.push_back(notice_of(row)); });
    return notices;
}

NewestNotice newest_notice(ports::SqlSession& sql, contracts::UserId user) {
    NewestNotice newest;
    sql.query(select_newest, {user}, [&newest](const ports::SqlRow& row) {
        newest = {.id = row.integer(0), .created_at = row.instant(1)};
    });
    return newest;
}

std::int64_t mark_read(ports::SqlSession& sql, contracts::UserId user,
                       const std::vector<contracts::NotificationId>& ids,
                       std::optional<base::Instant> read_at) {
    if (ids.empty()) return sql.execute(update_all, {user, read_at});
    std::int64_t marked = 0;
    for (const auto id : ids) marked += sql.execute(update_one, {id, user, read_at});
    return marked;
}

}  // namespace boxoffice::notification
